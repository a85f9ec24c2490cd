"""Tests of the doors of events."""
