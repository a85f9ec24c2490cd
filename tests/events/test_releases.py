"""Versions of a programme: numbered, never changed, and what the rooms above hear of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from jejaring.events.actions import places, sessions
from jejaring.events.actions.releases import fingerprint, release_programme
from jejaring.events.models import ProgrammeVersion
from jejaring.events.queries import released
from jejaring.events.signals import programme_released
from jejaring.kit.refusal import Refusal
from tests.events.work import AT, an_event_in_work

pytestmark = pytest.mark.django_db


def test_versions_are_numbered_and_keep_what_was_released_with_its_fingerprint() -> None:
    work = an_event_in_work()
    session = work.session("Pembukaan", work.slot(16, "09:00", "10:00", work.a))
    first = release_programme(work.event, by=work.manager, at=AT)
    sessions.place_session(session, work.slot(16, "10:00", "11:00", work.a), by=work.manager, at=AT)
    second = release_programme(work.event, by=work.manager, at=AT)
    first.refresh_from_db()
    assert [one.number for one in (first, second)] == [1, 2]
    assert [one.content["sessions"][0]["sequence"] for one in (first, second)] == [0, 1]
    assert first.sha256 == fingerprint(first.content)


def test_a_released_version_cannot_be_changed_or_deleted_in_the_database() -> None:
    work = an_event_in_work()
    work.session("Pembukaan", work.slot(16, "09:00", "10:00", work.a))
    version = release_programme(work.event, by=work.manager, at=AT)
    for act in (lambda: ProgrammeVersion.objects.update(note="lain"), version.delete):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            act()


def test_rooms_above_hear_of_a_release_once_with_what_changed() -> None:
    work, heard = an_event_in_work(), []

    def hear(sender: object, **more: Any) -> None:
        heard.append((more["version"].number, [one.session.number for one in more["changes"]]))

    programme_released.connect(hear)
    try:
        work.session("Pembukaan", work.slot(16, "09:00", "10:00", work.a))
        work.session("Seminar", work.slot(16, "10:00", "11:00", work.a))
        release_programme(work.event, by=work.manager, at=AT)
        with pytest.raises(Refusal, match="Tidak ada yang berubah"):
            release_programme(work.event, by=work.manager, at=AT)
        sessions.cancel_session(work.event.sessions.get(number=2), by=work.manager, at=AT)
        release_programme(work.event, by=work.manager, at=AT)
    finally:
        programme_released.disconnect(hear)
    assert heard == [(1, [1, 2]), (2, [2])]


def test_a_draft_without_placed_sessions_is_not_released() -> None:
    work = an_event_in_work()
    work.session("Pembukaan")
    with pytest.raises(Refusal, match="belum ada yang dapat dirilis"):
        release_programme(work.event, by=work.manager, at=AT)


def test_complaint_7_released_versions_keep_the_old_names() -> None:
    work = an_event_in_work()
    session = work.session("Pembukaan", work.slot(16, "09:00", "10:00", work.a))
    release_programme(work.event, by=work.manager, at=AT)
    sessions.remove_session(session, by=work.manager, at=AT)
    places.remove_hall(work.a, by=work.manager, at=AT)
    programme = released(work.event)
    assert programme is not None
    assert [(hall.name, hall.venue) for hall in programme.halls] == [("Aula A", "Hotel Uji"), ("Aula B", "Hotel Uji")]


def test_complaint_3_a_version_holds_the_moments_of_the_draft_in_the_zone_of_the_event() -> None:
    work = an_event_in_work()
    session = work.session("Pembukaan", work.slot(16, "09:00", "10:30", work.a))
    release_programme(work.event, by=work.manager, at=AT)
    programme = released(work.event)
    assert programme is not None
    [shown] = programme.sessions
    assert (shown.starts_at, shown.ends_at, programme.zone) == (session.starts_at, session.ends_at, "Asia/Makassar")
