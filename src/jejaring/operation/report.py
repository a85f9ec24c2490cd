"""Findings as they are printed: one per line, or JSON. No Django: settings may be what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from jejaring.console import language, terminal
from jejaring.operation.findings import Finding, Level, worst


def of_settings(sentences: Iterable[str], level: Level) -> list[Finding]:
    """Return findings about settings, one per sentence, which says itself what to write."""
    return [Finding(level, sentence, name="settings") for sentence in sentences]


def report(found: Sequence[Finding], *, as_json: bool) -> int:
    """Print findings, one per line or as JSON; return the exit code: 1 if there is an error."""
    level = worst(found)
    if as_json:
        terminal.say(
            json.dumps({"level": level, "checks": [asdict(one) for one in found]}, indent=1, ensure_ascii=False)
        )
    else:
        rows = [(one.level, one.name, f"{one.found} → {one.advice}" if one.advice else one.found) for one in found]
        for row in language.aligned(rows, left=3):
            terminal.say(row)
    return 1 if level == Level.ERROR else 0
