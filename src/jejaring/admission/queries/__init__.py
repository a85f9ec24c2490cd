"""Reads of journeys and of the public register."""
