"""One search across the rooms: each registers what it lets people search. Persons are in none of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import TrigramSimilarity
from django.urls import reverse
from django.utils.http import urlencode

from jejaring.kit import registry
from jejaring.kit.components import Hit
from jejaring.kit.registry import Search
from jejaring.kit.tables import SEARCH, every_word_in_any
from jejaring.people.models import Person

SHORTEST = 2
AT_ONCE = 8  # of each group; all of them are a click away in the room's own list


@dataclass(frozen=True, slots=True)
class Group:
    """What a room has found; `all_url` leads to the room's own list, searched for the same, if there is more."""

    title: str
    hits: list[Hit]
    all_url: str


def search(words: str, reader: Person | AnonymousUser, *, on: date) -> list[Group]:
    """Return what `reader` may see that has every word, by room, the nearest first; nothing for less than two letters.

    The number of queries does not grow with what is found.
    """
    if len(words) < SHORTEST:
        return []
    open_to_reader = [one for one in registry.searches if reader.is_authenticated or not one.needs_account]
    groups = [_group(one, words, reader, on) for one in open_to_reader]
    return [group for group in groups if group.hits]


def _group(one: Search, words: str, reader: Person | AnonymousUser, on: date) -> Group:
    nearest = one.visible(reader, on=on).filter(every_word_in_any(one.paths, words))
    nearest = nearest.annotate(fit=TrigramSimilarity(one.paths[0], words))
    rows = list(nearest.order_by("-fit", one.paths[0])[: AT_ONCE + 1])
    more = f"{reverse(one.all_page)}?{urlencode({SEARCH: words})}" if one.all_page and len(rows) > AT_ONCE else ""
    return Group(str(one.title), [one.hit(row) for row in rows[:AT_ONCE]], more)
