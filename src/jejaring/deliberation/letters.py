"""Letters of the deliberation as outlines: the invitation and the minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from engines.lifecycle.journey import CITY
from jejaring.cities.letters import dateline, head_title, letterhead, moment_in_words, paragraphs
from jejaring.deliberation.models import Attendance, Deliberation
from jejaring.documents.outline import (
    Block,
    Facts,
    Heading,
    Numbered,
    Outline,
    Paragraph,
    SignatureBlock,
    Table,
)

ATTENDANCE_WORDS = {
    Attendance.State.INVITED: "diundang",
    Attendance.State.PRESENT: "hadir",
    Attendance.State.EXCUSED: "izin",
    Attendance.State.ABSENT: "tidak hadir",
}


def invitation(deliberation: Deliberation, departments: Iterable[str], *, number: str, on: date) -> Outline:
    """Return the city's letter that invites its departments to the deliberation."""
    city = deliberation.journey.organisation
    held = moment_in_words(deliberation.held_at, city.time_zone)
    return Outline(
        title="Undangan rapat pembahasan keikutsertaan dalam jejaring",
        letterhead=letterhead(city),
        fields=(("Nomor", number), ("Sifat", "Penting"), ("Lampiran", "–"), ("Hal", "Undangan rapat")),
        place_and_date=dateline(city, on),
        addressee=("Yth.", *(f"Kepala {name}" for name in departments), "di tempat"),
        blocks=(
            Paragraph(
                "Menindaklanjuti penandatanganan surat pernyataan minat (Letter of Intent), kami mengundang "
                "Saudara pada rapat pembahasan rencana keikutsertaan daerah dalam jejaring, pada:"
            ),
            Facts((("Hari, tanggal, waktu", held), ("Tempat", deliberation.place))),
            Heading("Acara"),
            *_agenda(deliberation.agenda),
            Paragraph("Demikian undangan ini kami sampaikan. Atas kehadiran Saudara kami ucapkan terima kasih."),
        ),
        signatures=(SignatureBlock(CITY, city.name, head_title(city)),),
        example=deliberation.journey.example,
    )


def minutes(deliberation: Deliberation, attendances: Sequence[Attendance], *, number: str, on: date) -> Outline:
    """Return the minutes of the deliberation (*berita acara rapat*)."""
    city = deliberation.journey.organisation
    decision = "bergabung" if deliberation.joins else "tidak bergabung"
    rows = tuple(
        (
            str(index),
            one.department.name,
            ATTENDANCE_WORDS[Attendance.State(one.state)],
            one.represented_by or "–",
            one.position or "–",
        )
        for index, one in enumerate(attendances, 1)
    )
    held = moment_in_words(deliberation.held_at, city.time_zone)
    blocks: list[Block] = [
        Facts((("Hari, tanggal, waktu", held), ("Tempat", deliberation.place))),
        Heading("Acara"),
        *_agenda(deliberation.agenda),
        Heading("Peserta"),
        Table(("No.", "Perangkat daerah", "Kehadiran", "Diwakili oleh", "Pendapat"), rows),
    ]
    for title, text in (
        ("Jalannya rapat", deliberation.summary),
        ("Kerangka berpikir", deliberation.rationale),
        ("Manfaat yang diharapkan", deliberation.expected_benefits),
    ):
        if text:
            blocks += [Heading(title), *paragraphs(text)]
    blocks += [Heading("Keputusan"), Paragraph(f"Rapat memutuskan {city.short_name} {decision} dalam jejaring.")]
    return Outline(
        title="Berita Acara Rapat Pembahasan Keikutsertaan dalam Jejaring",
        letterhead=letterhead(city),
        fields=(("Nomor", number),),
        place_and_date=dateline(city, on),
        blocks=tuple(blocks),
        signatures=(SignatureBlock(CITY, city.name, head_title(city)),),
        example=deliberation.journey.example,
    )


def _agenda(text: str) -> tuple[Block, ...]:
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    return (Numbered(lines),) if len(lines) > 1 else paragraphs(text)
