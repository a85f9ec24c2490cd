"""Pages, duties and stages follow from the one table of moves."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext_lazy as _

from engines.lifecycle.journey import CITY, ENDS, JOURNEY, NETWORK, NEW, OPEN
from jejaring.admission.actions.moves import begin
from jejaring.admission.duties import DUTIES, PREPARERS, TASKS, _task, duties, states_for
from jejaring.admission.models import Journey
from jejaring.admission.queries.journey import read_progress, with_progress
from jejaring.admission.queries.stages import STAGES
from jejaring.admission.queries.texts import deadlines
from jejaring.admission.verbs import VERBS
from jejaring.kit.refusal import Refusal
from tests.admission.cast import Cast, cast, noon

COMPLETED_BY_A_SIGNATURE = {"complete_loi", "complete_agreement"}


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


def test_every_move_is_made_on_one_page_or_by_the_second_signature() -> None:
    made = [verb for task in TASKS.values() for verb in task.moves] + sorted(COMPLETED_BY_A_SIGNATURE)
    assert sorted(made) == sorted({move.verb for move in JOURNEY.moves})


def test_every_move_has_words_in_the_ledger() -> None:
    assert {f"admission.{move.verb}" for move in JOURNEY.moves} <= set(VERBS)


def test_a_page_names_offices_for_the_sides_of_the_table_and_no_other() -> None:
    with pytest.raises(ValueError, match=r"approve: made by \['network'\], but offices are named for \['city'\]"):
        _task(_("Decide on the application"), {CITY: PREPARERS}, "approve")


def test_every_duty_has_its_page() -> None:
    nobody_waits_for = {"express_interest", "withdraw", "cancel_deliberation"}
    nobody_waits_for |= {"return_loi", "return_draft", "return_agreement"}
    assert {duty.verb for duty in DUTIES} == set(TASKS) - nobody_waits_for


@pytest.mark.parametrize("ready", [False, True])
@pytest.mark.parametrize("state", OPEN)
def test_in_every_open_state_somebody_must_do_something_that_is_possible(state: str, ready: bool) -> None:
    found = duties(state, ready=ready)
    assert found
    assert all(TASKS[duty.verb].is_open(state) for duty in found)


def test_where_a_journey_has_ended_nobody_must_do_anything() -> None:
    assert {duties(state) for state in ENDS} == {()}
    assert not any(task.is_open(state) for state in ENDS for task in TASKS.values())


def test_a_side_that_has_signed_is_waited_for_no_longer_and_the_letter_stays_as_it_is() -> None:
    assert [duty.party for duty in duties("loi_drafted")] == [CITY, NETWORK]
    assert [duty.party for duty in duties("loi_drafted", signed=[CITY])] == [NETWORK]
    assert TASKS["draft_loi"].is_open("loi_drafted")
    assert not TASKS["draft_loi"].is_open("loi_drafted", signed=[CITY])


def test_the_states_in_which_a_liaison_may_have_something_to_do() -> None:
    assert states_for(CITY, ["liaison"]) == ["loi_signed", "deliberating", "deliberated", "returned"]


def test_every_state_belongs_to_one_stage_and_its_days_count_once() -> None:
    found = [state for stage in STAGES for state in stage.states]
    assert sorted(found) == sorted([NEW, *OPEN])
    assert sum(stage.workdays for stage in STAGES) == sum(deadlines().workdays.values())


def test_a_move_begins_only_where_the_table_allows_it(people: Cast) -> None:
    journey = people.placed("submitted")
    day = journey.state_since
    for verb in {move.verb for move in JOURNEY.moves}:
        allowed = JOURNEY.allows("submitted", verb)
        if allowed:
            assert begin(journey, verb, by=people.mayor, on=day, at=noon(day)).verb == verb
        else:
            with pytest.raises(Refusal):
                begin(journey, verb, by=people.mayor, on=day, at=noon(day))


def test_of_several_moves_the_one_that_is_possible_begins(people: Cast) -> None:
    journey = people.placed("loi_drafted")
    day = journey.state_since
    assert begin(journey, "draft_loi", "redraft_loi", by=people.mayor, on=day, at=noon(day)).verb == "redraft_loi"


def test_progress_is_read_without_the_row_that_is_held(people: Cast, django_assert_num_queries: object) -> None:
    journey = people.placed("deliberated")
    people.present(journey, journey.state_since)
    held, whole = Journey.objects.get(), with_progress(Journey.objects.all()).get()
    held.state = "returned"
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture is untyped here
        read_progress(held)
    marks = ("city_signed", "network_signed", "draft_ready")
    assert [getattr(held, mark) for mark in marks] == [getattr(whole, mark) for mark in marks] == [False, False, True]
    assert held.state == "returned"
