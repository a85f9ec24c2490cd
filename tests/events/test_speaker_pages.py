"""Pages of speakers and materials: in public by the released programme, their own by a link, the work behind them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jejaring.events.actions.releases import release_programme
from jejaring.events.models import Event, Material, Session, Speaker
from jejaring.kit import clock
from jejaring.people.queries import links_of, token_of
from jejaring.speakers.actions.materials import MaterialFacts, upload_material
from jejaring.speakers.actions.speaker_pages import OwnPage, change_own_page, send_claim
from jejaring.speakers.actions.speakers import merge_speakers
from jejaring.speakers.queries.speakers import CLAIM
from tests.events.test_speakers import picture
from tests.factories.cities import OrganisationFactory
from tests.factories.events import (
    EventFactory,
    HallFactory,
    HelperFactory,
    PartFactory,
    SessionFactory,
    SpeakerFactory,
)
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def network(db: None) -> None:
    """Open the network, in whose name a release is announced."""
    OrganisationFactory(network=True)


@pytest.fixture
def event() -> Event:
    """Return an announced event in whose released programme Ani speaks, and Budi in a cancelled session only."""
    event = EventFactory(announced=True)
    hall = HallFactory(event=event)
    ani = SpeakerFactory(
        event=event, name="Ani", title_id="Kepala Bappeda", biography_id="Perencana.", email="ani@contoh.id"
    )
    budi = SpeakerFactory(event=event, name="Budi")
    PartFactory(session=SessionFactory(event=event, hall=hall, title_id="Smart branding"), speaker=ani)
    PartFactory(session=SessionFactory(event=event, state="cancelled"), speaker=budi)
    SpeakerFactory(event=event, name="Citra")
    release_programme(event, by=None, at=clock.now())
    return event


def of(event: Event, name: str) -> Speaker:
    return event.speakers.get(name=name)


def page(client: Client, name: str, *args: Any) -> Any:
    return client.get(reverse(f"speakers:{name}", args=args))


def opened(client: Client, speaker: Speaker) -> None:
    """Open a speaker's page by the link they are sent."""
    send_claim(speaker, by=None, at=clock.now())
    client.post(f"/tautan/{token_of(links_of(speaker, CLAIM)[0])}/")


# --- in public ----------------------------------------------------------------------------------
def test_who_speaks_in_the_released_programme_is_listed_and_nobody_else(client: Client, event: Event) -> None:
    text = page(client, "speakers", event.slug).content.decode()
    assert [name in text for name in ("Ani", "Kepala Bappeda", "Budi", "Citra")] == [True, True, False, False]


def test_a_speakers_page_has_their_talks_and_what_they_show(client: Client, event: Event) -> None:
    ani = of(event, "Ani")
    text = page(client, "speaker", event.slug, ani.guid).content.decode()
    assert "Smart branding" in text
    assert "Perencana." in text
    assert "ani@contoh.id" not in text
    assert page(client, "speaker", event.slug, of(event, "Citra").guid).status_code == 404


def test_what_a_speaker_takes_back_is_nowhere_in_public_not_even_in_released_versions(  # complaint 23
    client: Client, event: Event
) -> None:
    ani = of(event, "Ani")
    own = OwnPage(name="Ani", title_id="Kepala Bappeda", biography_id="Perencana.", portrait_licence="CC0")
    change_own_page(ani, own, by=None, at=clock.now(), portrait=picture())
    address = reverse("speakers:portrait", args=[event.slug, ani.guid])
    shown: Any = client.get(address)
    assert (shown["Content-Type"], shown.getvalue()[:2]) == ("image/jpeg", b"\xff\xd8")
    hidden = OwnPage(
        name="Ani", biography_id="Perencana.", portrait_licence="CC0", shows_biography=False, shows_portrait=False
    )
    change_own_page(ani, hidden, by=None, at=clock.now())
    text = page(client, "speaker", event.slug, ani.guid).content.decode()
    assert ("Perencana." in text, client.get(address).status_code) == (False, 404)
    assert "Perencana." not in str(event.versions.get().content)


def test_the_address_of_a_merged_speaker_leads_to_the_one_that_is_kept(client: Client, event: Event) -> None:
    ani, citra = of(event, "Ani"), of(event, "Citra")
    merge_speakers(citra, ani, by=None, at=clock.now())
    answer = page(client, "speaker", event.slug, ani.guid)
    assert (answer.status_code, answer["Location"]) == (302, reverse("speakers:speaker", args=[event.slug, citra.guid]))
    assert "Smart branding" in page(client, "speaker", event.slug, citra.guid).content.decode()
    assert "Ani" not in page(client, "speakers", event.slug).content.decode()


def test_an_event_in_preparation_has_no_public_speakers(client: Client) -> None:
    hidden = EventFactory()
    assert page(client, "speakers", hidden.slug).status_code == 404
    assert page(client, "archive", hidden.slug).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_as_many_queries_for_one_speaker_as_for_three(
    client: Client, count: int, django_assert_num_queries: Any
) -> None:
    event = EventFactory(announced=True)
    session = SessionFactory(event=event, hall=HallFactory(event=event))
    for _ in range(count):
        PartFactory(session=session, speaker__event=event)
    release_programme(event, by=None, at=clock.now())
    page(client, "speakers", event.slug)
    with django_assert_num_queries(4):
        assert page(client, "speakers", event.slug).content.decode().count('class="portrait"') == count


