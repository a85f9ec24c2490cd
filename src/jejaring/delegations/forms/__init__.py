"""Input of this room's pages, by theme."""
