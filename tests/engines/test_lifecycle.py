"""Tables of moves: their shape, and that no way leads to membership around a step."""

from __future__ import annotations

from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from engines.lifecycle import Lifecycle, LifecycleError, MissingEvidence, Move, NoSuchMove
from engines.lifecycle.journey import ENDS, JOURNEY, MEMBER, NEW, OPEN
from engines.lifecycle.standing import STANDING

ALL_CODES = sorted(frozenset[str]().union(*(move.requires for move in JOURNEY.moves)))
VERBS = sorted({move.verb for move in JOURNEY.moves})
STRAIGHT = (
    "express_interest",
    "draft_loi",
    "complete_loi",
    "call_deliberation",
    "conclude_deliberation",
    "submit_application",
    "verify_application",
    "approve",
    "draft_agreement",
    "complete_agreement",
    "grant_membership",
)


def move(verb: str, source: str, target: str, *requires: str) -> Move:
    return Move(verb, frozenset({source}), target, "city", frozenset(requires))


def test_a_move_leads_on_when_its_evidence_is_there() -> None:
    assert JOURNEY.apply(NEW, "express_interest", {"reason"}) == "interest"


def test_a_move_without_its_evidence_names_what_is_missing() -> None:
    with pytest.raises(MissingEvidence) as fault:
        JOURNEY.apply("loi_drafted", "complete_loi", {"loi", "loi_signature_city"})
    assert fault.value.missing == {"loi_signature_network"}


def test_a_move_from_another_state_does_not_exist() -> None:
    with pytest.raises(NoSuchMove, match="no 'approve' from 'interest'"):
        JOURNEY.apply("interest", "approve", ALL_CODES)


def test_every_open_state_can_be_left_by_withdrawing() -> None:
    assert {JOURNEY.apply(state, "withdraw", {"reason"}) for state in OPEN} == {"withdrawn"}


def test_a_move_without_a_target_stays_in_its_state() -> None:
    states = ("deliberated", "returned")
    assert tuple(JOURNEY.apply(state, "save_application") for state in states) == states
    with pytest.raises(NoSuchMove):
        JOURNEY.apply("submitted", "save_application")


def test_the_table_tells_what_is_possible_where_and_by_whom() -> None:
    assert (JOURNEY.allows("interest", "draft_loi"), JOURNEY.allows("interest", "sign_loi")) == (True, False)
    assert JOURNEY.sources("submit_application", "resubmit_application") == {"deliberated", "returned"}
    assert JOURNEY.parties("approve", "withdraw") == {"network", "city"}


@pytest.mark.parametrize("table", [JOURNEY, STANDING], ids=lambda table: table.name)
def test_no_end_has_a_way_on(table: Lifecycle) -> None:
    assert {state: table.moves_from(state) for state in table.ends} == dict.fromkeys(table.ends, ())


@pytest.mark.parametrize(
    ("moves", "ends", "says"),
    [
        ((move("go", "a", "b"), move("go", "a", "c")), {"b", "c"}, "two moves 'go' leave 'a'"),
        ((move("go", "a", "b"), move("back", "b", "a")), {"b"}, "ends with a way on"),
        ((move("go", "a", "b"),), set(), "no way on from"),
        ((move("go", "a", "b"), move("stay", "b", "")), set(), "no way on from"),
        ((move("go", "a", "b"), move("stay", "b", "")), {"b"}, "ends with a way on"),
        ((move("go", "a", "b"), move("far", "c", "b")), {"b"}, "never reached"),
        ((move("go", "a", "b"), move("to", "c", "d"), move("fro", "d", "c")), {"b"}, r"never reached: \['c', 'd'\]"),
        ((move("go", "a", "b"),), {"b", "z"}, r"never reached: \['z'\]"),
        ((move("go", "b", "c"),), {"c"}, r"no way on from \['a'\]"),
    ],
)
def test_a_table_that_does_not_hold_together_is_refused(moves: tuple[Move, ...], ends: set[str], says: str) -> None:
    with pytest.raises(LifecycleError, match=says):
        Lifecycle(name="t", start="a", ends=frozenset(ends), moves=moves)


@given(st.lists(st.sampled_from(VERBS), max_size=60))
def test_whoever_reaches_membership_has_made_every_step_in_order(verbs: list[str]) -> None:
    state, made = NEW, []
    for verb in verbs:
        try:
            state = JOURNEY.apply(state, verb, ALL_CODES)
        except NoSuchMove:
            continue
        made.append(verb)
    if state == MEMBER:
        assert [verb for verb in made if verb in STRAIGHT] == list(STRAIGHT)


@given(st.sets(st.sampled_from(ALL_CODES)))
def test_the_straight_way_ends_only_where_evidence_is_missing(codes: set[str]) -> None:
    state = NEW
    for verb in STRAIGHT:
        try:
            state = JOURNEY.apply(state, verb, codes)
        except MissingEvidence:
            break
    complete = all(one.requires <= codes for one in JOURNEY.moves if one.verb in STRAIGHT)
    assert (state == MEMBER) == complete


class Walker(RuleBasedStateMachine):
    """Anyone tries any move with any evidence; the table keeps the order."""

    ORDER: ClassVar[tuple[str, ...]] = STRAIGHT

    def __init__(self) -> None:
        super().__init__()
        self.state = NEW
        self.made: list[str] = []
        self.shown: dict[str, set[str]] = {}

    @precondition(lambda self: self.state not in ENDS)
    @rule(data=st.data(), codes=st.sets(st.sampled_from(ALL_CODES)))
    def try_with_some_evidence(self, data: st.DataObject, codes: set[str]) -> None:
        self.attempt(data.draw(st.sampled_from(VERBS)), codes)

    @precondition(lambda self: self.state not in ENDS)
    @rule(data=st.data())
    def make_a_move_that_leads_on(self, data: st.DataObject) -> None:
        moves = [one for one in JOURNEY.moves_from(self.state) if one.target not in ENDS - {MEMBER}]
        self.attempt(data.draw(st.sampled_from(moves)).verb, set(ALL_CODES))

    @precondition(lambda self: self.state in ENDS)
    @rule(verb=st.sampled_from(VERBS))
    def try_to_leave_the_end(self, verb: str) -> None:
        with pytest.raises(NoSuchMove):
            JOURNEY.apply(self.state, verb, ALL_CODES)

    def attempt(self, verb: str, codes: set[str]) -> None:
        try:
            self.state = JOURNEY.apply(self.state, verb, codes)
        except LifecycleError:
            return
        self.made.append(verb)
        self.shown[verb] = codes

    @invariant()
    def nothing_is_skipped(self) -> None:
        first = list(dict.fromkeys(verb for verb in self.made if verb in self.ORDER))
        assert first == list(self.ORDER[: len(first)])

    @invariant()
    def each_step_had_its_evidence(self) -> None:
        needs = {one.verb: one.requires for one in JOURNEY.moves}
        assert all(needs[verb] <= codes for verb, codes in self.shown.items())


TestNoWayAroundAStep = Walker.TestCase
