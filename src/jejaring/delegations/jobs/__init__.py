"""Long jobs of this room, by theme."""
