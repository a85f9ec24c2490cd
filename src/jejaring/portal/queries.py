"""Reads of the portal that belong to no one room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from jejaring.cities.models import Holding


def titles_on(actors: Collection[tuple[int, date]]) -> Mapping[tuple[int, date], str]:
    """Return under which titles persons held office on given days: one query for all of them."""
    held: dict[int, list[Holding]] = defaultdict(list)
    found = Holding.objects.filter(holder__in={person for person, _ in actors}).select_related("office__organisation")
    for holding in found.order_by("office__title"):
        held[holding.holder_id].append(holding)
    titles = {(person, day): _titles(held[person], day) for person, day in actors}
    return {actor: title for actor, title in titles.items() if title}


def _titles(holdings: Collection[Holding], day: date) -> str:
    in_force = [h.office for h in holdings if h.since <= day and (h.until is None or day <= h.until)]
    return "; ".join(
        office.title if str(office.organisation) in office.title else f"{office.title}, {office.organisation}"
        for office in in_force
    )
