"""An act that needs answers is broken off, and begun anew with them."""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from uuid import uuid4

import pytest

from jejaring.answers.ahead import MOST_QUESTIONS, Needed, Unsettled, ahead, kept, repeated


def test_an_act_is_broken_off_for_each_answer_and_begun_anew_with_it() -> None:
    seen = []

    def shout(word: str) -> str:
        seen.append(f"asked {word}")
        return word.upper()

    def act() -> str:
        seen.append("begun")
        first = ahead(shout, "a")
        seen.append("went on")
        return first + ahead(shout, "b")

    assert repeated(act) == "AB"
    assert seen == ["begun", "asked a", "begun", "went on", "asked b", "begun", "went on"]


def test_the_same_question_is_asked_once_and_another_one_again() -> None:
    asked = []

    def note(*about: object) -> int:
        asked.append(about)
        return len(asked)

    assert repeated(lambda: (ahead(note, "x", b"1"), ahead(note, "x", b"1"), ahead(note, "x", b"2"))) == (1, 1, 2)
    assert asked == [("x", b"1"), ("x", b"2")]


def test_nobody_who_catches_errors_keeps_an_act_from_being_broken_off() -> None:
    def act() -> int:
        with suppress(Exception):
            return ahead(int, "7")
        return -1

    assert repeated(act) == 7
    assert not issubclass(Needed, Exception)


def test_where_no_act_is_under_way_the_question_is_asked_at_once() -> None:
    assert ahead(int, "7") == 7
    assert kept(uuid4) != kept(uuid4)


def test_what_is_random_is_the_same_in_every_attempt_and_differs_within_one() -> None:
    attempts = []

    def act() -> None:
        attempts.append((kept(uuid4), kept(uuid4)))
        ahead(int, "1")

    repeated(act)
    first, second = attempts
    assert first == second
    assert first[0] != first[1]
    repeated(act)
    assert attempts[2] != first, "another act has its own"


def test_what_takes_long_is_made_once_for_the_same_content() -> None:
    made = []

    def make(content: str) -> str:
        made.append(content)
        return f"<{content}>"

    assert repeated(lambda: (kept(make, "a"), ahead(int, "1"), kept(make, "b"))) == ("<a>", 1, "<b>")
    assert made == ["a", "b"]


def test_what_asking_raises_is_raised_where_the_act_was_asked_for_and_the_act_is_not_begun_anew() -> None:
    begun = []

    def refuse() -> None:
        raise ValueError("no")

    def act() -> None:
        begun.append(1)
        try:
            ahead(refuse)
        finally:
            begun.append(0)

    with pytest.raises(ValueError, match="no"):
        repeated(act)
    assert begun == [1, 0]


def test_an_act_whose_question_changes_each_time_is_given_up_after_a_few_questions() -> None:
    turns, asked = count(), list[int]()

    with pytest.raises(Unsettled):
        repeated(lambda: ahead(asked.append, next(turns)))
    assert asked == list(range(MOST_QUESTIONS))
    assert ahead(int, "7") == 7, "no act is under way any more"


def test_an_act_within_another_is_a_part_of_it() -> None:
    begun = []

    def outer() -> int:
        begun.append("outer")
        return repeated(lambda: ahead(int, "7"))

    assert repeated(outer) == 7
    assert begun == ["outer", "outer"]
