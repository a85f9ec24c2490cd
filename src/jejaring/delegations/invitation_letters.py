"""The official letter that invites a city to an event, as an outline: Indonesian correspondence, from data only."""

from __future__ import annotations

from datetime import date

from django.utils import translation

from jejaring.cities.letters import dateline, day_in_words, head_title, letterhead, paragraphs
from jejaring.cities.models import Organisation
from jejaring.documents.outline import Facts, Outline, Paragraph, SignatureBlock
from jejaring.events import times
from jejaring.registration import wordings
from jejaring.registration.models import Delegation

NETWORK = "network"  # the place to sign


def invitation(delegation: Delegation, network: Organisation, *, number: str, on: date) -> Outline:
    """Return the letter that invites a delegation: event, days, place, seats, and by when an answer is expected."""
    event, city = delegation.event, delegation.organisation
    with translation.override("id"):
        held = times.days(event.begins_on, event.ends_on)
        place = wordings.values_of(event)["place"]
    rows = [("Acara", event.name_id), ("Tema", event.theme_id), ("Tanggal", held), ("Tempat", place)]
    rows += [("Kursi delegasi", f"{delegation.seats} orang")]
    if delegation.answer_by:
        rows.append(("Jawaban paling lambat", day_in_words(delegation.answer_by)))
    return Outline(
        title=f"Undangan {event.name_id}",
        letterhead=letterhead(network),
        fields=(("Nomor", number), ("Sifat", "Biasa"), ("Lampiran", "–"), ("Hal", f"Undangan {event.name_id}")),
        place_and_date=dateline(network, on),
        addressee=("Yth.", head_title(city), city.name, "di tempat"),
        blocks=(
            Paragraph(f"{network.name} mengundang {city.name} untuk mengirim delegasi ke acara berikut."),
            Facts(tuple(row for row in rows if row[1])),
            *paragraphs(event.text_id),
            Paragraph(
                "Mohon sebutkan ketua dan anggota delegasi, atau sampaikan bila daerah Saudara tidak dapat hadir, "
                "melalui ruang kerja daerah Saudara di situs jejaring."
            ),
            Paragraph("Demikian undangan ini kami sampaikan. Atas perhatian Saudara kami ucapkan terima kasih."),
        ),
        signatures=(SignatureBlock(NETWORK, network.name, head_title(network)),),
        example=delegation.example or event.example,
    )
