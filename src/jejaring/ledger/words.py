"""Words for what the ledger holds: the verbs of every room, and the offices of those who acted.

Offices live in a room above this one, which registers how it finds them (`let_titles_be_found_by`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils.functional import Promise

Actor = tuple[int, date]
FindTitles = Callable[[Collection[Actor]], Mapping[Actor, str]]

_find_titles: FindTitles | None = None


@cache
def verbs() -> Mapping[str, str | Promise]:
    """Return the VERBS tables of all installed rooms as one."""
    words: dict[str, str | Promise] = {}
    for app in apps.get_app_configs():
        if app.name.startswith("jejaring.") and find_spec(f"{app.name}.verbs"):
            words |= import_module(f"{app.name}.verbs").VERBS
    return words


def verb_in_words(verb: str) -> str:
    """Return a verb as people read it; one that no room knows any more as it was recorded."""
    return str(verbs().get(verb, verb))


def let_titles_be_found_by(find: FindTitles) -> None:
    """Let `find` answer under which title a person acted on a day."""
    global _find_titles
    _find_titles = find


def titles(actors: Collection[Actor]) -> Mapping[Actor, str]:
    """Return the title each person acted under on that day; a person without office is left out."""
    return _find_titles(actors) if _find_titles and actors else {}
