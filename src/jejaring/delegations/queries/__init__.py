"""Reads of this room, by theme."""
