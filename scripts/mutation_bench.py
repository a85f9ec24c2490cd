"""A plugin for pytest: run the tests once, then fork per mutation and run those that reach the mutated statement.

The child process gives the function its mutated code in place, so that Django, the tests and the database are loaded
once for all mutations.
"""

from __future__ import annotations

import gc
import importlib
import os
import pickle
import signal
import sys
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, TextIO, cast

import psycopg
import pytest
from mutations import Mutation, codes, marked
from psycopg import sql

from jejaring.console.parent_death import end_with_parent

AT_MOST = 40  # tests per mutation
PATIENCE = 20  # seconds a test may always take, besides five times what it took without the mutation
SNAPSHOT = "mutation_snapshot"  # the database as it was before the first test
DATABASE = "test_postgres"
LOST = 3  # exit code of a child that did not find the function to change


class Bench:
    """Judges mutations; `killed` has an answer per mutation that a test reaches, `failed` is true where a test fails
    without any.
    """

    def __init__(self, folder: Path, tried: list[Mutation], out: TextIO) -> None:
        self.folder, self.tried, self.out = folder, tried, out
        self.killed: dict[Mutation, bool] = {}
        self.seconds: dict[str, float] = defaultdict(float)
        self.reached: dict[tuple[Path, tuple[int, int]], dict[str, bool]] = defaultdict(dict)  # by test: by itself
        self.failed = False
        self.now, self.itself = "", False
        self.functions: dict[tuple[Path, str], list[FunctionType]] = {}
        self.items: dict[str, pytest.Item] = {}

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep how long a test took, and whether one has failed."""
        self.seconds[report.nodeid] += report.duration
        self.failed |= report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self) -> None:
        """Note that from here on it is the test itself that reaches something, not what it was set up by."""
        self.itself = True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Room by room run the tests without mutation, then the mutations of the room."""
        self._mark()
        self.items = {item.nodeid: item for item in session.items}
        first, *others = session.items
        self._run_each([first])  # makes the database
        snapshot()
        rooms = defaultdict(list)
        for item in others:
            rooms[item.nodeid.split("/")[1]].append(item)
        for room, items in rooms.items():
            self._learn(items)
            if self.failed:
                break
            for path, here in groupby([one for one in self.tried if one.room == room], key=lambda one: one.path):
                for mutation in here:
                    self._judge(mutation)
                killed = [answer for one, answer in self.killed.items() if one.path == path]
                print(f"{path}: {sum(killed)} of {len(killed)} killed in functions", file=self.out, flush=True)
        return True

    def _learn(self, items: list[pytest.Item]) -> None:
        """Run tests without mutation in a child process, and keep what they reach and how long they take.

        Libraries start threads with their first work, and no thread outlives a fork: nothing may run before.
        """
        kept = self.folder / "learned"

        def work() -> int:
            self._run_each(items)
            kept.write_bytes(pickle.dumps((self.failed, dict(self.seconds), dict(self.reached))))
            return 0

        kept.unlink(missing_ok=True)
        _forked(work)
        restore()
        self.failed, seconds, reached = pickle.loads(kept.read_bytes())  # noqa: S301  # our own
        self.seconds.update(seconds)
        self.reached.update(reached)
        print(f"{len(items)} tests of {items[0].nodeid.split('/')[1]}", file=self.out, flush=True)

    def _run_each(self, items: list[pytest.Item]) -> None:
        """Run tests up to the first that fails; each may take five times as long as it did without a mutation."""
        for item, following in zip(items, [*items[1:], _end(items[0].session)], strict=True):
            if self.failed:
                break
            self.now, self.itself = item.nodeid, False
            signal.alarm(int(PATIENCE + 5 * self.seconds[item.nodeid]) if item.nodeid in self.seconds else 0)
            _run(item, following)

    # --- which test reaches what ------------------------------------------------------------------
    def _find_functions(self) -> dict[tuple[Path, str], list[FunctionType]]:
        """Return the functions of the mutated modules; a decorated one is found behind its decorator."""
        paths = {str(self.folder / one.path): one.path for one in self.tried}
        for path in paths.values():  # views, and what only they import, are imported with the first page
            importlib.import_module(".".join(path.with_suffix("").parts[1:]).removesuffix(".__init__"))
        found = defaultdict(list)
        for thing in gc.get_objects():
            if isinstance(thing, FunctionType) and thing.__code__.co_filename in paths:
                found[paths[thing.__code__.co_filename], thing.__code__.co_qualname].append(thing)
        return found

    def _mark(self) -> None:
        self.functions = self._find_functions()
        for path in {one.path for one in self.tried}:
            code = marked((self.folder / path).read_bytes(), str(self.folder / path))
            for function in self._replaced(path, code):
                function.__globals__["_reached"] = self._reporter(path)

    def _reporter(self, path: Path) -> Any:
        def reached(line: int, column: int) -> None:
            by_test = self.reached[path, (line, column)]
            by_test[self.now] = by_test.get(self.now, False) or self.itself

        return reached

    def _replaced(self, path: Path, compiled: CodeType, only: str = "") -> Iterator[FunctionType]:
        """Give the functions of a module the code they have in `compiled`; yield those that were changed."""
        for code in codes(compiled):
            if not only or code.co_qualname == only:
                for function in self.functions.get((path, code.co_qualname), ()):
                    if function.__code__.co_firstlineno == code.co_firstlineno:
                        function.__code__ = code
                        yield function

    def chosen(self, mutation: Mutation) -> list[pytest.Item]:
        """Return the tests that reach a mutation, at most AT_MOST: those of its own room first, then those that reach
        it by themselves and not while they are set up, then the quick.

        Those that commit stand at the end: they empty the database.
        """
        by_test = self.reached[mutation.path, mutation.statement]

        def rank(name: str) -> tuple[bool, bool, float]:
            return not name.startswith(f"tests/{mutation.room}/"), not by_test[name], self.seconds[name]

        found = sorted(by_test, key=rank)[:AT_MOST]
        return sorted((self.items[name] for name in found), key=commits)

    # --- one mutation ------------------------------------------------------------------------------
    def _judge(self, mutation: Mutation) -> None:
        """Find out whether a test notices a mutation; one that no test reaches has no answer here."""
        tests = self.chosen(mutation)
        if not tests:
            return
        status = _forked(lambda: self._notices(mutation, tests))
        if status == LOST:
            raise RuntimeError(f"{mutation}: its function is not where it was")
        self.killed[mutation] = status != 0
        if status < 0 or any(commits(item) for item in tests):
            restore()
        if status == -signal.SIGALRM:
            print(f"{mutation} never ended", file=self.out, flush=True)
        if status == 0:
            print(f"{mutation} survived {len(tests)} tests", file=self.out, flush=True)

    def _notices(self, mutation: Mutation, tests: list[pytest.Item]) -> int:
        """Mutate this process and run `tests`; return 1 at the first that fails, 0 if all pass."""
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        text = mutation.apply((self.folder / mutation.path).read_bytes())
        code = compile(text, str(self.folder / mutation.path), "exec")
        if not list(self._replaced(mutation.path, code, mutation.function)):
            return LOST
        self._run_each(tests)
        return int(self.failed)


