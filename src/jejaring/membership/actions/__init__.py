"""Writes of membership, one module per theme, one function per verb."""
