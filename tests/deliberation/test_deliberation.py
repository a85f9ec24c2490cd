"""The deliberation: moved, cancelled and called anew, held earlier than announced, corrected after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from jejaring.admission.models import Evidence, Journey
from jejaring.admission.queries.journey import latest_document, steps_of, unsigned_own_letters
from jejaring.cities.models import Department, Organisation
from jejaring.deliberation import actions
from jejaring.deliberation.actions import Seat
from jejaring.documents.models import Document
from jejaring.kit.refusal import Refusal
from tests.admission.cast import WITA, Cast, cast, noon
from tests.factories.cities import DepartmentFactory

DAY = date(2019, 10, 20)


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


def call(
    people: Cast,
    journey: Journey,
    *,
    on: date = DAY,
    held_on: date = DAY,
    place: str = "Aula",
    departments: Sequence[Department] | None = None,
) -> Journey:
    return actions.call_deliberation(
        journey,
        held_at=datetime(held_on.year, held_on.month, held_on.day, 14, tzinfo=WITA),
        place=place,
        agenda="Urgensi",
        departments=people.departments if departments is None else departments,
        by=people.liaison,
        on=on,
        at=noon(on),
    )


def conclude(people: Cast, journey: Journey, on: date, *, at: date | None = None, **changes: object) -> Journey:
    outcome = replace(people.outcome(), **changes)  # type: ignore[arg-type]  # any field of it
    return actions.conclude_deliberation(journey, outcome, by=people.liaison, on=on, at=noon(at or on))


def refused(do: Callable[[], object]) -> str | None:
    with pytest.raises(Refusal) as caught:
        do()
    return caught.value.field


def letters(journey: Journey, kind: str) -> list[str]:
    return list(Document.objects.filter(kind=kind).order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize("held_on", [date(2019, 10, 19), date(2020, 10, 21), date(9999, 12, 31)])
def test_a_meeting_is_called_for_a_day_within_a_year_of_its_invitation(people: Cast, held_on: date) -> None:
    journey = people.placed("loi_signed", on=DAY)
    assert refused(lambda: call(people, journey, held_on=held_on)) == "held_at"


def test_only_departments_of_ones_own_are_invited_and_at_least_one(people: Cast) -> None:
    journey = people.placed("loi_signed", on=DAY)
    theirs = DepartmentFactory()
    assert refused(lambda: call(people, journey, departments=[*people.departments, theirs])) == "departments"
    assert refused(lambda: call(people, journey, departments=[])) == "departments"
    assert letters(journey, "invitation") == []


def test_minutes_need_the_attendance_of_every_department_and_one_that_was_present(people: Cast) -> None:
    journey = people.placed("loi_signed", on=DAY)
    call(people, journey)
    first, second = people.departments
    was_there, was_not, still_invited = Seat("present", "Kepala Dinas"), Seat("absent"), Seat("invited")
    assert refused(lambda: conclude(people, journey, DAY, seats={first.pk: was_there})) == f"state_{second.pk}"
    left_open = {first.pk: was_there, second.pk: still_invited}
    assert refused(lambda: conclude(people, journey, DAY, seats=left_open)) == f"state_{second.pk}"
    with pytest.raises(Refusal, match="tanpa satu pun perangkat daerah yang hadir"):
        conclude(people, journey, DAY, seats={first.pk: was_not, second.pk: was_not})
    conclude(people, journey, DAY, seats={first.pk: was_there, second.pk: was_not})
    assert Evidence.objects.get(step__journey=journey, code="attendance").text == "1/2"


def test_a_meeting_is_moved_by_a_letter_that_replaces_the_first(people: Cast) -> None:
    journey = people.placed("loi_signed", on=DAY)
    call(people, journey, held_on=date(2020, 10, 20))
    call(people, journey, on=DAY + timedelta(days=1), held_on=DAY + timedelta(days=3), place="Balai kota")
    meeting = Journey.objects.get(pk=journey.pk).deliberation
    assert (meeting.place, meeting.held_at.astimezone(WITA).date()) == ("Balai kota", date(2019, 10, 23))
    assert letters(journey, "invitation") == ["replaced", "issued"]
    assert [step.verb for step in journey.steps.all()] == ["call_deliberation", "recall_deliberation"]
    assert unsigned_own_letters(steps_of(journey)) == ["invitation"]


def test_a_meeting_is_cancelled_with_its_reason_and_called_anew(people: Cast) -> None:
    journey = people.placed("loi_signed", on=DAY)
    call(people, journey)

    def cancel(reason: str) -> Journey:
        return actions.cancel_deliberation(journey, reason=reason, by=people.liaison, on=DAY, at=noon(DAY))

    assert refused(lambda: cancel(" ")) == "reason"
    assert cancel("Banjir.").state == "loi_signed"
    assert letters(journey, "invitation") == ["revoked"]
    call(people, journey, held_on=DAY + timedelta(days=5))
    assert letters(journey, "invitation") == ["revoked", "issued"]
    assert journey.deliberation.attendances.count() == 2


def test_a_meeting_held_earlier_than_announced_is_recorded_as_held(people: Cast) -> None:
    journey = people.placed("loi_signed", on=DAY)
    call(people, journey, held_on=DAY + timedelta(days=9))
    held = noon(DAY + timedelta(days=1))
    assert refused(lambda: conclude(people, journey, DAY + timedelta(days=1))) == "held_at"
    conclude(people, journey, DAY + timedelta(days=1), held_at=held)
    assert Journey.objects.get(pk=journey.pk).deliberation.held_at == held


def test_a_meeting_was_not_held_before_its_invitation(people: Cast) -> None:
    journey = people.placed("loi_signed", on=DAY)
    call(people, journey)
    early = noon(DAY - timedelta(days=1))
    assert refused(lambda: conclude(people, journey, DAY, held_at=early)) == "held_at"


def test_minutes_are_corrected_to_an_earlier_day_and_the_first_stay_on_record(people: Cast) -> None:
    journey = people.placed("loi_signed", on=DAY)
    call(people, journey)
    conclude(people, journey, DAY + timedelta(days=5))
    conclude(people, journey, DAY + timedelta(days=1), at=DAY + timedelta(days=6), summary="Ringkasan yang benar.")
    journey = Journey.objects.get(pk=journey.pk)
    assert (journey.state, journey.deliberation.decided_on) == ("deliberated", DAY + timedelta(days=1))
    assert journey.deliberation.summary == "Ringkasan yang benar."
    assert letters(journey, "minutes") == ["replaced", "issued"]
    newest = latest_document(steps_of(journey), "minutes")
    assert newest is not None
    assert newest.document is not None
    assert newest.document.state == "issued"
    too_early = DAY - timedelta(days=1)
    assert refused(lambda: conclude(people, journey, too_early, at=DAY + timedelta(days=6))) == "on"


def test_the_pages_move_cancel_and_correct(client: Client, people: Cast) -> None:
    journey = people.placed("deliberating", on=DAY)
    client.force_login(people.liaison)
    page = client.get(f"/perjalanan/{journey.public_id}/").content.decode()
    for address in ("undangan", "batal", "hasil"):
        assert f"/perjalanan/{journey.public_id}/rapat/{address}/" in page
        assert client.get(f"/perjalanan/{journey.public_id}/rapat/{address}/").status_code == 200
    form = client.get(f"/perjalanan/{journey.public_id}/rapat/undangan/").content.decode()
    assert 'value="Balai kota"' in form
    Journey.objects.filter(pk=journey.pk).update(state="deliberated")
    journey.deliberation.joins = True
    journey.deliberation.summary = "Ringkasan pertama."
    journey.deliberation.save()
    correction = client.get(f"/perjalanan/{journey.public_id}/rapat/hasil/").content.decode()
    assert "Ringkasan pertama." in correction


def test_a_government_without_departments_names_them_in_the_invitation(client: Client, people: Cast) -> None:
    journey = people.placed("loi_signed", on=DAY)
    people.city.departments.all().delete()
    client.force_login(people.liaison)
    page = f"/perjalanan/{journey.public_id}/rapat/undangan/"
    typed = {"held_on": "2019-10-24", "held_time": "09:00", "place": "Aula", "agenda": "Urgensi", "on": "2019-10-20"}
    fields = client.get(page).context["form"].fields
    assert ("departments" in fields, fields["added"].required) == (False, True)
    errors = {name: client.post(page, {**typed, "added": name}).context["form"].errors for name in ("", "x" * 201)}
    assert [list(found) for found in errors.values()] == [["added"], ["added"]]
    assert client.post(page, {**typed, "added": "Bappeda\n\n Diskominfo \nBappeda"}).status_code == 302
    assert sorted(people.city.departments.values_list("name", flat=True)) == ["Bappeda", "Diskominfo"]


def test_a_city_without_a_unit_code_learns_where_its_letters_get_one(client: Client, people: Cast) -> None:
    journey = people.placed("loi_signed", on=DAY)
    client.force_login(people.liaison)
    address, record = f"/perjalanan/{journey.public_id}/rapat/undangan/", f"/ruang/organisasi/{people.city.slug}/"
    assert record not in client.get(address).content.decode()
    Organisation.objects.filter(pk=people.city.pk).update(letter_unit="")
    assert record in client.get(address).content.decode()


def test_a_department_typed_again_is_the_one_that_is_there(people: Cast) -> None:
    journey, known = people.placed("loi_signed", on=DAY), people.departments[0]
    before = people.city.departments.count()
    called = actions.call_deliberation(
        journey,
        held_at=noon(DAY),
        place="Aula",
        agenda="Urgensi",
        departments=[known],
        added=[known.name.upper()],
        by=people.liaison,
        on=DAY,
        at=noon(DAY),
    )
    assert people.city.departments.count() == before
    assert [one.department for one in called.deliberation.attendances.all()] == [known]
