"""Measure the portfolio engine: OR-Library's knapsacks beside each solver alone and greedy, and made-up city plans."""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from benchmarks.plans import LOOSE, TIGHT, plans
from engines.portfolio.problem import Problem
from engines.portfolio.solvers import SOLVERS
from jejaring.financing.files.or_library import Knapsack, greedy, model_of, read_file, solve, step_of, value_of
from jejaring.financing.solving.solve import solve as solve_plan

OR_LIBRARY = Path("..") / "shared" / "data" / "or-library"
FILES = {"mknap1": 7, "mknapcb1": 30}
SECONDS = 15.0  # within which each knapsack is to be proven
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Alone:
    """What one solver reached by itself in the same time."""

    value: Decimal
    proven: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Row:
    """A knapsack: what the solvers reached side by side, each alone, and what greedy takes."""

    name: str
    value: Decimal
    proven: bool
    seconds: float
    solver: str
    alone: dict[str, Alone]
    greedy: Decimal


def knapsacks() -> Iterator[tuple[str, Knapsack]]:
    """Return OR-Library's problems where they are at hand, else made-up ones of the same kind and size."""
    for file, many in FILES.items():
        path = OR_LIBRARY / f"{file}.txt"
        for instance in range(1, many + 1):
            if path.exists():
                yield f"{file} {instance}", read_file(path, instance)
            elif file == "mknapcb1":
                yield f"made up {instance}", made_up(instance)


def made_up(seed: int, things: int = 100, constraints: int = 5) -> Knapsack:
    """Return a knapsack drawn as Chu and Beasley (1998) drew theirs: profits follow weights, 1/4 to 3/4 fit."""
    draw = Random(seed)  # noqa: S311 # made-up data
    weights = [[Decimal(draw.randint(1, 1000)) for _ in range(things)] for _ in range(constraints)]
    share = Decimal((seed - 1) // 10 % 3 + 1) / 4
    means = [sum((row[at] for row in weights), Decimal(0)) // constraints for at in range(things)]
    profits = [mean + draw.randint(1, 500) for mean in means]
    capacities = [sum(row, Decimal(0)) * share // 1 for row in weights]
    return Knapsack(tuple(profits), tuple(map(tuple, weights)), tuple(capacities), None)


def row_of(name: str, knapsack: Knapsack) -> Row:
    """Solve a knapsack side by side and by each solver alone, one after the other."""
    together = solve(knapsack, seconds=SECONDS, workers=WORKERS)
    return Row(
        name=name,
        value=Decimal(str(together["value"])),
        proven=together["value"] == together["bound"],
        seconds=float(str(together["seconds"])),
        solver=str(together["solver"]),
        alone={solver: alone(solver, knapsack) for solver in SOLVERS},
        greedy=value_of(knapsack, greedy(knapsack)),
    )


def alone(solver: str, knapsack: Knapsack) -> Alone:
    """Solve a knapsack by one solver on one core."""
    began = time.perf_counter()
    model = model_of(knapsack)
    found = SOLVERS[solver](model, seconds=SECONDS, seed=0, work=None, report=lambda best, bound: False)
    taken = time.perf_counter() - began
    return Alone(Decimal(found.value or 0) / step_of(knapsack.profits), found.proven, taken)


def measure_knapsacks() -> None:
    """Print a line for each knapsack, then whether the limits are met."""
    heads = "".join(f"{solver:>16}" for solver in SOLVERS)
    print(f"{'knapsack':<14}{'value':>10}{'s':>7} {'by':<8}{heads}{'greedy loses':>14}   (s alone; — not proven)")
    rows = []
    for name, knapsack in knapsacks():
        row = row_of(name, knapsack)
        rows.append(row)
        singles = "".join(_single(row, each) for each in row.alone.values())
        loss = float((row.value - row.greedy) / row.value)
        value = f"{row.value.normalize():f}"
        taken = f"{row.seconds:.1f}" if row.proven else "—"
        print(f"{row.name:<14}{value:>10}{taken:>7} {row.solver:<8}{singles}{loss:>14.1%}", flush=True)
    proven = sum(row.proven for row in rows)
    longest = max(row.seconds for row in rows)
    below = sum(row.value < max(each.value for each in row.alone.values()) for row in rows)
    verdict = _met(proven == len(rows))
    print(f"{proven} of {len(rows)} proven within {SECONDS:g} s, the longest in {longest:.1f} s  {verdict}")
    print(f"{below} below the best solver alone  {_met(below == 0)}")
    for solver in SOLVERS:
        singly = [row.alone[solver] for row in rows]
        total = sum(each.seconds for each in singly)
        print(f"{solver:<8} alone: {sum(each.proven for each in singly)} proven, {total:.0f} s for all")
    print(f"side by side: {sum(row.seconds for row in rows):.0f} s for all")


def _single(row: Row, single: Alone) -> str:
    said = f"{single.seconds:.1f}" if single.proven else f"— ({single.value - row.value:+f})"
    return f"{said:>16}"


def _met(reached: bool) -> str:
    return "met" if reached else "NOT MET"


@dataclass(frozen=True, slots=True)
class PlanCase:
    """A made-up plan, the time it is given and the gap to be reached in it (None: to be stated only)."""

    problem: Problem
    seconds: float
    gap: Decimal | None


def generated_plans() -> Iterable[PlanCase]:
    """Return the plans to be solved: 300 programmes × 10 years × 5 sources, tight and loose, and a very large one."""
    for money in (TIGHT, LOOSE):
        problem = plans(300, 10, money)
        yield PlanCase(problem, 2, None)
        yield PlanCase(problem, 30, Decimal("0.02"))
        yield PlanCase(problem, 120, Decimal("0.01"))
    yield PlanCase(plans(2000, 20, TIGHT), 60, None)


def measure_plans() -> None:
    """Print value, bound and gap of each plan, checked, and whether the limits are met."""
    print(f"{'plan':<56}{'given':>7}{'taken':>8}{'value':>12}{'bound':>12}{'gap':>8}")
    for case in generated_plans():
        answer = solve_plan(case.problem, seconds=case.seconds, workers=WORKERS)
        verdict = "" if case.gap is None else f"limit {case.gap:.0%}  {_met(answer.gap <= case.gap)}"
        print(
            f"{case.problem.name:<56}{case.seconds:>5.0f} s{answer.seconds:>6.1f} s"
            f"{answer.value:>12.0f}{answer.bound:>12.0f}{answer.gap:>8.2%}  {answer.solver}  {verdict}",
            flush=True,
        )


PARTS = {"knapsacks": measure_knapsacks, "plans": measure_plans}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.portfolio", description=__doc__)
    parser.add_argument("--part", choices=PARTS, help="measure this part alone")
    arguments = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {WORKERS} workers")
    for name, measure in PARTS.items():
        if arguments.part in (None, name):
            measure()


if __name__ == "__main__":
    main()
