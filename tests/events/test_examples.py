"""What is there only to try the software can be removed, released programmes as well; a real event's stay."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from jejaring.events.models import Event, ProgrammeVersion
from jejaring.portal.demo.removal import remove_examples
from tests.factories.cities import OrganisationFactory
from tests.factories.events import EventFactory, ProgrammeVersionFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db


def test_an_example_goes_with_its_released_versions_and_everything_else_and_a_real_event_stays() -> None:
    OrganisationFactory(network=True)
    real, tried = EventFactory(announced=True), EventFactory(announced=True, example=True)
    for event in (real, tried):
        ProgrammeVersionFactory(event=event)
        RegistrationFactory(event=event)
        SessionFactory(event=event)
    remove_examples()
    assert list(Event.objects.all()) == [real]
    assert ProgrammeVersion.objects.get().event == real


@pytest.mark.parametrize(
    "statement", ["DELETE FROM events_programmeversion", "TRUNCATE events_programmeversion CASCADE"]
)
def test_no_released_version_of_a_real_event_is_deleted_or_emptied(statement: str) -> None:
    ProgrammeVersionFactory(event=EventFactory(announced=True))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(ProgrammingError, match="never changes"), transaction.atomic():
            cursor.execute(statement)
    assert ProgrammeVersion.objects.count() == 1
