"""Commands of dues."""
