"""The whole journey by its actions, and what each of them refuses."""

from __future__ import annotations

import pytest

from jejaring.membership.models import Journey
from jejaring.membership.verbs import VERBS
from engines.lifecycle.journey import JOURNEY
from tests.membership.cast import WAY, cast

pytestmark = pytest.mark.django_db


def test_the_whole_journey_ends_with_a_number() -> None:
    people = cast()
    journey = people.walk_to("member")
    membership = people.membership()
    assert (journey.state, journey.membership, membership.number) == ("member", membership, 1)
    assert [step.to_state for step in journey.steps.all()] == list(WAY)
    assert membership.agreement == journey.agreement.document


def test_every_move_has_words_in_the_ledger() -> None:
    assert {f"membership.{move.verb}" for move in JOURNEY.moves} <= set(VERBS)
