"""Every room says what it is for, and every verb it records has words for people."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from jejaring.kit import registry

SOURCE = Path(__file__).parents[2] / "src" / "jejaring"


def recorded_verbs(room: str) -> Iterator[str]:
    """Yield the verb of every call of `record(...)` in a room."""
    for path in (SOURCE / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record":
                assert node.args, f"{path}:{node.lineno}: record() is called without its verb"
                if isinstance(node.args[0], ast.Constant):
                    yield str(node.args[0].value)


@pytest.mark.parametrize("room", [*settings.ROOMS, "answers", "charts", "config", "console"])
def test_a_room_says_what_it_is_for(room: str) -> None:
    docstring = ast.get_docstring(ast.parse((SOURCE / room / "__init__.py").read_text()))
    assert docstring
    assert len(docstring) > 40


@pytest.mark.parametrize("room", settings.ROOMS)
def test_every_verb_a_room_records_has_words(room: str) -> None:
    """The verb names the room whose nouns are written: a room that has none of its own writes those of a lower one."""
    recorded = set(recorded_verbs(room))
    for owner in {verb.partition(".")[0] for verb in recorded}:
        words = importlib.import_module(f"jejaring.{owner}.verbs").VERBS
        assert {verb for verb in recorded if verb.startswith(f"{owner}.")} <= set(words)
        assert all(verb.startswith(f"{owner}.") for verb in words)
        assert set(words) <= set(registry.verbs.keys())


def test_every_module_says_in_a_line_what_it_is() -> None:
    silent = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
