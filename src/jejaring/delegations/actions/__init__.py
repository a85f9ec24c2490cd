"""Writes of this room, by theme."""
