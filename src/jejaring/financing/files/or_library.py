"""OR-Library's multidimensional knapsack files: read, solved, and the answer checked by plain arithmetic.

A file is numbers between white space: how many problems there are; then for each n, m and the best known value (0 if
none), n profits, m × n weights by constraint, m capacities. Source: J. E. Beasley, OR-Library, Journal of the
Operational Research Society 41 (1990) 1069–1072.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from engines.portfolio.model import Constraint, IntegerModel, Variable
from jejaring.console.terminal import Refused
from jejaring.financing.solving.portfolio import race
from jejaring.financing.solving.scoreboard import HINT

OnProgress = Callable[[Decimal | None, Decimal | None, float], None]
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?")
GREEDY = "greedy"
LONGEST = 40  # characters of a number


@dataclass(frozen=True, slots=True)
class Knapsack:
    """Items with a profit, and what each takes of each capacity. `best_known`: its best value in the literature."""

    profits: tuple[Decimal, ...]
    weights: tuple[tuple[Decimal, ...], ...]
    capacities: tuple[Decimal, ...]
    best_known: Decimal | None


def read_file(path: Path, instance: int) -> Knapsack:
    """Return a problem of a file, counted from 1.

    Raises Refused, with file, line and word, for a word that is not a number, a negative number, a file that is too
    short or too long, and an unknown instance.
    """
    try:
        text = path.read_text(encoding="ascii")
    except OSError as error:
        raise Refused([f"{path}: cannot be read: {error.strerror or error}"]) from error
    except UnicodeDecodeError as error:
        raise Refused([f"{path}: is not an OR-Library file: byte {error.start} is not ASCII"]) from error
    words = _Words(path, text)
    problems = words.whole("the number of problems")
    if not 1 <= instance <= problems:
        raise Refused([f"{path}: there is no instance {instance}: the file has 1 to {problems}"])
    read = [_knapsack(words, number) for number in range(1, problems + 1)]
    words.end()
    return read[instance - 1]


def _knapsack(words: _Words, number: int) -> Knapsack:
    of = f"of problem {number}"
    things, constraints = words.whole(f"n {of}"), words.whole(f"m {of}")
    best_known = words.number(f"the best known value {of}")
    profits = words.numbers(things, f"profit {{}} {of}")
    weights = [words.numbers(things, f"weight {{}} in constraint {row} {of}") for row in range(1, constraints + 1)]
    capacities = words.numbers(constraints, f"capacity {{}} {of}")
    return Knapsack(profits, tuple(weights), capacities, best_known or None)


class _Words:
    """The words of a file, one after the other, each with its place."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._words = _placed(text)
        self._last = "1:1"

    def number(self, what: str) -> Decimal:
        """Return the next word, a number from 0 up."""
        place, word = next(self._words, (None, ""))
        if place is None:
            raise Refused([f"{self._path}: ends after {self._last}, where {what} should follow"])
        self._last = place
        if len(word) > LONGEST or NUMBER.fullmatch(word) is None:
            raise Refused([f"{self._path}:{place}: {what} is not a number: {word[:LONGEST]!r}"])
        if (value := Decimal(word)) < 0:
            raise Refused([f"{self._path}:{place}: {what} is negative: {word}"])
        return value

    def whole(self, what: str) -> int:
        """Return the next word, a whole number from 1 up."""
        value = self.number(what)
        if value < 1 or value != int(value):
            raise Refused([f"{self._path}:{self._last}: {what} is not a whole number from 1 up: {value}"])
        return int(value)

    def numbers(self, many: int, what: str) -> tuple[Decimal, ...]:
        """Return the next words, numbers from 0 up; `what` has a place for which of them."""
        return tuple(self.number(what.format(at)) for at in range(1, many + 1))

    def end(self) -> None:
        """Raise Refused if anything follows."""
        for place, word in self._words:
            raise Refused([f"{self._path}:{place}: {word[:LONGEST]!r} follows after the last problem"])


def _placed(text: str) -> Iterator[tuple[str, str]]:
    for line, content in enumerate(text.splitlines(), 1):
        for word in re.finditer(r"\S+", content):
            yield f"{line}:{word.start() + 1}", word.group()


def model_of(knapsack: Knapsack) -> IntegerModel:
    """Return the problem in whole numbers: profits in steps of `step_of` them, each constraint in its own."""
    step = step_of(knapsack.profits)
    rows = zip(knapsack.weights, knapsack.capacities, strict=True)
    return IntegerModel(
        variables=[Variable(str(at), 0, 1) for at in range(1, len(knapsack.profits) + 1)],
        constraints=[_constraint(weights, capacity, row) for row, (weights, capacity) in enumerate(rows, 1)],
        objective={at: int(profit * step) for at, profit in enumerate(knapsack.profits) if profit},
        hint={at - 1: 1 for at in greedy(knapsack)},
    )


