"""Reads of membership, one module per theme."""
