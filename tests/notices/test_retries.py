"""When a message is sent again: growing delays, spread by chance, over about three days; what Retry-After asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejaring.notices.retries import DELAYS, delay_after, patience_asked

NOW = datetime(2026, 1, 31, 8, tzinfo=UTC)


def test_ten_attempts_are_made_in_about_three_days() -> None:
    middle = [delay_after(tries, chance=0.5) for tries in range(1, 10)]
    assert middle == list(DELAYS)
    assert sum(DELAYS, timedelta()) == timedelta(hours=75, minutes=36)
    assert delay_after(10, chance=0.5) is None


def test_every_delay_is_longer_than_the_one_before() -> None:
    assert list(DELAYS) == sorted(set(DELAYS))


@given(tries=st.integers(1, 9), chance=st.floats(0, 1))
def test_chance_moves_a_delay_by_a_fifth_at_most(tries: int, chance: float) -> None:
    delay = delay_after(tries, chance=chance)
    assert delay
    assert DELAYS[tries - 1] * 0.799999 <= delay <= DELAYS[tries - 1] * 1.200001


def test_the_ends_of_chance_are_the_ends_of_the_spread() -> None:
    assert [delay_after(1, chance=chance) for chance in (0, 1)] == [timedelta(seconds=48), timedelta(seconds=72)]


def test_no_attempt_cannot_have_failed() -> None:
    with pytest.raises(ValueError, match="0 attempts"):
        delay_after(0, chance=0.5)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("120", timedelta(seconds=120)),
        (" 120 ", timedelta(seconds=120)),
        ("Sat, 31 Jan 2026 08:10:00 GMT", timedelta(minutes=10)),
        ("999999999999999999", timedelta(days=1)),
        ("Sat, 31 Jan 2099 08:10:00 GMT", timedelta(days=1)),
        ("", None),
        ("0", None),
        ("-5", None),
        ("soon", None),
        ("²", None),
        ("Sat, 31 Jan 2026 07:10:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_a_day_at_most(header: str, expected: timedelta | None) -> None:
    assert patience_asked(header, at=NOW) == expected
