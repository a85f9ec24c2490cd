"""Writes of this room, by who acts: those who call, those who propose, those who judge and decide."""
