"""Measure the scoring engine: beside the limits set for it, a bare NumPy loop, and COINr where R has it."""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.coinr import agreement, example
from engines.scoring import pipeline, robustness
from engines.scoring.reading import specification_from
from engines.scoring.specification import Specification
from engines.scoring.structure import Node, Structure, structure_of
from engines.scoring.table import Data, table_of
from jejaring.indicators.runs.parallel import executor_for

ASEM = Path("..") / "shared" / "data" / "asem"
HAS_ASEM = (ASEM / "iData.csv").exists()
# COINr 1.1.14 on two cores, the same example: seconds for a build, an uncertainty run of 500 samples, and a Sobol run
# of 500 with four factors (3,000 evaluations).
COINR_BUILD, COINR_UNCERTAINTY, COINR_SOBOL = 0.165, 107.0, 780.0
STEPS: list[dict[str, Any]] = [
    {"screen": {"coverage": 0.65}},
    {"impute": {"method": "mean"}},
    {"treat": {"winsorise_max": 5, "skewness": 2, "kurtosis": 3.5, "then": "log_ct"}},
    {"normalise": {"method": "minmax", "range": [1, 100]}},
    {"weigh": {"method": "given"}},
    {"aggregate": {"method": "arithmetic"}},
]
VARY = {
    "normalise": ["minmax", "zscore", "percentile_rank"],
    "aggregate": ["arithmetic", "geometric"],
    "treat": ["as_given", "none"],
    "impute": ["as_given", "median"],
}
NOISE = {"noise": 0.25, "levels": [1, 2, 3]}


@dataclass(frozen=True, slots=True)
class Case:
    """A measurement in a process of its own: what it is, its limit and the unit of both."""

    name: str
    measure: Callable[[], float]
    limit: float | None
    unit: str
    cores: int = 2


def made_up(units: int, indicators: int) -> tuple[Structure, Data]:
    """Return skewed random data on a tree of four levels, one in a hundred cells missing."""
    pillars = indicators // 10
    nodes = [Node(f"i{at}", 1, f"p{at % pillars}") for at in range(indicators)]
    nodes += [Node(f"p{at}", 2, f"s{at % 4}") for at in range(pillars)]
    nodes += [Node(f"s{at}", 3, "Index") for at in range(4)]
    generator = np.random.default_rng(1)
    values = generator.lognormal(size=(units, indicators))
    values[generator.random(values.shape) < 0.01] = np.nan
    columns = [f"i{at}" for at in range(indicators)]
    return structure_of([*nodes, Node("Index", 4)]), Data(table_of([f"u{at}" for at in range(units)], columns, values))


def varied() -> Specification:
    """Return a specification that varies everything that can be."""
    return specification_from({"steps": STEPS, "robustness": {"weights": NOISE, "vary": VARY}})


def as_documented() -> Specification:
    """Return the specification of the documentation, which the example's tables bear."""
    if not HAS_ASEM:
        return varied()
    steps = [{"denominate": {}}, STEPS[0], {"impute": {"method": "group_mean", "group": "EurAsia_group"}}, *STEPS[2:]]
    vary = VARY | {"impute": ["as_given", "mean"]}
    robustness = {"weights": {"noise": 0.25, "levels": [2, 3]}, "vary": vary}
    return specification_from({"steps": steps, "robustness": robustness})


def seconds(work: Callable[[], object], repeats: int = 1) -> float:
    """Return the shortest of some runs' time."""
    found = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found)


def build_example() -> float:
    structure, data = _example()
    specification = as_documented()
    return 1000 * seconds(lambda: pipeline.build(specification, structure, data), repeats=20)


def uncertainty_example() -> float:
    """500 samples of each of two designs and the Sobol indices as well: more than COINr's uncertainty run does."""
    structure, data = _example()
    specification = as_documented()
    return seconds(lambda: robustness.run(specification, structure, data, samples=500), repeats=5)


def large(workers: int = 1, size: tuple[int, int] = (514, 200), samples: int = 1000, repeats: int = 3) -> float:
    structure, data = made_up(*size)
    with executor_for(workers) as executor:
        return seconds(lambda: robustness.run(varied(), structure, data, samples=samples, executor=executor), repeats)


def gain(size: tuple[int, int], samples: int, pairs: int) -> float:
    """How many times as fast two cores are as one: the median of some pairs of runs, one after the other."""
    return median(large(1, size, samples, 1) / large(2, size, samples, 1) for _ in range(pairs))


def least() -> float:
    """The least any implementation must do for as many evaluations: one weighted sum and one sort each."""
    structure, data = made_up(514, 200)
    values = pipeline.build(varied(), structure, data).normalised.values
    weights = np.random.default_rng(2).random((7000, 200))

    def loop() -> None:
        for row in weights:
            np.argsort(-(values @ (row / row.sum())))

    return seconds(loop, repeats=2)


def huge_memory() -> float:
    structure, data = made_up(10_000, 300)
    robustness.run(varied(), structure, data, samples=1000)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def huge_build() -> float:
    structure, data = made_up(10_000, 300)
    return seconds(lambda: pipeline.build(varied(), structure, data))


