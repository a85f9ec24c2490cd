"""Minutes as a document, in Indonesian."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from jejaring.cities.letters import dateline, day_in_words, letterhead, moment_in_words, paragraphs
from jejaring.cities.models import Organisation
from jejaring.documents.outline import (
    Block,
    Bullets,
    Facts,
    Heading,
    Numbered,
    Outline,
    SignatureBlock,
    Table,
)
from jejaring.minutes.models import ActionItem, Minutes

SLOT = "network"


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that are not empty."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def minutes_letter(
    minutes: Minutes, items: Sequence[ActionItem], network: Organisation, *, number: str, version: int, on: date
) -> Outline:
    """Return minutes as an outline; `version` is counted from 1, and a later one says what it replaces."""
    held = moment_in_words(minutes.held_at, minutes.event.time_zone)
    facts = [("Acara", minutes.event.name_id), ("Hari, tanggal, waktu", held)]
    if minutes.place:
        facts.append(("Tempat", minutes.place))
    if version > 1:
        facts.append(("Versi", f"{version}, menggantikan versi {version - 1}: {minutes.correction_reason}"))
    blocks: list[Block] = [Facts(tuple(facts))]
    for title, text in (("Agenda", minutes.agenda), ("Keputusan", minutes.decisions)):
        if listed := lines(text):
            blocks += [Heading(title), Numbered(listed)]
    for title, text in (("Hadir", minutes.present), ("Izin", minutes.excused), ("Tidak hadir", minutes.absent)):
        if listed := lines(text):
            blocks += [Heading(title), Bullets(listed)]
    if minutes.course:
        blocks += [Heading("Jalannya rapat"), *paragraphs(minutes.course)]
    if items:
        rows = tuple((str(one.number), one.text, one.owner.name, day_in_words(one.due_on)) for one in items)
        blocks += [Heading("Tindak lanjut"), Table(("No.", "Tindak lanjut", "Penanggung jawab", "Tenggat"), rows)]
    return Outline(
        title=f"Notula {minutes.title}",
        letterhead=letterhead(network),
        fields=(("Nomor", number),),
        place_and_date=dateline(network, on),
        blocks=tuple(blocks),
        signatures=(SignatureBlock(SLOT, network.name, "Sekretariat"),),
        example=minutes.example or minutes.event.example,
    )
