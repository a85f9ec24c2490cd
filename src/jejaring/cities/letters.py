"""Letters of an office: number from the issuer's register, letterhead, dates as Indonesian letters write them.

Official correspondence (*naskah dinas*) is Indonesian whatever the language of who issues it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Model
from django.utils import timezone, translation

from jejaring.cities.models import Office, Organisation
from jejaring.documents import numbering
from jejaring.documents.actions import issue_document, next_letter_number
from jejaring.documents.models import Document
from jejaring.documents.outline import Block, Letterhead, Outline, Paragraph
from jejaring.kit import data_files, words
from jejaring.people.models import Person

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


@transaction.atomic
def issue_letter(
    issuer: Organisation,
    kind: str,
    compose: Callable[[str], Outline],
    *,
    record: Model,
    by: Person | None,
    on: date,
    at: datetime,
    replaces: Document | None = None,
) -> Document:
    """Draw the next number of the issuer's register, compose the letter with it, and issue it.

    `kind` is a kind of `data/letters.yaml`; `on` is the letter's own date. The number is given back if the
    transaction is undone. Raises Refusal if the issuer's pattern of numbers cannot be filled, or `replaces`
    has ended already.
    """
    number = next_letter_number(
        register_of(issuer), on=on, pattern=number_pattern(issuer), values=number_values(issuer, kind)
    )
    return issue_document(
        compose(number),
        kind=kind,
        register=register_of(issuer),
        issuer_name=issuer.name,
        record=record,
        by=by,
        at=at,
        on=on,
        number=number,
        replaces=replaces,
    )


def register_of(organisation: Organisation) -> str:
    """Return the key of an organisation's register of letters."""
    return f"org:{organisation.public_id}"


def number_pattern(organisation: Organisation) -> str:
    """Return the pattern of an organisation's letter numbers."""
    return organisation.letter_pattern or str(data_files.load("cities", "letters")["default_pattern"])


def number_values(organisation: Organisation, kind: str) -> dict[str, str]:
    """Return what a pattern is filled with: the classification code of the kind of letter, the unit's code."""
    classification = data_files.load("cities", "letters")["classification"]
    return {"klasifikasi": str(classification[kind]), "kode_unit": organisation.letter_unit or "–"}


def check_pattern(organisation: Organisation) -> None:
    """Raise Refusal (field "letter_pattern") unless an organisation's letters of every kind can be numbered."""
    for kind in data_files.load("cities", "letters")["classification"]:
        numbering.check(number_pattern(organisation), number_values(organisation, kind))


def letterhead(organisation: Organisation) -> Letterhead:
    """Return an organisation's letterhead from its own record."""
    return Letterhead(
        organisation.name, organisation.address, organisation.phone, organisation.email, organisation.website
    )


def head_title(organisation: Organisation) -> str:
    """Return the title under which an organisation is represented."""
    return organisation.head_title or f"Pimpinan {organisation.name}"


def on_behalf(office: Office, organisation: Organisation, *, mandated: bool) -> str:
    """Return the title under a signature: the office, or the office on behalf of the head."""
    return f"a.n. {head_title(organisation)}, {office.title}" if mandated else office.title


def day_in_words(day: date) -> str:
    """Return a date as Indonesian letters write it."""
    with translation.override("id"):
        return words.long_date(day)


def moment_in_words(moment: datetime, zone: str) -> str:
    """Return weekday, date and time with its zone, in Indonesian."""
    local = timezone.localtime(moment, ZoneInfo(zone))
    with translation.override("id"):
        return f"{WEEKDAYS[local.weekday()]}, {words.moment(moment, zone)}"


def dateline(organisation: Organisation, on: date) -> str:
    """Return place and date of a letter, or the date alone where the seat is not known."""
    return f"{organisation.seat}, {day_in_words(on)}" if organisation.seat else day_in_words(on)


def paragraphs(text: str) -> tuple[Block, ...]:
    """Return each line of a text that is not empty as a paragraph."""
    return tuple(Paragraph(part.strip()) for part in text.splitlines() if part.strip())
