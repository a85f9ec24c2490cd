"""The register's cells, drawn in Python: the page has hundreds."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jejaring.kit import words
from jejaring.kit.drawing import example_mark, state_chip
from jejaring.kit.markup import NONE, breakable, markup
from jejaring.kit.navigation import address
from jejaring.membership.models import Membership
from jejaring.membership.models.sources import place_of, time_in_words
from jejaring.membership.queries.standing import CHIPS
from jejaring.portal.queries import Row


def member(row: Row, value: Any) -> SafeString:
    """The member's name, with its province below."""
    return markup(
        '<span class="member"><a href="{}">{}</a>{}{}</span>',
        address("portal:organisation", row.slug),
        value,
        markup(" {}", example_mark()) if row.example else "",
        markup('<span class="place">{}</span>', row.province) if row.province else "",
    )


def number(row: Row, value: Any) -> SafeString:
    """The number, or why there is none."""
    if row.number:
        return markup('<b class="member-number">{}</b>', row.number)
    why = _("number not recorded") if row.numbered else _("without number")
    return markup('<span class="muted">{}</span>', why)


def standing(row: Row, value: Any) -> SafeString:
    return _standing(row.standing, get_language())


@cache
def _standing(standing: str, language: str | None) -> SafeString:
    return state_chip(CHIPS[standing], Membership.Standing(standing).label)


def proof(row: Row, value: Any) -> SafeString:
    """The proof of the membership: the agreement, or the source that names the member."""
    return markup('<span class="proof">{}</span>', _proof(row))


def _proof(row: Row) -> SafeString | str:
    if row.agreement:
        page = address("documents:verify", row.agreement)
        return markup('<a href="{}">{} {}</a>', page, _("Agreement"), row.agreement_number)
    if not row.source_url:
        return row.source or words.NOTHING
    note, time = words.in_language(row.note_id, row.note_en), time_in_words(row.attested)
    return markup(
        '<a href="{}" rel="external">{}</a>{}{}',
        row.source_url,
        breakable(place_of(row.source_url)),
        markup('<span class="said">, </span><span class="muted when">{}</span>', time) if row.attested else NONE,
        markup('<span class="note small">{}</span>', note) if note else NONE,
    )
