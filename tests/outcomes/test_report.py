"""The report of an event: figures in persons, kept as they were published, as page, document and press pack."""

from __future__ import annotations

import io
import subprocess
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jejaring.attendance.models import Scan
from jejaring.documents.actions import store_upload
from jejaring.documents.models import Document
from jejaring.events.models import Event
from jejaring.events.queries import drafted
from jejaring.files import storage
from jejaring.kit import clock
from jejaring.kit.refusal import Refusal
from jejaring.outcomes.actions import reports
from jejaring.outcomes.figures import compose, figures_of
from jejaring.outcomes.models import Report
from tests.events.programme_of_seven_tracks import released
from tests.factories.cities import HoldingFactory, OrganisationFactory
from tests.factories.documents import issued
from tests.factories.events import (
    DelegationFactory,
    EventFactory,
    GroupFactory,
    HelperFactory,
    PartFactory,
    RegistrationFactory,
    SessionFactory,
    SpeakerFactory,
)
from tests.factories.minutes import ActionItemFactory, MinutesFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
OVER, AT = date(2020, 3, 20), datetime(2020, 3, 20, 3, tzinfo=UTC)


@pytest.fixture
def event() -> Event:
    OrganisationFactory(network=True, name="Jejaring Uji")
    found: Event = EventFactory(announced=True, slug="kota-bertemu", name_id="Kota Bertemu", theme_id="Tema uji")
    PartFactory(session=SessionFactory(event=found, title_id="Banjir"), speaker__name="Ibu Uji")
    released(found, drafted(found))
    return found


def came(event: Event, group: object, *days: int, times: int = 1) -> None:
    """Let one registered person of a group be read at the door, so many times on each of these days of March."""
    one = RegistrationFactory(event=event, group=group)
    for day in days:
        for hour in range(times):
            at = datetime(2020, 3, day, 1 + hour, tzinfo=UTC)
            Scan.objects.create(
                event=event, registration=one, code="X", verdict="admitted", scanned_at=at, received_at=at
            )


def publish(event: Event, summary: str = "Ringkasan uji.") -> Report:
    return reports.publish_report(event, summary_id=summary, by=PersonFactory(), on=OVER, at=AT)


def test_the_figures_count_cities_invited_and_persons_registered_and_present_by_group_and_day(event: Event) -> None:
    members, guests = GroupFactory(event=event, name_id="Anggota"), GroupFactory(event=event, name_id="Tamu", order=1)
    DelegationFactory.create_batch(2, event=event, group=members)
    DelegationFactory(event=event, group=members, state="withdrawn")
    came(event, members, 16, 17, times=3)
    came(event, members, 16)
    came(event, guests, 18)
    RegistrationFactory(event=event, group=guests)
    figures = figures_of(event, at=AT)
    rows = [(row.name, row.invited, row.registered, row.attended, list(row.by_day)) for row in figures.groups]
    assert rows == [("Anggota", 2, 2, 2, [2, 1, 0]), ("Tamu", 0, 2, 1, [0, 0, 1])]
    assert (figures.total.invited, figures.total.registered, figures.total.attended) == (2, 4, 3)
    assert (figures.sessions, figures.speakers) == (1, 1)


def test_a_report_is_published_only_once_the_event_is_over(event: Event) -> None:
    with pytest.raises(Refusal, match="once the event is over"):
        reports.publish_report(event, summary_id="x", by=PersonFactory(), on=date(2020, 3, 17), at=AT)
    assert not Report.objects.exists()


def test_a_new_edition_replaces_the_document_and_the_published_figures_stay(client: Client, event: Event) -> None:
    first = publish(event)
    came(event, GroupFactory(event=event), 16)
    assert "What Kota Bertemu brought" in client.get("/en/acara/kota-bertemu/laporan/").content.decode()
    second = publish(event, "Diperbaiki.")
    first.document.refresh_from_db()
    assert (first.document.state, second.document.state) == (Document.State.REPLACED, Document.State.ISSUED)
    assert (first.content["id"]["total"]["attended"], second.content["id"]["total"]["attended"]) == (0, 1)
    page = client.get("/en/acara/kota-bertemu/laporan/").content.decode()
    assert ("1 person came" in page, "Diperbaiki." in page, "Edition 2" in page) == (True, True, True)


def test_the_document_says_what_the_page_says(client: Client, event: Event, tmp_path: Path) -> None:
    came(event, GroupFactory(event=event, name_id="Anggota"), 16)
    report = publish(event, "Dua puluh empat kota bertemu.")
    (tmp_path / "laporan.pdf").write_bytes(storage.get(report.document.sha256))
    read = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "laporan.pdf", "-"], capture_output=True, text=True, check=True
    )
    page = client.get("/acara/kota-bertemu/laporan/").content.decode()
    for words in ("Dua puluh empat kota bertemu.", "Anggota", "16 Maret 2020"):
        assert words in read.stdout
        assert words in page
    assert report.document.public
    assert client.get(f"/dokumen/{report.document.public_id}.pdf").getvalue().startswith(b"%PDF")


