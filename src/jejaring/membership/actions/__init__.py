"""Writes of membership, one module a theme; one function a verb."""