def _constraint(weights: Sequence[Decimal], capacity: Decimal, row: int) -> Constraint:
    step = step_of((*weights, capacity))
    terms = {at: int(weight * step) for at, weight in enumerate(weights) if weight}
    return Constraint(terms, None, int(capacity * step), rule=f"constraint {row}", unit=step)


def step_of(numbers: Sequence[Decimal]) -> int:
    """Return the power of ten that turns all numbers into whole ones."""
    finest = max(-int(number.normalize().as_tuple().exponent) for number in numbers)
    return int(10 ** max(0, finest))


def greedy(knapsack: Knapsack) -> tuple[int, ...]:
    """Return the greedy choice: by profit per share of the capacities taken, whatever still fits (from 1)."""
    left = list(knapsack.capacities)
    taken = []
    for at in sorted(range(len(knapsack.profits)), key=lambda at: (-_density(knapsack, at), at)):
        if all(row[at] <= room for row, room in zip(knapsack.weights, left, strict=True)):
            left = [room - row[at] for row, room in zip(knapsack.weights, left, strict=True)]
            taken.append(at + 1)
    return tuple(sorted(taken))


def _density(knapsack: Knapsack, at: int) -> Decimal:
    rows = zip(knapsack.weights, knapsack.capacities, strict=True)
    share = sum((row[at] / capacity for row, capacity in rows if capacity), Decimal(0))
    return knapsack.profits[at] / share if share else Decimal("Infinity")


def value_of(knapsack: Knapsack, chosen: Sequence[int]) -> Decimal:
    """Return the value of a choice (from 1), recomputed from the numbers of the file.

    Raises ValueError if it chooses an unknown item or one twice, or exceeds a capacity.
    """
    if len(set(chosen)) < len(chosen) or not set(chosen) <= set(range(1, len(knapsack.profits) + 1)):
        raise ValueError(f"no choice among {len(knapsack.profits)} things: {list(chosen)}")
    for row, (weights, capacity) in enumerate(zip(knapsack.weights, knapsack.capacities, strict=True), 1):
        if (taken := sum((weights[at - 1] for at in chosen), Decimal(0))) > capacity:
            raise ValueError(f"constraint {row} is broken: {taken} of {capacity}")
    return sum((knapsack.profits[at - 1] for at in chosen), Decimal(0))


def solve_file(
    path: Path,
    instance: int,
    *,
    seconds: float,
    seed: int = 0,
    workers: int = 2,
    work: float | None = None,
    on_progress: OnProgress | None = None,
) -> dict[str, object]:
    """Return the answer to a problem of a file (counted from 1) as plain values, `chosen` counted from 1.

    Values are exact: a whole number, or a decimal. Raises Refused for an invalid file, PortfolioError if every
    solver fails.
    """
    return solve(
        read_file(path, instance), seconds=seconds, seed=seed, workers=workers, work=work, on_progress=on_progress
    )


def solve(
    knapsack: Knapsack,
    *,
    seconds: float,
    seed: int = 0,
    workers: int = 2,
    work: float | None = None,
    on_progress: OnProgress | None = None,
) -> dict[str, object]:
    """Return the answer to a problem as plain values; see `solve_file`."""
    step = step_of(knapsack.profits)

    def told(best: int | None, bound: int | None, since: float) -> None:
        if on_progress is not None:
            shown = [None if end is None else Decimal(end) / step for end in (best, bound)]
            on_progress(shown[0], shown[1], since)

    model = model_of(knapsack)
    found = race(model, seconds=seconds, seed=seed, workers=workers, work=work, on_progress=told)
    if found.values is None or found.bound is None:
        raise AssertionError("a knapsack always has an answer: nothing taken")
    chosen = [at for at, taken in enumerate(found.values, 1) if taken]
    value, bound = value_of(knapsack, chosen), Decimal(found.bound) / step
    return {
        "value": _plain(value),
        "bound": _plain(bound),
        "gap": float((bound - value) / bound) if bound else 0.0,
        "chosen": chosen,
        "seconds": round(found.seconds, 3),
        "solver": GREEDY if found.solver == HINT else found.solver,
        "checked": True,
    }


def _plain(number: Decimal) -> int | Decimal:
    return int(number) if number == int(number) else number