def test_decisions_and_action_items_of_approved_minutes_stand_in_it_with_offices_and_no_names(
    client: Client, event: Event
) -> None:
    owner = PersonFactory(name="Nama Pribadi")
    HoldingFactory(holder=owner, office__title="Kepala Diskominfo", office__organisation__short_name="Kota Padang")
    minutes = MinutesFactory(event=event, title="Rapat pengurus", decisions="Masih rancangan.")
    ActionItemFactory(minutes=minutes, text="Belum disetujui")
    assert (figures_of(event, at=AT).decisions, figures_of(event, at=AT).actions) == ([], [])
    ActionItemFactory(minutes=minutes, text="Kirim LoI", owner=owner, approved=True, due_on=date(2020, 4, 1))
    minutes.versions.create(
        number=1,
        content={"title": "Rapat pengurus", "decisions": "Padang diterima."},
        document=issued(record=event, by=owner, issuer_name="Jejaring Uji"),
        approved_at=AT,
        approved_by=owner,
    )
    publish(event)
    page = " ".join(client.get("/en/acara/kota-bertemu/laporan/").content.decode().split())
    assert 'Padang diterima. <span class="muted">(Rapat pengurus)</span>' in page
    assert "Kepala Diskominfo, Kota Padang · 1 April 2020 · open" in page
    assert ("Masih rancangan" in page, "Belum disetujui" in page, "Nama Pribadi" in page) == (False, False, False)


def test_before_it_is_published_there_is_no_report_and_the_event_leads_to_it_afterwards(
    client: Client, event: Event
) -> None:
    assert client.get("/acara/kota-bertemu/laporan/").status_code == 404
    assert client.get("/acara/kota-bertemu/laporan/pers.zip").status_code == 404
    assert "/acara/kota-bertemu/laporan/" not in client.get("/acara/kota-bertemu/").content.decode()
    publish(event)
    assert "/acara/kota-bertemu/laporan/" in client.get("/acara/kota-bertemu/").content.decode()


def test_the_press_pack_has_texts_and_only_portraits_that_are_public_with_their_licence(
    client: Client, event: Event
) -> None:
    speaker = event.speakers.get()
    silent = SpeakerFactory(event=event, name="Bapak Uji", shows_portrait=False)
    PartFactory(session=event.sessions.get(), speaker=silent)
    released(event, drafted(event))
    for one in (speaker, silent):
        upload = SimpleUploadedFile("a.jpg", PIXEL, "image/jpeg")
        one.portrait = store_upload(upload, record=event, by=PersonFactory(), at=AT)
        one.portrait_licence = "CC BY 4.0"
        one.save()
    publish(event)
    answer = client.get("/acara/kota-bertemu/laporan/pers.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = sorted(archive.namelist())
        assert names == ["about.txt", "licences.txt", f"portraits/ibu-uji-{speaker.pk}.jpg", "programme.txt"]
        assert "Ibu Uji, CC BY 4.0" in archive.read("licences.txt").decode()
        assert "Banjir (Ibu Uji" in archive.read("programme.txt").decode()
        assert "09.00–10.00 WITA" in archive.read("programme.txt").decode()


def test_managers_publish_and_nobody_else(client: Client, event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: OVER)
    monkeypatch.setattr(clock, "now", lambda: AT)
    address = "/en/acara/kota-bertemu/kelola/laporan/terbitkan/"
    client.force_login(PersonFactory())
    assert client.post(address, {"summary_id": "x"}).status_code == 403
    client.force_login(HelperFactory(event=event).person)
    assert "What the report would say today" in client.get("/en/acara/kota-bertemu/kelola/laporan/").content.decode()
    answer = client.post(address, {"summary_id": "Selesai.", "summary_en": ""})
    assert (answer.status_code, answer["Location"]) == (302, "/en/acara/kota-bertemu/laporan/")
    assert Report.objects.get().summary_id == "Selesai."


def test_figures_cost_the_same_queries_with_one_person_and_with_ten(event: Event) -> None:
    group, costs = GroupFactory(event=event), []
    for more in (1, 9):
        for _ in range(more):
            came(event, group, 16)
        with CaptureQueriesContext(connection) as counted:
            compose(event, at=AT)
        costs.append(len(counted))
    assert costs[0] == costs[1]


PIXEL = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300080606070605080707070909080a0c140d0c0b0b0c1912130f141d1a1f1e1d1a"
    "1c1c20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432ffc0000b080001000101011100ffc4001400010000000000000"
    "0000000000000000009ffc40014100100000000000000000000000000000000ffda0008010100003f0054ffd9"
)
