"""Pages of speakers, materials, proposals and minutes in the browser: narrow and wide, light and dark, accessible."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from jejaring.cities.models import Office
from jejaring.events.actions.releases import release_programme
from jejaring.events.models import Event
from jejaring.kit import clock
from jejaring.minutes.actions.items import add_item
from jejaring.minutes.actions.minutes import MinutesFacts, approve, begin_minutes, correct
from jejaring.people.models import Person
from jejaring.speakers.actions.materials import MaterialFacts, upload_material
from jejaring.speakers.actions.speaker_pages import OwnPage, change_own_page
from tests.browser.conftest import fits
from tests.events.test_speakers import picture
from tests.factories.cities import HoldingFactory, OrganisationFactory
from tests.factories.events import EventFactory, HallFactory, PartFactory, SessionFactory, SpeakerFactory
from tests.factories.proposals import CallFactory, ProposalFactory, ReviewFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Prof. Dr. Ir. H. Muhammad Khayalan Nusantara bin Abdullah, S.T., M.Si., M.Sc., Ph.D., IPU"


@pytest.fixture
def secretary() -> Person:
    network = OrganisationFactory(network=True, seat="Sidoarjo", letter_unit="SEK")
    person: Person = HoldingFactory(office__organisation=network, office__role=Office.Role.SECRETARIAT).holder
    return person


@pytest.fixture
def event(secretary: Person) -> Event:
    """Return an event with speakers, a material, a call with a proposal, and minutes that were corrected once."""
    at, on = clock.now(), clock.today()
    event: Event = EventFactory(announced=True, name_id="Seminar Kota Cerdas")
    session = SessionFactory(event=event, hall=HallFactory(event=event), title_id="Smart branding kota pesisir")
    speaker = SpeakerFactory(event=event, name=LONG, title_id="Kepala Badan Perencanaan Pembangunan Daerah")
    PartFactory(session=session, speaker=speaker)
    PartFactory(session=session, speaker__event=event, speaker__name="Sukarno")
    release_programme(event, by=secretary, at=at)
    page = OwnPage(LONG, speaker.title_id, biography_id="Bekerja untuk kota.", portrait_licence="CC BY 4.0")
    change_own_page(speaker, page, by=None, at=at, portrait=picture())
    file = SimpleUploadedFile("paparan.txt", b"paparan")
    upload_material(session, MaterialFacts("Paparan smart branding", "CC BY 4.0"), file, by=secretary, at=at)
    call = CallFactory(event=event, opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=9))
    ReviewFactory(proposal=ProposalFactory(call=call, title="Kota tanpa kertas", person=secretary), comment="Baik.")
    facts = MinutesFacts("Rapat pengurus", at, "Aston", "Pembukaan", "Narahubung Kota Padang", decisions="Disepakati.")
    minutes = begin_minutes(event, facts, by=secretary, at=at)
    add_item(minutes, text="Kirim surat minat", owner=secretary, due_on=on, by=secretary, on=on, at=at)
    approve(minutes, by=secretary, on=on, at=at)
    correct(minutes, reason="Salah tempat", by=secretary, on=on, at=at)
    return event


def addresses(event: Event) -> dict[str, str]:
    speaker, session = event.speakers.get(name=LONG), event.sessions.get()
    proposal, minutes = event.call.proposals.get(), event.minutes.get()
    slug = event.slug
    return {
        "speakers": reverse("speakers:speakers", args=[slug]),
        "speaker": reverse("speakers:speaker", args=[slug, speaker.guid]),
        "archive": reverse("speakers:archive", args=[slug]),
        "call": reverse("proposals:call", args=[slug]),
        "speakers_work": reverse("speakers:speakers_work", args=[slug]),
        "change_speaker": reverse("speakers:change_speaker", args=[slug, speaker.guid]),
        "own_page": reverse("speakers:own_page", args=[slug, speaker.guid]),
        "session_materials": reverse("speakers:session_materials", args=[slug, session.number]),
        "proposals": reverse("proposals:proposals", args=[slug]),
        "work_proposal": reverse("proposals:work_proposal", args=[slug, proposal.public_id]),
        "proposal": reverse("proposals:proposal", args=[slug, proposal.public_id]),
        "minutes": reverse("minutes:minutes", args=[slug, minutes.public_id]),
        "write": reverse("minutes:write", args=[slug, minutes.public_id]),
        "item": minutes.items.get().get_absolute_url(),
    }


@pytest.mark.parametrize(("language", "width", "scheme"), [("id", 360, "dark"), ("en", 1280, "light")])
def test_every_page_reads_well(
    event: Event, secretary: Person, visit: Any, axe: Any, language: str, width: int, scheme: str
) -> None:
    with translation.override("id"):
        found = addresses(event)
    for name, address in found.items():
        person = None if name in ("speakers", "speaker", "archive", "call") else secretary
        page = visit(address, language=language, width=width, scheme=scheme, person=person)
        axe(page)
        assert fits(page), name
