"""Writes of this room."""

from jejaring.attendance.actions.corrections import add_reading, settle, undo
from jejaring.attendance.actions.scans import Report, report

__all__ = ["Report", "add_reading", "report", "settle", "undo"]