def start_up() -> float:
    """How long the command takes to say how it is used: Python, the parser, nothing of the web project."""
    command = [str(Path(sys.executable).with_name("jejaring")), "index", "check", "--help"]
    return seconds(lambda: subprocess.run(command, check=True, capture_output=True), repeats=5)


def _example() -> tuple[Structure, Data]:
    return example(ASEM) if HAS_ASEM else made_up(51, 49)


CASES = {
    "build": Case("build, 51 × 49", build_example, 15, "ms"),
    "uncertainty": Case("robustness, 51 × 49, 500 samples (3,500 evaluations)", uncertainty_example, 107 / 500, "s"),
    "one core": Case("robustness, 514 × 200, 1,000 samples (7,000), one core", large, 10, "s", cores=1),
    "two cores": Case("the same on two cores", partial(large, workers=2), None, "s"),
    "gain": Case("two cores against one, 514 × 200, 1,000 samples", partial(gain, (514, 200), 1000, 5), None, "x"),
    "gain of many": Case("the same, 5,000 samples", partial(gain, (514, 200), 5000, 3), None, "x"),
    "gain of large": Case("the same, 10,000 × 300, 1,000 samples", partial(gain, (10_000, 300), 1000, 1), None, "x"),
    "least": Case("bare NumPy loop: 7,000 weighted sums and sorts, one core", least, None, "s", cores=1),
    "huge build": Case("build, 10,000 × 300", huge_build, None, "s"),
    "huge": Case("memory of robustness, 10,000 × 300, 1,000 samples", huge_memory, 4, "GiB"),
    "start": Case("the command's start", start_up, 0.5, "s"),
}


def in_own_process(name: str) -> float:
    """Measure one case in a fresh process, on as many cores as it says."""
    command = [sys.executable, "-m", "benchmarks.scoring", "--case", name]
    surroundings = os.environ | {"OPENBLAS_NUM_THREADS": str(CASES[name].cores)}
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=surroundings).stdout
    return float(json.loads(told))


def measure_here(name: str) -> None:
    """Measure one case and print the figure."""
    case = CASES[name]
    cores = sorted(os.sched_getaffinity(0))[: case.cores]
    os.sched_setaffinity(0, cores)
    sys.stdout.write(json.dumps(case.measure()))


def beside_coinr(figures: dict[str, float]) -> None:
    """Print what COINr needs for the example: measured here where R has it, else as recorded."""
    script = Path(__file__).with_name("coinr.R")
    have = shutil.which("Rscript") and subprocess.run(
        ["Rscript", "-e", 'quit(status = !requireNamespace("COINr", quietly = TRUE))'], check=False
    )
    if have and have.returncode == 0:
        told = subprocess.run(["Rscript", str(script)], check=True, capture_output=True, text=True).stdout
        build, uncertainty = (float(word) for word in told.split())
        source = "COINr, measured in this run"
    else:
        build, uncertainty = COINR_BUILD, COINR_UNCERTAINTY
        source = "COINr 1.1.14, as recorded on two cores (R with COINr is not installed here)"
    print(f"\n{source}")
    print(f"  build        {1000 * build:10.0f} ms    ours is {1000 * build / figures['build']:8.0f} times faster")
    per_sample = uncertainty / 500
    ours = figures["uncertainty"] / 3500
    print(f"  a sample     {1000 * per_sample:10.1f} ms    ours is {per_sample / ours:8.0f} times faster")
    print(f"  Sobol, 3,000 evaluations, as recorded {COINR_SOBOL:.0f} s; ours, 3,500: {figures['uncertainty']:.2f} s")


def print_agreement() -> None:
    """Print whether the numbers that COINr's documentation prints for the example come out of this engine, too."""
    if not HAS_ASEM:
        print(f"\nNo example data at {ASEM} (COINr's ASEM_iData and ASEM_iMeta as CSV): agreement not shown")
        return
    rows = agreement(ASEM)
    agreeing = sum(row.agrees for row in rows)
    print(f"\n{agreeing} of {len(rows)} numbers printed in COINr's documentation agree to every printed digit")
    for row in rows:
        if not row.agrees:
            print(f"  {row.call}: printed {row.printed}, ours {row.ours} ({row.why})")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scoring", description=__doc__)
    parser.add_argument("--case", choices=CASES, help="measure one case in this process and print the figure alone")
    arguments = parser.parse_args()
    if arguments.case:
        measure_here(arguments.case)
        return
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    figures: dict[str, float] = {}
    for name, case in CASES.items():
        figures[name] = in_own_process(name)
        limit = "" if case.limit is None else f"limit {case.limit:g} {case.unit}"
        verdict = "" if case.limit is None else ("met" if figures[name] <= case.limit else "NOT MET")
        print(f"{case.name:<60}{figures[name]:>10.3g} {case.unit:<4}{limit:>16}  {verdict}", flush=True)
    beside_coinr(figures)
    print_agreement()


if __name__ == "__main__":
    main()
