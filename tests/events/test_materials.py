"""Materials: nobody outside has them before their moment, by whichever door; a removal keeps its trace."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile

from jejaring.events.actions.releases import release_programme
from jejaring.events.models import Event, Helper, Material, Session
from jejaring.events.rules import may_keep_materials
from jejaring.kit.doorways import may_see
from jejaring.kit.refusal import Refusal
from jejaring.speakers.actions.materials import MaterialFacts, change_material, remove_material, upload_material
from jejaring.speakers.queries.materials import materials_of, materials_visible_to, public_materials, takes_part
from tests.factories.cities import OrganisationFactory
from tests.factories.events import (
    EventFactory,
    HallFactory,
    HelperFactory,
    PartFactory,
    RegistrationFactory,
    SessionFactory,
)
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
AT = datetime(2020, 3, 16, 3, tzinfo=UTC)
DAY = date(2020, 3, 16)
LATER = AT + timedelta(hours=2)


@pytest.fixture(autouse=True)
def network(db: None) -> None:
    """Open the network, in whose name a release is announced."""
    OrganisationFactory(network=True)


def released_session(**values: Any) -> Session:
    """Return a session of an announced event whose first version is released."""
    event = EventFactory(announced=True)
    session = SessionFactory(event=event, hall=HallFactory(event=event), **values)
    release_programme(event, by=None, at=AT)
    return session


def material(session: Session, **facts: Any) -> Material:
    file = SimpleUploadedFile("paparan.txt", b"paparan")
    whole = MaterialFacts(**{"title": "Paparan", "licence": "CC BY 4.0", **facts})
    return upload_material(session, whole, file, by=None, at=AT)


def seen(reader: Any, at: datetime = AT) -> list[Material]:
    return list(materials_visible_to(reader, on=DAY, at=at))


def test_before_its_embargo_a_material_is_for_those_who_run_or_give_the_session_only() -> None:
    session = released_session()
    one = material(session, embargo_until=LATER)
    manager, own = (
        HelperFactory(event=session.event).person,
        HelperFactory(event=session.event, role=Helper.Role.SESSION, session=session).person,
    )
    speaker = PartFactory(session=session, speaker__person=PersonFactory()).speaker.person
    steward = HelperFactory(event=session.event, role=Helper.Role.STEWARD).person
    for outside in (AnonymousUser(), PersonFactory(), steward):
        assert seen(outside) == []
        assert seen(outside, LATER) == [one]
    for inside in (manager, own, speaker):
        assert seen(inside) == [one]
    assert list(public_materials(session.event, at=AT)) == []
    assert list(public_materials(session.event, at=LATER)) == [one]


def test_a_material_of_a_session_that_was_not_released_or_of_an_event_in_preparation_is_not_public() -> None:
    session = released_session()
    unreleased = SessionFactory(event=session.event)
    material(unreleased)
    assert (seen(AnonymousUser()), list(public_materials(session.event, at=AT))) == ([], [])
    one = material(session)
    assert seen(AnonymousUser()) == [one]
    session.event.state = "draft"
    session.event.save()
    assert (seen(AnonymousUser()), list(public_materials(session.event, at=AT))) == ([], [])


def test_a_material_for_participants_is_for_whom_a_room_above_names() -> None:
    session, person = released_session(), PersonFactory()
    one = material(session, audience=Material.Audience.PARTICIPANTS)
    managers = material(session, audience=Material.Audience.MANAGERS)

    def of_person(reader: Any) -> Any:
        return Event.objects.filter(pk=session.event_id if reader == person else 0)

    with takes_part.lent("test", of_person, alone=True):
        assert (seen(person), seen(PersonFactory()), seen(AnonymousUser())) == ([one], [], [])
        assert list(public_materials(session.event, at=AT)) == []
    assert seen(HelperFactory(event=session.event).person) == [one, managers]


def test_whoever_is_confirmed_for_the_event_takes_part_in_it() -> None:
    session = released_session()
    one = material(session, audience=Material.Audience.PARTICIPANTS)
    comes, waits = PersonFactory(), PersonFactory()
    RegistrationFactory(event=session.event, person=comes)
    RegistrationFactory(event=session.event, person=waits, state="waiting", queued_at=AT)
    assert (seen(comes), seen(waits)) == ([one], [])


def test_the_stored_file_of_a_public_material_opens_by_the_material_only() -> None:
    one = material(released_session(), embargo_until=LATER)
    record = (one.file.record_type, one.file.record_id)
    assert record == ("events.session", str(one.session_id))
    assert [may_see(reader, *record) for reader in (AnonymousUser(), PersonFactory())] == [False, False]
    assert not may_see(PersonFactory(), "events.material", str(one.pk))


def test_a_removed_material_is_nobodys_and_leaves_its_trace() -> None:
    session, manager = released_session(), HelperFactory().person
    one = material(session)
    with pytest.raises(Refusal) as refusal:
        remove_material(one, reason=" ", by=manager, at=AT)
    assert refusal.value.field == "reason"
    remove_material(one, reason="Hak cipta", by=manager, at=LATER)
    assert (seen(AnonymousUser()), seen(HelperFactory(event=session.event).person)) == ([], [])
    [kept] = materials_of(session)
    assert (kept.removed_at, kept.removed_by, kept.removal_reason) == (LATER, manager, "Hak cipta")
    with pytest.raises(Refusal):
        remove_material(one, reason="Lagi", by=manager, at=LATER)
    with pytest.raises(Refusal):
        change_material(one, MaterialFacts("Lain", "CC0"), by=manager, at=LATER)


def test_a_material_without_licence_is_refused() -> None:
    session = released_session()
    with pytest.raises(Refusal) as refusal:
        material(session, licence=" ")
    assert (refusal.value.field, Material.objects.exists()) == ("licence", False)


def test_materials_are_kept_by_who_runs_the_session_and_by_its_speaker_by_account_or_link() -> None:
    session = released_session()
    part = PartFactory(session=session, speaker__person=PersonFactory())
    stranger = PersonFactory()
    opened = frozenset({str(part.speaker_id)})
    assert may_keep_materials(HelperFactory(event=session.event).person, session, on=DAY)
    assert may_keep_materials(part.speaker.person, session, on=DAY)
    assert may_keep_materials(AnonymousUser(), session, on=DAY, opened=opened)
    assert not may_keep_materials(AnonymousUser(), SessionFactory(event=session.event), on=DAY, opened=opened)
    assert not may_keep_materials(stranger, session, on=DAY)
    assert not may_keep_materials(AnonymousUser(), session, on=DAY)


@pytest.mark.parametrize("count", [1, 3])
def test_reading_materials_costs_one_query_however_many(count: int, django_assert_num_queries: Any) -> None:
    session = released_session()
    for _ in range(count):
        material(session)
    with django_assert_num_queries(1):
        assert len([one.session.event.slug for one in seen(AnonymousUser())]) == count
