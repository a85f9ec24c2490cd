"""Solvers side by side: the best of all counts, and none takes another's answer with it."""

from __future__ import annotations

import multiprocessing
import random
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from engines.portfolio.errors import PortfolioError
from engines.portfolio.model import Constraint, IntegerModel, Solution, Variable
from engines.portfolio.solvers import exact
from jejaring.financing.solving import portfolio
from jejaring.financing.solving.portfolio import (
    BY_WORK,
    FEW_AND_DENSE,
    MANY_AND_SPARSE,
    OnProgress,
    Runner,
    order_of,
    race,
)
from jejaring.financing.solving.scoreboard import HINT, Scoreboard
from jejaring.financing.solving.worker import ROUNDS
from tests.processes import children_of, cpu_seconds, kill, on_linux, runs
from tests.waiting import AMPLE, until


def knapsack(things: int, constraints: int = 5) -> IntegerModel:
    """Return a knapsack of Chu and Beasley's kind."""
    draw = random.Random(7)  # noqa: S311 # no secret
    weights = [[draw.randint(1, 1000) for _ in range(things)] for _ in range(constraints)]
    return IntegerModel(
        variables=[Variable(str(at), 0, 1) for at in range(things)],
        constraints=[Constraint(dict(enumerate(row)), None, sum(row) // 4) for row in weights],
        objective={at: sum(row[at] for row in weights) // constraints + draw.randint(0, 500) for at in range(things)},
    )


EASY, HARD = knapsack(20), knapsack(300, 10)


def children() -> list[str]:
    return [child.name for child in multiprocessing.active_children()]


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Return the solvers that the races of this test have begun, with the numbers of their processes."""
    found: dict[str, int] = {}
    start = portfolio.start

    def noted(*arguments: Any) -> Runner:
        runner = start(*arguments)
        assert runner.process.pid
        found[runner.name] = runner.process.pid
        return runner

    monkeypatch.setattr(portfolio, "start", noted)
    return found


def interrupt_when(enough: Callable[[int | None, int | None], bool]) -> OnProgress:
    """Return what presses Ctrl-C once value and bound are enough."""

    def look(best: int | None, bound: int | None, _: float) -> None:
        if enough(best, bound):
            signal.raise_signal(signal.SIGINT)

    return look


@pytest.mark.solver
def test_an_easy_programme_is_proven_and_nothing_is_left_running() -> None:
    told: list[tuple[int | None, int | None]] = []
    found = race(EASY, seconds=AMPLE, on_progress=lambda best, bound, _: told.append((best, bound)))
    assert found.proven
    assert (found.value, found.infeasible) == (found.bound, False)
    assert found.values is not None
    assert exact.holds(EASY, found.values)
    assert told[-1] == (found.value, found.bound)
    assert children() == []


@pytest.mark.solver
def test_a_programme_without_an_answer_is_said_to_have_none() -> None:
    impossible = replace(EASY, constraints=[*EASY.constraints, Constraint({0: 1, 1: 1}, 3, None)])
    found = race(impossible, seconds=AMPLE)
    assert (found.infeasible, found.values, found.value, found.bound) == (True, None, None, None)


@pytest.mark.solver
@pytest.mark.kills
def test_a_killed_solver_takes_no_answer_with_it(begun: dict[str, int]) -> None:
    """CBC is killed as soon as solvers have an answer and a bound; the race is interrupted when the next one works."""
    killed: list[int] = []

    def killed_and_replaced(best: int | None, bound: int | None) -> bool:
        if not killed and best is not None and bound is not None and bound < exact.trivial_bound(HARD):
            killed.append(begun["CBC"])
            kill(begun["CBC"])
        return "HiGHS" in begun

    found = race(HARD, seconds=AMPLE, on_progress=interrupt_when(killed_and_replaced))
    assert found.outcomes["CBC"] == "crashed (exit -9)"
    assert set(found.outcomes) >= {"CBC", "CP-SAT", "HiGHS"}, "the next one took its place"
    assert found.values is not None
    assert exact.value_of(HARD, found.values) == found.value
    assert found.bound is not None
    assert found.bound < exact.trivial_bound(HARD)
    assert children() == []


@pytest.mark.solver
def test_interrupting_keeps_the_best() -> None:
    found = race(HARD, seconds=AMPLE, on_progress=interrupt_when(lambda best, _: best is not None))
    assert found.seconds < AMPLE
    assert found.values is not None
    assert exact.holds(HARD, found.values)
    assert children() == []


@pytest.mark.solver
@pytest.mark.kills
@on_linux
def test_the_solvers_end_when_the_race_is_killed() -> None:
    running = multiprocessing.get_context("fork").Process(target=race, args=(HARD,), kwargs={"seconds": AMPLE})
    running.start()
    assert running.pid
    race_pid = running.pid
    until(lambda: len(children_of(race_pid)) == 2)
    solvers = children_of(race_pid)
    until(lambda: all(cpu_seconds(pid) > 0.3 for pid in solvers))  # they are at work
    assert [runs(pid) for pid in solvers] == [True, True]
    running.kill()
    running.join()
    until(lambda: not any(runs(pid) for pid in solvers))


@pytest.mark.solver
def test_the_time_is_kept_and_the_best_known_answer_is_never_lost() -> None:
    hint = dict.fromkeys(range(len(HARD.variables)), 0)
    found = race(replace(HARD, hint=hint), seconds=0.01)
    assert (found.value, found.solver, found.proven) == (0, HINT, False)
    assert found.seconds < 60  # HARD would take hours


@pytest.mark.solver
@pytest.mark.parametrize("workers", [1, 3, 5])
def test_any_number_of_workers_will_do(workers: int) -> None:
    found = race(EASY, seconds=AMPLE, workers=workers)
    assert found.proven


@pytest.mark.solver
def test_the_same_work_and_seed_give_the_same_answer() -> None:
    program = knapsack(120, 8)
    first, second = (race(program, seconds=AMPLE, seed=3, work=0.05) for _ in range(2))
    assert not first.proven
    assert (first.values, first.bound, first.solver) == (second.values, second.bound, second.solver)
    assert first.repeatable
    assert not race(HARD, seconds=0.3, seed=3, work=100.0).repeatable


@pytest.mark.solver
def test_rounds_improve_what_a_solver_begins_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many sparse constraints: HiGHS and rounds work side by side, until rounds have the best."""
    draw = random.Random(5)  # noqa: S311 # no secret
    pairs = [draw.sample(range(400), 2) for _ in range(900)]
    model = IntegerModel(
        variables=[Variable(str(at), 0, 1) for at in range(400)],
        constraints=[Constraint({a: 1, b: 1}, None, 1) for a, b in pairs],
        objective={at: draw.randint(50, 100) for at in range(400)},
    )
    improvers: list[str] = []

    class Noted(Scoreboard):
        def answer(self, name: str, values: Sequence[int]) -> bool:
            better = super().answer(name, values)
            improvers.extend([name] if better else [])
            return better

    monkeypatch.setattr(portfolio, "Scoreboard", Noted)
    found = race(model, seconds=AMPLE, on_progress=interrupt_when(lambda *_: ROUNDS in improvers))
    assert improvers[0] == "HiGHS"
    assert found.solver == ROUNDS
    assert found.values is not None
    assert exact.holds(model, found.values)


@pytest.mark.solver
def test_numbers_no_solver_can_hold_are_refused() -> None:
    with pytest.raises(PortfolioError, match=r"CBC works in floating point.*CP-SAT rejects"):
        race(replace(EASY, objective={0: 2**63 - 1, 1: 2**63 - 1}), seconds=AMPLE)


def test_who_begins_depends_on_the_programme() -> None:
    sparse = replace(EASY, constraints=[Constraint({at: 1}, None, 1) for at in range(20)])
    assert (order_of(EASY), order_of(sparse), order_of(EASY, 1.0)) == (FEW_AND_DENSE, MANY_AND_SPARSE, BY_WORK)


class TestStanding:
    ANSWER, OTHER = (1, 0), (0, 1)
    PROGRAM = IntegerModel([Variable("a", 0, 1), Variable("b", 0, 1)], [Constraint({0: 1, 1: 1}, 0, 1)], {0: 4, 1: 4})

    def test_equal_answers_are_decided_by_precedence_whoever_was_first(self) -> None:
        for order in (("CBC", "CP-SAT"), ("CP-SAT", "CBC")):
            scoreboard = Scoreboard(self.PROGRAM, by_work=False)
            for name in order:
                scoreboard.answer(name, self.ANSWER if name == "CBC" else self.OTHER)
            assert (scoreboard.solver, scoreboard.values) == ("CP-SAT", self.OTHER)

    def test_an_answer_that_breaks_a_constraint_is_not_taken(self) -> None:
        scoreboard = Scoreboard(self.PROGRAM, by_work=False)
        assert not scoreboard.answer("CBC", (1, 1))
        assert scoreboard.value is None

    def test_a_bound_that_an_answer_disproves_counts_for_nothing(self) -> None:
        scoreboard = Scoreboard(self.PROGRAM, by_work=False)
        scoreboard.bounded("HiGHS", 3)
        scoreboard.bounded("CBC", 5)
        scoreboard.answer("CP-SAT", self.ANSWER)
        assert (scoreboard.value, scoreboard.bound, scoreboard.decided()) == (4, 5, False)

    def test_with_work_the_solvers_before_one_that_has_proven_are_waited_for(self) -> None:
        proven = Solution(self.ANSWER, 4, 4, True, False, "HiGHS")
        scoreboard = Scoreboard(self.PROGRAM, by_work=True)
        scoreboard.ended("HiGHS", proven)
        assert not scoreboard.decided()
        scoreboard.ended("CP-SAT", replace(proven, values=self.OTHER, solver="CP-SAT"))
        assert (scoreboard.decided(), scoreboard.values) == (True, self.OTHER)
