"""Presence in sessions from readings at doors: intervals, credit, and who has earned a certificate."""
