"""Reads of membership, one module a theme."""
