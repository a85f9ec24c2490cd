"""Badges: whole names, a QR that can be read, sheets in the order of names."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from uuid import UUID

import pypdfium2
import pytest
import zxingcpp
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jejaring.certificates import badges
from jejaring.certificates.actions.badges import KEPT, begin_print, print_badges
from jejaring.documents.models import StoredFile
from jejaring.files import storage
from jejaring.kit import clock, jobs, registry
from jejaring.kit.refusal import Refusal
from jejaring.registration import codes
from jejaring.registration.models import BadgePrint, Registration
from tests.factories.events import (
    CodeFactory,
    EventFactory,
    GroupFactory,
    HelperFactory,
    RegistrationFactory,
    SpeakerFactory,
)
from tests.factories.people import PersonFactory

AT = datetime(2020, 3, 14, 1, tzinfo=UTC)
DAY = date(2020, 3, 14)
LONG = "Dr. Ir. H. Muhammad Abdurrahman Wahyuningtyas Kusumaningrat, S.T., M.Sc., Ph.D., IPU., AER."
State = Registration.State
pytestmark = pytest.mark.django_db


def test_complaint_18_a_name_of_ninety_characters_prints_whole_and_the_qr_opens_its_code() -> None:
    event = EventFactory(slug="temu-kota")
    people = [("Suharto", "Suharto"), (LONG, "Abdurrahman")]
    for name, sort_name in people:
        CodeFactory(registration=RegistrationFactory(event=event, name=name, sort_name=sort_name))
    assert len(LONG) >= 90
    for sheet in ("a4-2x4", "a6"):
        pdf = pypdfium2.PdfDocument(badges.render(_drawn(event), sheet, title="Lencana", on=DAY))
        text = " ".join(_words(page.get_textpage().get_text_range()) for page in pdf)
        assert text.index(_words(LONG)) < text.index("Suharto")  # whole, and sorted by name
        assert _addresses(pdf) == {codes.address(one.codes.get()) for one in badges.badged(event)}


def test_complaint_17_a_single_name_is_a_whole_badge() -> None:
    code = CodeFactory(registration__name="Suharto", registration__position="")
    one = badges.badge(code.registration, code)
    assert (one.name, one.position, one.role) == ("Suharto", "", "Peserta")


def test_complaint_3_a_badge_names_the_days_of_the_event_in_the_language_of_its_person() -> None:
    event = EventFactory(name_en="Cities Meet")
    code = CodeFactory(registration__event=event, registration__language="en")
    one = badges.badge(code.registration, code)
    assert (one.event, one.days) == ("Cities Meet", "16–18 March 2020")


@pytest.mark.parametrize("state", [one for one in State if one not in (State.CONFIRMED, State.REPLACED, State.MERGED)])
def test_only_confirmed_people_have_a_badge(state: str) -> None:
    registration = RegistrationFactory(state=state, queued_at=AT)
    assert not badges.badged(registration.event)


def test_speakers_have_a_badge_by_being_speakers() -> None:
    speaker = SpeakerFactory(name="Pembicara", title_id="Wali Kota")
    registration = RegistrationFactory(
        event=speaker.event, group=None, role="speaker", speaker=speaker, name="Pembicara"
    )
    one = badges.badge(registration, CodeFactory(registration=registration))
    assert list(badges.badged(speaker.event, "speaker")) == [registration]
    assert (one.position, one.role) == ("Wali Kota", "Pembicara")


def test_badges_are_printed_for_a_group_or_for_names_that_were_checked() -> None:
    group = GroupFactory(key="tamu")
    checked = RegistrationFactory(event=group.event, group=group, name_checked_at=AT)
    unchecked = RegistrationFactory(event=group.event, group=group, name="Z")
    RegistrationFactory(event=group.event)
    assert list(badges.badged(group.event, "group:tamu")) == [checked, unchecked]
    assert list(badges.badged(group.event, checked=True)) == [checked]


@pytest.mark.django_db(transaction=True)
def test_printing_for_many_is_a_job_that_makes_one_file_however_often_it_begins(client: Client) -> None:
    manager = HelperFactory(event__announced=True)
    RegistrationFactory.create_batch(3, event=manager.event)
    job = begin_print(manager.event, sheet="a4-2x4", who="everyone", checked=False, by=manager.person, at=AT)
    for _time in range(2):
        registry.job_kinds[job.kind].run(manager.person, lambda done, total=None: None, **job.arguments)
    made = BadgePrint.objects.get()
    assert (made.badges, len(pypdfium2.PdfDocument(storage.get(_file(made).sha256)))) == (3, 1)
    assert all(codes.valid_code(one) for one in badges.badged(manager.event))
    jobs.run(job.pk, clock=clock.now)
    job.refresh_from_db()
    assert job.state == "done"
    client.force_login(manager.person)
    assert _file(made).get_absolute_url() in client.get(job.result_url).content.decode()


def test_a_print_for_nobody_is_refused() -> None:
    event = RegistrationFactory().event
    with pytest.raises(Refusal, match="Tidak ada lencana untuk dicetak"):
        begin_print(event, sheet="a4-2x4", who="everyone", checked=True, by=PersonFactory(), at=AT)


def test_the_file_with_everyones_name_is_for_managers_and_old_ones_are_removed(client: Client) -> None:
    manager = HelperFactory(event__announced=True)
    RegistrationFactory(event=manager.event)
    for number in range(KEPT + 1):
        made = _printed(manager.event, manager.person, number)
    assert BadgePrint.objects.count() == KEPT
    client.force_login(PersonFactory())
    assert client.get(_file(made).get_absolute_url()).status_code == 404
    client.force_login(manager.person)
    given = client.get(_file(made).get_absolute_url())
    assert b"".join(given).startswith(b"%PDF-")
    given.close()


def test_one_badge_is_printed_anew_with_the_code_that_is_valid_now(client: Client) -> None:
    manager = HelperFactory(event__announced=True)
    old = CodeFactory(registration__event=manager.event)
    client.force_login(manager.person)
    client.post(reverse("registration:renew_code", args=[manager.event.slug, old.registration.public_id]))
    answer = client.get(reverse("certificates:badge", args=[manager.event.slug, old.registration.public_id]))
    fresh = codes.valid_code(old.registration)
    assert fresh is not None
    assert _addresses(pypdfium2.PdfDocument(answer.content)) == {codes.address(fresh)}


def test_the_list_of_badges_costs_the_same_queries_however_many_there_are(client: Client) -> None:
    manager = HelperFactory(event__announced=True)
    client.force_login(manager.person)
    address, counts = reverse("certificates:badges", args=[manager.event.slug]), []
    for people in (1, 3):
        CodeFactory.create_batch(people, registration__event=manager.event)
        client.get(address)  # what is read once per process is read
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address).content.decode()
        counts.append((len(queries), page.count("/kode/")))
    assert counts == [(counts[0][0], 1), (counts[0][0], 4)]


def _printed(event: object, by: object, number: int) -> BadgePrint:
    options = {"sheet": "one", "who": "everyone", "checked": False, "by": by, "at": AT}
    return print_badges(event, UUID(int=number), report=lambda done, total=None: None, **options)  # type: ignore[arg-type]


def _file(made: BadgePrint) -> StoredFile:
    assert made.file is not None
    return made.file


def _drawn(event: object) -> list[badges.Badge]:
    return [badges.badge(one, one.codes.all()[0]) for one in badges.badged(event)]  # type: ignore[arg-type]


def _words(text: str) -> str:
    return re.sub(r"[\s\u200b\ufffe]+", " ", text)


def _addresses(pdf: pypdfium2.PdfDocument) -> set[str]:
    found = [zxingcpp.read_barcodes(page.render(scale=3).to_numpy()) for page in pdf]
    return {one.text for page in found for one in page}
