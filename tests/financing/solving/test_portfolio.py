"""Solvers side by side: the best of all counts, and none takes another's answer with it."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from engines.portfolio.errors import PortfolioError
from engines.portfolio.model import Constraint, IntegerModel, Solution, Variable
from engines.portfolio.solvers import exact
from jejaring.financing.solving.portfolio import BY_WORK, FEW_AND_DENSE, MANY_AND_SPARSE, order_of, race
from jejaring.financing.solving.scoreboard import HINT, Scoreboard


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


def when_running(name: str, do: int) -> threading.Thread:
    """Send a signal to a solver's process as soon as it has had a moment to work."""

    def send() -> None:
        while name not in children():
            time.sleep(0.01)
        time.sleep(0.8)
        child = next(child for child in multiprocessing.active_children() if child.name == name)
        assert child.pid is not None
        os.kill(child.pid, do)

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def test_an_easy_programme_is_proven_and_nothing_is_left_running() -> None:
    told: list[tuple[int | None, int | None]] = []
    found = race(EASY, seconds=20.0, on_progress=lambda best, bound, _: told.append((best, bound)))
    assert found.proven
    assert (found.value, found.infeasible) == (found.bound, False)
    assert found.values is not None
    assert exact.holds(EASY, found.values)
    assert told[-1] == (found.value, found.bound)
    assert children() == []


def test_a_programme_without_an_answer_is_said_to_have_none() -> None:
    impossible = replace(EASY, constraints=[*EASY.constraints, Constraint({0: 1, 1: 1}, 3, None)])
    found = race(impossible, seconds=20.0)
    assert (found.infeasible, found.values, found.value, found.bound) == (True, None, None, None)


def test_a_killed_solver_takes_no_answer_with_it() -> None:
    killer = when_running("CBC", signal.SIGKILL)
    found = race(HARD, seconds=4.0)
    killer.join()
    assert found.outcomes["CBC"] == "crashed (exit -9)"
    assert set(found.outcomes) >= {"CBC", "CP-SAT", "HiGHS"}, "the next one took its place"
    assert found.values is not None
    assert exact.value_of(HARD, found.values) == found.value
    assert found.bound is not None
    assert found.bound < exact.trivial_bound(HARD)
    assert children() == []


def test_interrupting_keeps_the_best() -> None:
    interrupt = threading.Timer(2.0, lambda: os.kill(os.getpid(), signal.SIGINT))
    interrupt.start()
    found = race(HARD, seconds=60.0)
    assert found.seconds < 10
    assert found.values is not None
    assert exact.holds(HARD, found.values)
    assert children() == []


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children of a process are looked up in /proc")
def test_the_solvers_end_when_the_race_is_killed() -> None:
    racing = multiprocessing.get_context("fork").Process(target=race, args=(HARD,), kwargs={"seconds": 60.0})
    racing.start()
    listed = Path(f"/proc/{racing.pid}/task/{racing.pid}/children")
    while len(solvers := listed.read_text().split()) < 2:
        time.sleep(0.01)
    time.sleep(0.5)
    assert [runs(pid) for pid in solvers] == [True, True]
    racing.kill()
    racing.join()
    waited_until = time.monotonic() + 10
    while any(runs(pid) for pid in solvers) and time.monotonic() < waited_until:
        time.sleep(0.01)
    assert [runs(pid) for pid in solvers] == [False, False]


def runs(pid: str) -> bool:
    """Tell whether a process is there and more than a name in the table."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except OSError:
        return False


def test_the_time_is_kept_and_the_best_known_answer_is_never_lost() -> None:
    hint = dict.fromkeys(range(len(HARD.variables)), 0)
    found = race(replace(HARD, hint=hint), seconds=0.01)
    assert (found.value, found.solver, found.proven) == (0, HINT, False)
    assert found.seconds < 2


@pytest.mark.parametrize("workers", [1, 3, 5])
def test_any_number_of_workers_will_do(workers: int) -> None:
    found = race(EASY, seconds=20.0, workers=workers)
    assert found.proven


def test_the_same_work_and_seed_give_the_same_answer() -> None:
    first, second = (race(HARD, seconds=120.0, seed=3, work=0.5) for _ in range(2))
    assert (first.values, first.bound, first.solver) == (second.values, second.bound, second.solver)
    assert first.repeatable
    assert not race(HARD, seconds=0.3, seed=3, work=100.0).repeatable


def test_rounds_improve_what_a_solver_begins_with() -> None:
    """Many sparse constraints: HiGHS and rounds work side by side, and the answer is at least as good as HiGHS' own."""
    draw = random.Random(5)  # noqa: S311 # no secret
    pairs = [draw.sample(range(400), 2) for _ in range(900)]
    model = IntegerModel(
        variables=[Variable(str(at), 0, 1) for at in range(400)],
        constraints=[Constraint({a: 1, b: 1}, None, 1) for a, b in pairs],
        objective={at: draw.randint(50, 100) for at in range(400)},
    )
    found = race(model, seconds=3.0)
    assert set(found.outcomes) >= {"HiGHS", "fix and reoptimise"}
    assert found.values is not None
    assert exact.holds(model, found.values)


def test_numbers_no_solver_can_hold_are_refused() -> None:
    with pytest.raises(PortfolioError, match=r"CBC works in floating point.*CP-SAT rejects"):
        race(replace(EASY, objective={0: 2**63 - 1, 1: 2**63 - 1}), seconds=20.0)


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
