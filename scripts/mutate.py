"""Change rules, tables of steps and actions in small ways, one at a time, and see whether a test notices.

`make mutate` runs it: it prints what survived and the share killed per file, and ends with 1 below the target.
`python scripts/mutate.py engines/lifecycle rules` only those whose path holds one of the words. `--every N` takes
every Nth mutation of a file: a sample. The tree is copied; nothing in it is changed.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pickle
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import mutation_bench
import pytest
from mutations import ROOT, Mutation, files, mutations

from jejaring.config.embedded import Cluster
from jejaring.console.parent_death import end_with_parent

TARGET = 0.8
TIMEOUT = 600  # seconds for the tests of a mutation that is imported; one that never ends is killed by it
MATRIX = "tests/house/test_who_may.py"
# what is reached from the rooms above has been seen when the mutations of a room are tried
ROOMS = ("deliberation", "admission", "dues", "membership", "cities", "people", "documents", "notices", "ledger")
FIRST = "tests/test_first.py"  # made in the copy: a test that makes the database and does nothing else
TABLES = "tests/engines/test_lifecycle.py"
# what takes long to import, and starts no thread by it
HEAVY: tuple[str, ...] = (
    *("django.test", "django.contrib.postgres.fields", "hypothesis.stateful", "procrastinate", "factory"),
    *("pyhanko.sign.signers", "pyhanko_certvalidator", "aiohttp", "openpyxl", "numpy", "docx", "typst", "lxml.etree"),
)


def tests_beside(path: Path) -> list[str]:
    """Return the tests beside a file, the cheapest first."""
    if path.parts[1] == "engines":
        return [TABLES, MATRIX, "tests/admission", "tests/membership"]
    return [f"tests/{path.parts[2]}", MATRIX]


def tests_of(found: list[Path]) -> list[str]:
    """Return the tests that are run for some files, from the top of the stack of rooms to its bottom."""
    beside = {test for path in found for test in tests_beside(path)}
    order = [FIRST, MATRIX, *(f"tests/{room}" for room in ROOMS), TABLES]
    if unknown := beside.difference(order):
        raise ValueError(f"these tests have no place among the rooms: {', '.join(sorted(unknown))}")
    return [test for test in order if test in {FIRST, *beside}]


class Forked:
    """Runs a function in a child process and returns what it returned."""

    def __init__(self, folder: Path) -> None:
        self.answer = folder / "answer"

    def __call__(self, function: Any, *arguments: Any, timeout: int = 0) -> Any:
        """Return what `function` returned, None where it ended otherwise."""
        self.answer.unlink(missing_ok=True)
        parent, child = os.getpid(), os.fork()
        if child == 0:
            try:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                end_with_parent(parent)
                signal.alarm(timeout)
                self.answer.write_bytes(pickle.dumps(function(*arguments)))
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(0)
        try:
            os.waitpid(child, 0)
        except BaseException:  # we are to end: what works in the folder ends first
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise
        return pickle.loads(self.answer.read_bytes()) if self.answer.exists() else None  # noqa: S301  # our own


def in_functions(folder: Path, tried: list[Mutation], tests: list[str]) -> dict[Mutation, bool] | None:
    """Return which mutations were killed; None where the tests fail without any."""
    bench = mutation_bench.run(folder, tried, tests)
    return None if bench.failed else bench.killed


def imported(folder: Path, mutation: Mutation, tests: list[str]) -> bool:
    """Return whether a mutation of what is evaluated at import is killed by `tests`."""
    target = str(folder / mutation.path)
    plain = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
        if self.path == target:
            return compile(mutation.apply(Path(target).read_bytes()), target, "exec")
        return plain(self, fullname)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign,assignment]  # for this process
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    return pytest.main([*mutation_bench.OPTIONS, "-x", *tests]) != 0


def judge(folder: Path, words: list[str], every: int) -> dict[Mutation, bool] | None:
    """Return which mutations were killed; None where the tests fail without any."""
    found = files(words)
    tried = [one for path in found for one in mutations(path)[::every]]
    forked = Forked(folder)
    killed: dict[Mutation, bool] | None
    killed = forked(in_functions, folder, [one for one in tried if one.function], tests_of(found))
    if killed is None:
        return None
    for name in HEAVY:
        importlib.import_module(name)
    for one in tried:
        if one not in killed:  # evaluated at import, or a function that is called then only
            mutation_bench.restore()
            answer = forked(imported, folder, one, tests_beside(one.path), timeout=TIMEOUT)
            killed[one] = answer is not False
            if not killed[one]:
                print(f"{one} survived", flush=True)
    return killed


def _import_from(folder: Path) -> None:
    """Let this process and its children import the copy of the tree, whatever was imported before."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # threads do not outlive a fork
    os.chdir(folder)
    sys.path.insert(0, str(folder / "src"))
    for name in [name for name in sys.modules if name.split(".")[0] == "jejaring"]:
        del sys.modules[name]


@contextmanager
def laid_out() -> Iterator[Path]:
    """Copy the tree, start a database for it and import from the copy; leave nothing of either behind."""
    folder = Path(tempfile.mkdtemp(prefix="jejaring-mutate-"))
    folder.chmod(0o755)
    cluster = Cluster(folder / "var" / "postgres", durable=False)
    try:
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "var"), dirs_exist_ok=True)
        (folder / FIRST).write_text("def test_the_database_is_made(db: None) -> None: ...\n", encoding="utf-8")
        cluster.start()
        os.environ["JEJARING_TEST_SERVER"] = cluster.url
        _import_from(folder)
        yield folder
    finally:
        cluster.forget()
        shutil.rmtree(folder)


def report(killed: dict[Mutation, bool]) -> float:
    """Print what was killed per file and in all; return the share."""
    for path in sorted({one.path for one in killed}):
        here = [answer for one, answer in killed.items() if one.path == path]
        print(f"{path}: {sum(here)} of {len(here)} killed ({sum(here) / len(here):.0%})")
    share = sum(killed.values()) / len(killed) if killed else 1.0
    print(f"{sum(killed.values())} of {len(killed)} killed ({share:.0%}); the target is {TARGET:.0%}")
    return share


def main() -> int:
    """Mutate; return 1 if less than the target was killed, 2 if a test fails without any mutation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="parts of paths; none: every file")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="try every Nth mutation of a file")
    parser.add_argument("--list", action="store_true", help="print the mutations, run nothing")
    asked = parser.parse_args()
    if asked.list:
        print(*(one for path in files(asked.words) for one in mutations(path)), sep="\n")
        return 0
    signal.signal(signal.SIGTERM, lambda *_given: sys.exit(128 + signal.SIGTERM))
    with laid_out() as folder:
        killed = judge(folder, asked.words, asked.every)
    if killed is None:
        print("a test fails without any mutation", file=sys.stderr)
        return 2
    return 0 if report(killed) >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
