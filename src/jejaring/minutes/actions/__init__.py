"""Writes of this room: minutes and their versions, and action items."""
