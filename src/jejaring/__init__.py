"""Jejaring: the working platform of a network of cities."""