# --- their own ----------------------------------------------------------------------------------
def test_the_browser_that_opened_the_link_writes_the_page_without_an_account(client: Client, event: Event) -> None:
    ani = of(event, "Ani")
    address = reverse("speakers:own_page", args=[event.slug, ani.guid])
    assert client.get(address).status_code == 302
    opened(client, ani)
    typed = {"name": "Ani Uji", "biography_id": "Baru.", "shows_biography": "on", "portrait_licence": "CC0"}
    answer = client.post(address, {**typed, "portrait": picture()})
    assert answer.status_code == 302, answer.context["form"].errors
    ani.refresh_from_db()
    assert (ani.name, ani.biography_id, ani.portrait is not None, ani.shows_portrait) == (
        "Ani Uji",
        "Baru.",
        True,
        False,
    )
    assert client.get(reverse("speakers:own_page", args=[event.slug, of(event, "Budi").guid])).status_code == 302


def test_another_account_finds_a_speakers_own_page_closed(client: Client, event: Event) -> None:
    client.force_login(PersonFactory())
    assert page(client, "own_page", event.slug, of(event, "Ani").guid).status_code == 403


def test_a_speaker_hands_in_and_removes_material_by_the_link(client: Client, event: Event) -> None:
    ani = of(event, "Ani")
    session = event.sessions.get(parts__speaker=ani)
    address = reverse("speakers:session_materials", args=[event.slug, session.number])
    assert client.get(address).status_code == 302
    opened(client, ani)
    typed = {"title": "Paparan", "licence": "CC BY 4.0", "audience": "public", "embargo_day": "2099-01-01"}
    client.post(address, {**typed, "file": SimpleUploadedFile("paparan.txt", b"paparan")})
    material = Material.objects.get()
    assert (material.speaker, material.file.uploaded_by) == (ani, None)
    own, stranger = (
        page(client, "material", event.slug, material.pk),
        page(Client(), "material", event.slug, material.pk),
    )
    assert (own.status_code, own.getvalue(), stranger.status_code) == (200, b"paparan", 302)
    client.post(
        reverse("speakers:remove_material", args=[event.slug, session.number, material.pk]), {"reason": "Salah"}
    )
    assert page(client, "material", event.slug, material.pk).status_code == 302
    assert "Salah" in client.get(address).content.decode()


def kept(session: Session, **facts: Any) -> Material:
    file = SimpleUploadedFile("paparan.txt", b"paparan")
    return upload_material(session, MaterialFacts("Paparan Uji", "CC0", **facts), file, by=None, at=clock.now())


def test_before_its_embargo_a_material_is_in_no_page_file_archive_or_search(client: Client, event: Event) -> None:
    session = event.sessions.get(title_id="Smart branding")
    material = kept(session, embargo_until=clock.now() + timedelta(hours=1))
    places = {
        "page": reverse("agenda:session", args=[event.slug, session.number]),
        "archive": reverse("speakers:archive", args=[event.slug]),
        "search": "/cari/?q=Paparan",
    }
    assert {name: "Paparan Uji" in client.get(url).content.decode() for name, url in places.items()} == dict.fromkeys(
        places, False
    )
    assert page(client, "material", event.slug, material.pk).status_code == 302
    Material.objects.update(embargo_until=clock.now() - timedelta(seconds=1))
    assert {name: "Paparan Uji" in client.get(url).content.decode() for name, url in places.items()} == dict.fromkeys(
        places, True
    )
    assert page(client, "material", event.slug, material.pk).getvalue() == b"paparan"


# --- the work -----------------------------------------------------------------------------------
def test_a_manager_adds_changes_links_merges_and_removes_speakers(client: Client, event: Event) -> None:
    client.force_login(HelperFactory(event=event).person)
    assert "Citra" in page(client, "speakers_work", event.slug).content.decode()
    client.post(reverse("speakers:add_speaker", args=[event.slug]), {"name": "Dewi", "language": "id"})
    dewi = of(event, "Dewi")
    change = reverse("speakers:change_speaker", args=[event.slug, dewi.guid])
    client.post(change, {"name": "Dewi Uji", "email": "dewi@contoh.id", "language": "en"})
    client.post(reverse("speakers:send_speaker_link", args=[event.slug, dewi.guid]))
    assert client.get(change).status_code == 200
    client.post(reverse("speakers:withdraw_speaker_link", args=[event.slug, dewi.guid]))
    citra = of(event, "Citra")
    client.post(reverse("speakers:merge_speakers", args=[event.slug, citra.guid]), {"double": dewi.pk})
    assert sorted(event.speakers.values_list("name", "email")) == [
        ("Ani", "ani@contoh.id"),
        ("Budi", ""),
        ("Citra", "dewi@contoh.id"),
    ]
    for name in ("Citra", "Ani"):
        client.post(reverse("speakers:remove_speaker", args=[event.slug, of(event, name).guid]))
    assert sorted(event.speakers.values_list("name", flat=True)) == ["Ani", "Budi"]


def test_a_steward_keeps_no_speakers(client: Client, event: Event) -> None:
    client.force_login(HelperFactory(event=event, role="steward").person)
    assert page(client, "speakers_work", event.slug).status_code == 403
