"""Answers of other systems that an act needs, asked for while the act holds nothing.

An act is one transaction. Where it needs an answer that it does not have, it is broken off: the transaction is undone,
its locks are released. Then the question is asked, and the act is begun anew with the answer; all its checks are made
again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from jejaring.answers.errors import AnswerError

T = TypeVar("T")
MOST_QUESTIONS = 4  # one per signature, and one for each time that others changed what was to be signed


class Needed(BaseException):
    """An act cannot go on without an answer. No Exception: nobody who catches errors may catch this one."""

    def __init__(self, question: tuple[Any, ...], ask: Callable[[], Any]) -> None:
        super().__init__("an act is broken off until it has an answer")
        self.question, self.ask = question, ask


class Unsettled(AnswerError):
    """Each attempt needed the answer to another question: what the act is about keeps changing."""


@dataclass(slots=True)
class _Act:
    """What an act under way keeps from one attempt to the next, and how often this attempt has made what."""

    answers: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    made: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    times: Counter[tuple[Any, ...]] = field(default_factory=Counter)


_under_way: ContextVar[_Act | None] = ContextVar("the act under way", default=None)


def ahead(ask: Callable[..., T], *about: Any) -> T:
    """Return `ask(*about)`, asked before this attempt of the act under way; where none is, it is asked now.

    `about` is hashable and holds everything that the answer depends on: an answer about something else is not used.
    Raises Needed if the answer is not there yet.
    """
    act, question = _under_way.get(), (ask, *about)
    if act is None:
        return ask(*about)
    if question not in act.answers:
        raise Needed(question, lambda: ask(*about))
    answer: T = act.answers[question]
    return answer


def kept(make: Callable[..., T], *of: Any) -> T:
    """Return `make(*of)`, the same in every attempt of the act under way: what is random, or takes long to make.

    What is called several times in an attempt is made as often.
    """
    act = _under_way.get()
    if act is None:
        return make(*of)
    act.times[make, *of] += 1
    call = (act.times[make, *of], make, *of)
    if call not in act.made:
        act.made[call] = make(*of)
    value: T = act.made[call]
    return value


def repeated(act: Callable[[], T]) -> T:
    """Return what `act` returns, begun anew after each answer it needed. Within another act, it is a part of that one.

    Whatever asking raises is raised here, when nothing is held and nothing was done. Raises Unsettled after
    MOST_QUESTIONS.
    """
    if _under_way.get() is not None:
        return act()
    mine = _Act()
    token = _under_way.set(mine)
    try:
        while True:
            mine.times.clear()
            try:
                return act()
            except Needed as needed:
                question, ask = needed.question, needed.ask
            if len(mine.answers) == MOST_QUESTIONS:
                raise Unsettled(f"{MOST_QUESTIONS} answers were not enough")
            mine.answers[question] = ask()
    finally:
        _under_way.reset(token)
