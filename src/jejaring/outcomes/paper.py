"""The report of an event as a document: the same figures, in Indonesian, as one PDF."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import translation

from jejaring.cities.letters import dateline, letterhead, paragraphs
from jejaring.cities.models import Organisation
from jejaring.documents.outline import Block, Bullets, Facts, Heading, Outline, Paragraph, Table
from jejaring.events import times
from jejaring.events.models import Event
from jejaring.kit.words import number
from jejaring.outcomes.figures import Content, Figures


def outline_of(event: Event, network: Organisation, summary: str, content: Content, *, on: date) -> Outline:
    """Return the outline of a report; official papers are Indonesian whatever the language of who publishes."""
    with translation.override("id"):
        figures = Figures.read(content, "id")
        return Outline(
            title=f"Laporan {event.name_id}",
            letterhead=letterhead(network),
            place_and_date=dateline(network, on),
            blocks=tuple(_blocks(event, summary, figures)),
            example=event.example,
        )


def _blocks(event: Event, summary: str, figures: Figures) -> Iterator[Block]:
    yield Facts(
        (
            ("Waktu", times.days(event.begins_on, event.ends_on)),
            ("Tuan rumah", str(event.host.name) if event.host else "–"),
            ("Tema", event.theme_id or "–"),
            ("Sesi", number(figures.sessions)),
            ("Pembicara", number(figures.speakers)),
        )
    )
    yield Heading("Ringkasan")
    yield from paragraphs(summary)
    yield Heading("Peserta")
    yield _people(figures)
    yield Paragraph(
        "Hadir dihitung per orang, bukan per pemindaian; seseorang yang hadir beberapa hari dihitung sekali."
    )
    if figures.decisions:
        yield Heading("Keputusan")
        yield Bullets(tuple(f"{one.text} ({one.session})" for one in figures.decisions))
    if figures.actions:
        yield Heading("Tindak lanjut")
        rows = tuple((one.text, one.owner, one.due, one.state) for one in figures.actions)
        yield Table(("Tindakan", "Penanggung jawab", "Tenggat", "Keadaan"), rows)
    yield from _said(figures)
    if figures.papers:
        yield Heading("Materi")
        yield Table(
            ("Judul", "Sesi", "Lisensi"), tuple((one.title, one.session, one.licence) for one in figures.papers)
        )


def _people(figures: Figures) -> Table:
    header = ("Kelompok", "Kota diundang", "Terdaftar", "Hadir", *figures.days)
    rows = tuple(
        (one.name, *map(number, (one.invited, one.registered, one.attended, *one.by_day)))
        for one in (*figures.groups, figures.total)
    )
    return Table(header, rows)


def _said(figures: Figures) -> Iterator[Block]:
    if figures.said:
        yield Heading("Umpan balik peserta")
        yield Paragraph("Dari 100 jawaban, sekian menyatakan setuju atau sangat setuju.")
    for one in figures.said:
        yield Heading(f"{one.of} ({number(one.people)} orang)", 2)
        yield Table(("Pernyataan", "Dari 100"), tuple((text, number(share)) for text, share, _short in one.agree))
        if one.texts:
            yield Bullets(tuple(one.texts))
