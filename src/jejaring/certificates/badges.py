"""Badges of confirmed people, speakers too: as values, and as a PDF of sheets with cut marks.

A badge is in the language of its person. A name is printed whole, on as many lines and as small as it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jejaring.documents.rendering.face import qr_svg
from jejaring.documents.rendering.pdf import render_template
from jejaring.events.models import Event
from jejaring.events.times import days
from jejaring.kit import data_files, words
from jejaring.registration import codes
from jejaring.registration.models import Code, Registration

TEMPLATE = Path(__file__).parent / "printing" / "badges.typ"
DEFAULT_SHEET, SINGLE_SHEET = "a4-2x4", "one"
EVERYONE, GROUP = "everyone", "group:"


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands on one badge; `fill` and `on_fill` are the colours of the bar with the role."""

    name: str
    position: str
    organisation: str
    role: str
    fill: str
    on_fill: str
    event: str
    days: str
    code: str
    qr: str
    example: bool


def sheets() -> Mapping[str, Mapping[str, Any]]:
    """Return the sheets that badges can be printed on, by key, with their sizes in millimetres."""
    found: Mapping[str, Mapping[str, Any]] = data_files.load("certificates", "badges")["sheets"]
    return found


def sheet_choices() -> list[tuple[str, str]]:
    """Return key and name of every sheet, in the active language."""
    return [(key, words.in_language(one["id"], one["en"])) for key, one in sheets().items()]


def badged(event: Event, who: str = EVERYONE, *, checked: bool = False) -> QuerySet[Registration]:
    """Return who gets a badge, sorted by name: confirmed people, speakers too, each with the valid code in `codes`.

    `who` is EVERYONE, a role, or "group:" with the key of a group; with `checked` only names that their people checked.
    """
    found = Registration.objects.filter(event=event, state=Registration.State.CONFIRMED)
    if who.startswith(GROUP):
        found = found.filter(group__key=who.removeprefix(GROUP))
    elif who != EVERYONE:
        found = found.filter(role=who)
    if checked:
        found = found.exclude(name_checked_at=None)
    valid = Prefetch("codes", Code.objects.filter(renewed_at=None))
    people = found.select_related("event", "group", "delegation__organisation", "speaker__organisation")
    return people.prefetch_related(valid).order_by("sort_name", "pk")


def whose_choices(event: Event) -> list[tuple[str, str]]:
    """Return for whom badges can be printed: everyone, a group, or a role that has none."""
    groups = [(f"{GROUP}{one.key}", str(one.name)) for one in event.groups.all()]
    roles = (Registration.Role.SPEAKER, Registration.Role.PRESS, Registration.Role.CREW)
    return [(EVERYONE, _("everyone")), *groups, *((role.value, str(role.label)) for role in roles)]


def badge(registration: Registration, code: Code) -> Badge:
    """Return the badge of a person, in their language."""
    event, (fill, on_fill) = registration.event, data_files.load("certificates", "badges")["roles"][registration.role]
    with translation.override(registration.language):
        return Badge(
            name=registration.name,
            position=position_of(registration),
            organisation=organisation_of(registration),
            role=_capital(registration.get_role_display()),
            fill=fill,
            on_fill=on_fill,
            event=str(event.name),
            days=days(event.begins_on, event.ends_on),
            code=f"{code.text[:4]} {code.text[4:]}",
            qr=qr_svg(codes.address_of(event, code.text)),
            example=registration.example or event.example,
        )


def organisation_of(registration: Registration) -> str:
    """Return the city or organisation someone comes from, or "" where none is known."""
    if registration.delegation:
        return registration.delegation.organisation.short_name
    if registration.speaker and registration.speaker.organisation:
        return registration.speaker.organisation.short_name
    return ""


def position_of(registration: Registration) -> str:
    """Return someone's position: their own word, or that of a speaker's page."""
    return registration.position or (str(registration.speaker.title) if registration.speaker else "")


def render(badges: Iterable[Badge], sheet: str, *, title: str, on: date) -> bytes:
    """Return badges as a PDF on sheets of that kind. Raises KeyError for an unknown sheet."""
    values = {
        "title": title,
        "language": get_language() or "id",
        "date": {"year": on.year, "month": on.month, "day": on.day},
        "sheet": sheets()[sheet],
        "words": {"qr": _("QR code of the badge"), "example": _("example")},
        "badges": [asdict(one) for one in badges],
    }
    return render_template(TEMPLATE, values, on=on)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
