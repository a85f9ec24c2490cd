"""One search across the rooms: every group comes through its room's own doorway. Persons are in none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jejaring.admission.models import Journey
from jejaring.admission.queries.journey import documents_of_journeys, journeys_visible_to, public_candidates
from jejaring.admission.queries.register import register_visible_to_all
from jejaring.cities.models import Organisation, Region
from jejaring.cities.queries import Reader, organisations_visible_to, regencies_and_cities
from jejaring.documents.models import Document
from jejaring.documents.queries import documents_visible_to
from jejaring.kit.tables import every_word_in_any
from jejaring.kit.words import long_date
from jejaring.membership.models import Membership

SHORTEST = 2
AT_ONCE = 8  # of each group; all of them are a click away in the room's own list
OWN_NAMES = ("short_name", "name")
NAMES = ("organisation__short_name", "organisation__name")


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: where it is and, in a few words, what it is."""

    title: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """What a room has found; `all_url` leads to the room's own list, searched for the same, if there is more."""

    title: str
    hits: list[Hit]
    all_url: str


def search(words: str, reader: Reader, *, on: date) -> list[Group]:
    """Return what `reader` may see that has every word, by room, the nearest first; nothing for less than two letters.

    The number of queries does not grow with what is found.
    """
    if len(words) < SHORTEST:
        return []
    groups = [
        _group(_("Members"), register_visible_to_all(), NAMES, words, _member, reverse("admission:register")),
        _group(_("Candidates"), public_candidates(), NAMES, words, _candidate),
    ]
    if reader.is_authenticated:
        mine, own = journeys_visible_to(reader, on=on), organisations_visible_to(reader, on=on)
        groups += [
            _group(_("Journeys"), mine, NAMES, words, _journey, reverse("admission:journeys")),
            _group(_("Organisations"), own, OWN_NAMES, words, _organisation, reverse("cities:organisations")),
        ]
    regions = regencies_and_cities()
    groups += [
        _group(_("Documents"), _papers(reader, on), ("title", "number"), words, _document),
        _group(_("Regions of Indonesia"), regions, ("name", "code"), words, _region, reverse("cities:regions")),
    ]
    return [group for group in groups if group.hits]


def _papers(reader: Reader, on: date) -> QuerySet[Document]:
    """Return the documents anyone may read, and those of the journeys the reader may see."""
    if not reader.is_authenticated:
        return documents_visible_to(reader)
    return documents_visible_to(reader) | documents_of_journeys(journeys_visible_to(reader, on=on))


def _group(
    title: str,
    found: QuerySet[Any],
    paths: Sequence[str],
    words: str,
    hit: Callable[[Any], Hit],
    all_page: str = "",
) -> Group:
    nearest = found.filter(every_word_in_any(paths, words)).annotate(fit=TrigramSimilarity(paths[0], words))
    rows = list(nearest.order_by("-fit", paths[0])[: AT_ONCE + 1])
    more = f"{all_page}?{urlencode({'q': words})}" if all_page and len(rows) > AT_ONCE else ""
    return Group(title, [hit(row) for row in rows[:AT_ONCE]], more)


def _member(one: Membership) -> Hit:
    standing = capfirst(str(one.get_standing_display()))
    note = _("member number %(number)s") % {"number": one.number} if one.number else str(one.kind)
    return Hit(one.organisation.short_name, f"{standing} · {note}", one.organisation.get_absolute_url())


def _candidate(one: Journey) -> Hit:
    return Hit(one.organisation.short_name, str(one.get_state_display()), one.organisation.get_absolute_url())


def _journey(one: Journey) -> Hit:
    return Hit(one.organisation.short_name, str(one.get_state_display()), one.get_absolute_url())


def _organisation(one: Organisation) -> Hit:
    return Hit(one.short_name, str(one.get_kind_display()), reverse("cities:organisation", args=[one.slug]))


def _document(one: Document) -> Hit:
    note = f"{one.number} · {long_date(one.issued_on)} · {one.get_state_display()}"
    return Hit(one.title, note, one.get_absolute_url())


def _region(one: Region) -> Hit:
    province = one.province
    note = f"{one.code} · {province.name}" if province else one.code
    return Hit(one.name, note, reverse("cities:province", args=[province.code]) if province else "")
