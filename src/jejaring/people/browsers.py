"""A browser's name as people know it, from what it calls itself."""

from __future__ import annotations

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def name_of(user_agent: str) -> str:
    """Return "Chrome · Windows"; what is not known is left out, all unknown gives the first word."""
    known = [_first(user_agent, table) for table in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in known if name) or user_agent.split("/")[0][:40] or "–"


def _first(user_agent: str, table: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in table if mark in user_agent), "")
