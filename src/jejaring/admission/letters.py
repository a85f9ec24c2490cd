"""The journey's letters as outlines: Indonesian official correspondence, from data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import translation

from engines.lifecycle.journey import CITY, NETWORK
from jejaring.admission.models import ApplicationVersion, Journey
from jejaring.admission.queries.texts import agreement_parts, application_sections, typed_parts
from jejaring.cities.letters import dateline, day_in_words, head_title, letterhead, paragraphs
from jejaring.cities.models import Organisation
from jejaring.documents.outline import (
    Block,
    Clause,
    Facts,
    Heading,
    Numbered,
    Outline,
    Paragraph,
    SignatureBlock,
)
from jejaring.kit.data_files import load
from jejaring.texts.patterns import filled, filled_where_known


def letter_of_intent(
    journey: Journey, network: Organisation, *, number: str, place: str, on: date, purpose: str = ""
) -> Outline:
    """Return the letter of intent both parties sign."""
    text = load("admission", "loi")
    values = {**_parties(journey, network), "place": place, "day": day_in_words(on)}
    blocks: list[Block] = [Paragraph(filled(text["opening"], values))]
    if purpose:
        blocks.append(Paragraph(purpose))
    blocks += [
        Paragraph("Kedua pihak memahami bahwa:"),
        Numbered(tuple(filled(point, values) for point in text["points"])),
        Paragraph(filled(text["closing"], values)),
    ]
    return Outline(
        title=text["title"],
        letterhead=letterhead(network),
        fields=(("Nomor", number),),
        place_and_date=f"{place}, {day_in_words(on)}",
        blocks=tuple(blocks),
        signatures=_both(journey, network),
        example=journey.example,
    )


def application_letter(
    version: ApplicationVersion, network: Organisation, *, number: str, signer_title: str, on: date
) -> Outline:
    """Return the application (*permohonan*) with its answers as annex."""
    journey, city = version.journey, version.journey.organisation
    blocks: list[Block] = [
        Paragraph(
            f"Berdasarkan surat pernyataan minat dan hasil rapat bersama perangkat daerah, kami mengajukan permohonan "
            f"agar {city.name} menjadi peserta {network.name} sebagai {journey.kind.name_id}."
        ),
        Paragraph("Sebagai bahan pertimbangan kami lampirkan keterangan berikut."),
    ]
    for section in application_sections():
        with translation.override("id"):
            rows = tuple((field.label, field.shown(version.answers.get(field.key)) or "–") for field in section.fields)
        blocks += [Heading(section.label_id), Facts(rows)]
    blocks.append(
        Paragraph("Demikian permohonan ini kami sampaikan. Atas perhatian Saudara kami ucapkan terima kasih.")
    )
    return Outline(
        title=f"Permohonan keikutsertaan dalam {network.short_name}",
        letterhead=letterhead(city),
        fields=(
            ("Nomor", number),
            ("Sifat", "Biasa"),
            ("Lampiran", "–"),
            ("Hal", f"Permohonan keikutsertaan (versi {version.number})"),
        ),
        place_and_date=dateline(city, on),
        addressee=("Yth.", head_title(network), network.name, "di tempat"),
        blocks=tuple(blocks),
        signatures=(SignatureBlock(CITY, city.name, signer_title),),
        example=journey.example,
    )


def decision(
    journey: Journey, network: Organisation, *, approved: bool, reason: str, number: str, signer_title: str, on: date
) -> Outline:
    """Return the executive's decision on an application."""
    city = journey.organisation
    word = "menyetujui" if approved else "menolak"
    return Outline(
        title=f"Keputusan atas Permohonan {city.short_name}",
        letterhead=letterhead(network),
        fields=(("Nomor", number),),
        place_and_date=dateline(network, on),
        blocks=(
            Heading("Menimbang"),
            Paragraph(f"Permohonan {city.name} telah diperiksa oleh sekretariat."),
            *paragraphs(reason),
            Heading("Memutuskan"),
            Paragraph(f"{network.name} {word} permohonan {city.name} menjadi {journey.kind.name_id}."),
        ),
        signatures=(SignatureBlock(NETWORK, network.name, signer_title),),
        example=journey.example,
    )


def first_wording(journey: Journey, network: Organisation) -> dict[str, str]:
    """Return the parts of the agreement as they are first proposed, by key; its dates stay placeholders."""
    return {part.key: filled_where_known(part.text, _parties(journey, network)) for part in typed_parts()}


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed: the typed parts by key, and the first and the last day on which the agreement is in force."""

    parts: Mapping[str, str]
    valid_from: date
    valid_until: date


def agreement(journey: Journey, network: Organisation, terms: Terms, *, number: str, on: date) -> Outline:
    """Return the cooperation agreement (*perjanjian kerja sama*) with its parts as clauses.

    Its dates have one source: they fill the composed clause and every placeholder in the parts.
    """
    days = {"valid_from": day_in_words(terms.valid_from), "valid_until": day_in_words(terms.valid_until)}
    texts = [(part, part.text if part.composed else terms.parts.get(part.key, "")) for part in agreement_parts()]
    clauses = [(part.label_id, paragraphs(filled_where_known(text, days))) for part, text in texts if text.strip()]
    return Outline(
        title=f"{load('admission', 'agreement_parts')['title']} antara {journey.organisation.name} dan {network.name}",
        letterhead=letterhead(network),
        fields=(("Nomor", number),),
        place_and_date=dateline(network, on),
        blocks=tuple(Clause(f"Pasal {index}", title, blocks) for index, (title, blocks) in enumerate(clauses, 1)),
        signatures=_both(journey, network),
        example=journey.example,
    )


def _parties(journey: Journey, network: Organisation) -> dict[str, str]:
    city = journey.organisation
    return {
        "city": city.name,
        "city_short": city.short_name,
        "city_title": head_title(city),
        "city_address": city.address or city.seat or city.short_name,
        "network": network.name,
        "network_short": network.short_name,
        "network_title": head_title(network),
        "network_address": network.address or network.seat or "Indonesia",
        "kind": journey.kind.name_id,
    }


def _both(journey: Journey, network: Organisation) -> tuple[SignatureBlock, SignatureBlock]:
    city = journey.organisation
    return (
        SignatureBlock(CITY, city.name, head_title(city)),
        SignatureBlock(NETWORK, network.name, head_title(network)),
    )
