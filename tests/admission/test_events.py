"""Other systems are told of members and of the public steps of candidates, without anyone's name."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from jejaring.admission.models import Journey
from jejaring.ledger.actions import record
from jejaring.ledger.events import public_events
from jejaring.membership.actions import members, standing
from jejaring.notices.models import Event
from jejaring.portal.queries import CHANGES
from tests.factories.admission import JourneyFactory
from tests.factories.cities import OrganisationFactory
from tests.factories.membership import ParticipationKindFactory
from tests.factories.people import PersonFactory
from tests.membership.desk import a_desk, pdf

pytestmark = pytest.mark.django_db

DAY, AT = date(2019, 12, 2), datetime(2019, 12, 2, 3, tzinfo=UTC)


def told() -> list[tuple[str, dict[str, Any]]]:
    return list(Event.objects.order_by("pk").values_list("type", "data"))


def test_a_membership_is_told_as_the_register_shows_it() -> None:
    city = OrganisationFactory(slug="kota-uji", name="Pemerintah Kota Uji")
    granted = members.admit(city, ParticipationKindFactory(), by=PersonFactory(), on=DAY, at=AT)
    assert told() == [
        (
            "member.granted",
            {
                "organisation": {"id": str(city.public_id), "slug": "kota-uji", "name": "Pemerintah Kota Uji"},
                "kind": "full",
                "number": granted.number,
                "standing": "active",
                "since": "2019-12-02",
                "ended_on": None,
                "address": "http://testserver/anggota/kota-uji/",
                "example": False,
            },
        )
    ]


def test_a_standing_is_told_without_its_reason() -> None:
    desk = a_desk()
    Event.objects.all().delete()
    reason, by = "alasan rahasia", desk.secretariat
    standing.decide(desk.member, "hold", reason=reason, decided_on=DAY, file=pdf(), by=by, on=DAY, at=AT)
    [(event_type, data)] = told()
    assert (event_type, data["standing"], "ahasia" in str(data)) == ("member.standing_decided", "on_hold", False)


def test_the_steps_that_are_told_are_those_of_the_public_page() -> None:
    verbs = {event.verb.partition(".")[2] for event in public_events() if event.type.startswith("candidate.")}
    assert verbs == set(CHANGES) - {"grant_membership"}  # told as member.granted


@pytest.mark.parametrize(("verb", "count"), [("complete_loi", 1), ("draft_loi", 0), ("decline", 0), ("withdraw", 0)])
def test_what_a_city_weighs_by_itself_is_not_told(verb: str, count: int) -> None:
    journey = JourneyFactory(state=Journey.State.LOI_SIGNED, example=True)
    record(f"admission.{verb}", journey, by=PersonFactory(), at=AT, on=DAY)
    assert Event.objects.filter(example=True).count() == count == Event.objects.count()
