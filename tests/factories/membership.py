"""Smallest valid records of the room membership."""

from __future__ import annotations