def _forked(work: Callable[[], int]) -> int:
    """Run `work` in a child process and return what it returned; the number of a signal, negative, if one ended it."""
    _close_connections()
    threads = [path.read_text().strip() for path in Path("/proc/self/task").glob("*/comm")]
    if len(threads) > 1:
        raise RuntimeError(f"threads run that no child process would have: {', '.join(threads)}")
    parent, child = os.getpid(), os.fork()
    if child == 0:
        code = 1
        try:
            end_with_parent(parent)
            code = work()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def commits(item: pytest.Item) -> bool:
    """Return whether a test commits what it writes, and empties the database behind itself."""
    mark = item.get_closest_marker("django_db")
    fixtures = getattr(item, "fixturenames", ())
    return bool(mark and mark.kwargs.get("transaction")) or "transactional_db" in fixtures or "live_server" in fixtures


def _run(item: pytest.Item, following: pytest.Item) -> None:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def _end(session: pytest.Session) -> pytest.Item:
    """Return what follows the last test: only what belongs to the whole session stays set up."""
    return cast(pytest.Item, session)


# --- the database ----------------------------------------------------------------------------------
def _close_connections() -> None:
    from django.db import connections  # needs settings, which the tests' conftest makes

    connections.close_all()


def snapshot() -> None:
    """Keep a copy of the tests' database."""
    _close_connections()
    _copy(DATABASE, SNAPSHOT)


def restore() -> None:
    """Put the tests' database back as it was."""
    _copy(SNAPSHOT, DATABASE)


def _copy(source: str, target: str) -> None:
    with psycopg.connect(os.environ["JEJARING_TEST_SERVER"], autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(target)))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(target), sql.Identifier(source)))


def run(folder: Path, tried: list[Mutation], tests: list[str]) -> Bench:
    """Run `tests` in this process, then judge the mutations that stand in a function."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    bench = Bench(folder, tried, out)
    bench.failed |= pytest.main([*OPTIONS, *tests], plugins=[bench]) != pytest.ExitCode.OK
    return bench


FAST = "not browser and not office and not kills and not solver and not slow"
OPTIONS = ["-q", "-p", "no:cacheprovider", "--reuse-db", "--hypothesis-profile=fast", "-m", FAST]
