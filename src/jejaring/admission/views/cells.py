"""The register's cells, drawn in Python: the page has hundreds of them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jejaring.kit import words
from jejaring.kit.drawing import example_mark, state_chip
from jejaring.kit.markup import NONE, markup
from jejaring.membership.models import Membership
from jejaring.membership.queries.standing import CHIPS


def member(row: Membership, value: Any) -> SafeString:
    """The member's name, with its province below."""
    place = row.organisation
    province = place.region.province if place.region else None
    return markup(
        '<span class="member"><a href="{}">{}</a>{}{}</span>',
        place.get_absolute_url(),
        value,
        markup(" {}", example_mark()) if row.example else "",
        markup('<span class="place">{}</span>', province.name) if province else "",
    )


def number(row: Membership, value: Any) -> SafeString:
    """The number, or why there is none."""
    if row.number:
        return markup('<b class="member-number">{}</b>', row.number)
    why = _("number not recorded") if row.kind.numbered else _("without number")
    return markup('<span class="muted">{}</span>', why)


def standing(row: Membership, value: Any) -> SafeString:
    return state_chip(CHIPS[row.standing], value)


def ground(row: Membership, value: Any) -> SafeString:
    """What proves the membership: the agreement, or the source that names the member."""
    return markup('<span class="ground">{}</span>', _ground(row))


def _ground(row: Membership) -> SafeString | str:
    if row.agreement:
        address = reverse("documents:verify", args=[row.agreement.public_id])
        return markup('<a href="{}">{} {}</a>', address, _("Agreement"), row.agreement.number)
    if not row.source_url:
        return row.source or words.NOTHING
    return markup(
        '<a href="{}" rel="external">{}</a>{}{}',
        row.source_url,
        row.source_place,
        markup('<span class="said">, </span><span class="muted when">{}</span>', row.attested_in_words)
        if row.attested
        else NONE,
        markup('<span class="note small">{}</span>', row.note) if row.note else NONE,
    )
