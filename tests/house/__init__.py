"""Tests that guard the house."""
