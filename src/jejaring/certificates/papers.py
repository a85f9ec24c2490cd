"""A certificate as an outline: what its template says, filled with what one person is certified for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from django.utils import translation
from django.utils.translation import gettext as _

from jejaring.certificates.badges import organisation_of, position_of
from jejaring.certificates.models import Template
from jejaring.cities.letters import dateline
from jejaring.documents.outline import Award, Letterhead, Outline, Paragraph, SignatureBlock
from jejaring.events.models import Event
from jejaring.events.times import days
from jejaring.kit import words
from jejaring.kit.data_files import load
from jejaring.kit.refusal import Refusal
from jejaring.registration.models import Registration
from jejaring.texts.patterns import PatternError, filled, names_in

SLOT = "signer"
PLACEHOLDERS = ("role", "event", "days", "place")
NEEDED = ("event", "days")  # a paper that does not name them attests nothing


@dataclass(frozen=True, slots=True)
class Certified:
    """What one person is certified for. `hours` is None where nobody counted them."""

    name: str
    note: str
    role_id: str
    role_en: str
    hours: Decimal | None = None


def certified(registration: Registration, time: Fraction | None = None) -> Certified:
    """Return what a person is certified for, with hours of presence cut to one decimal, never rounded up."""
    said = {}
    for language in ("id", "en"):
        with translation.override(language):
            said[language] = str(registration.get_role_display())
    parts = (position_of(registration), organisation_of(registration))
    note = ", ".join(part for part in parts if part)
    hours = None if time is None else shown_hours(time)
    return Certified(registration.name, note, said["id"], said["en"], hours)


def shown_hours(time: Fraction) -> Decimal:
    """Return hours as they are printed: with one decimal, cut."""
    return (Decimal(time.numerator) / time.denominator).quantize(Decimal("0.1"), ROUND_DOWN)


def check(text: str, event: Event, *, field: str, needed: bool) -> None:
    """Raise Refusal, beside its field, for a text that no certificate of the event can be made of."""
    known = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
    try:
        used = names_in(text)
    except PatternError as error:
        raise Refusal(
            _("A brace may only stand around a placeholder: %(known)s.") % {"known": known}, field=field
        ) from error
    if unknown := used - set(PLACEHOLDERS):
        sentence = _("There is no placeholder {%(name)s} here. Known: %(known)s.")
        raise Refusal(sentence % {"name": min(unknown), "known": known}, field=field)
    if "place" in used and not place_of(event):
        raise Refusal(_("The event has no venue yet, so {place} cannot be filled."), field=field)
    if needed and (missing := set(NEEDED) - used):
        raise Refusal(_("The text lacks {%(name)s}.") % {"name": min(missing)}, field=field)


def beginning() -> dict[str, str]:
    """Return the words that a template begins with, by field."""
    found = load("certificates", "template")
    return {name: str(found[name]) for name in ("title_id", "title_en", "text_id", "text_en")}


def place_of(event: Event) -> str:
    """Return where an event takes place; "" where no venue is known."""
    return ", ".join(event.venues.values_list("name", flat=True))


def outline(template: Template, who: Certified, *, on: date) -> Outline:
    """Return the certificate of one person as an outline; official in Indonesian, with its English below.

    What it attests is part of it, so that verification repeats it as issued.
    """
    event, issuer = template.event, template.office.organisation
    texts = [_text(template, who, "id"), _text(template, who, "en"), _hours(who)]
    with translation.override("id"):
        dates = days(event.begins_on, event.ends_on)
        facts = {"name": who.name, "event": event.name_id, "dates": dates, "role": who.role_id}
        if who.hours is not None:
            facts["hours"] = words.number(who.hours)
    return Outline(
        title=template.title_id,
        letterhead=Letterhead(issuer.name),
        place_and_date=dateline(issuer, on),
        blocks=tuple(Paragraph(text) for text in texts if text),
        signatures=(SignatureBlock(SLOT, issuer.name, template.office.title),),
        example=event.example,
        award=Award(
            name=who.name,
            given="diberikan kepada" + (" · awarded to" if template.text_en else ""),
            subtitle=template.title_en,
            note=who.note,
            landscape=template.landscape,
            band=template.band,
            logo=template.logo.sha256 if template.logo else "",
        ),
        attested=tuple(facts.items()),
    )


def _text(template: Template, who: Certified, language: str) -> str:
    text = template.text_en if language == "en" else template.text_id
    with translation.override(language):
        return filled(text, _values(template.event, who, language))


def _values(event: Event, who: Certified, language: str) -> Mapping[str, str]:
    return {
        "role": who.role_en if language == "en" else who.role_id,
        "event": str(event.name),
        "days": days(event.begins_on, event.ends_on),
        "place": place_of(event),
    }


def _hours(who: Certified) -> str:
    """Return the line with the hours of presence, in both languages; "" where nobody counted them."""
    if who.hours is None:
        return ""
    said = []
    for language in ("id", "en"):
        with translation.override(language):
            said.append(_("Hours attended: %(hours)s") % {"hours": words.number(who.hours)})
    return " · ".join(said)
