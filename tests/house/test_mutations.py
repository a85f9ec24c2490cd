"""What `make mutate` changes: which pieces of a module, in which function, and how it finds what a test reaches."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.processes import on_linux, processes
from tests.waiting import AMPLE, until

ROOT = Path(__file__).parents[2]
MODULE = '''"""Words stay."""

LIMIT: int = 3


class Rule:
    def holds(self, amount: int, least: int = 1) -> bool:
        """Words stay."""
        if amount < least:
            return False
        return all(amount > 2 for _ in "x")
'''


@pytest.fixture
def mutated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the module under test, with one small module as the tree."""
    monkeypatch.syspath_prepend(ROOT / "scripts")
    module = importlib.import_module("mutations")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    (tmp_path / "rules.py").write_text(MODULE, encoding="utf-8")
    return module


def test_what_is_evaluated_is_changed_and_named_by_its_function(mutated: Any) -> None:
    found = [(one.line, one.before, one.after, one.function) for one in mutated.mutations(Path("rules.py"))]
    assert found == [
        (3, "3", "4", ""),
        (7, "1", "2", ""),
        (9, "amount < least", "False", "Rule.holds"),
        (9, "amount < least", "(amount <= least)", "Rule.holds"),
        (10, "False", "True", "Rule.holds"),
        (11, 'all(amount > 2 for _ in "x")', "None", "Rule.holds"),
        (11, "amount > 2", "(amount >= 2)", "Rule.holds"),
        (11, "2", "3", "Rule.holds"),
    ]


def test_a_changed_module_differs_in_that_piece_only(mutated: Any) -> None:
    last = mutated.mutations(Path("rules.py"))[-1]
    assert last.apply(MODULE.encode()) == MODULE.replace("amount > 2", "amount > 3")


def test_each_statement_of_a_function_reports_that_it_is_reached(mutated: Any) -> None:
    reached: list[tuple[int, int]] = []
    names: dict[str, Any] = {"_reached": lambda *place: reached.append(place)}
    exec(mutated.marked(MODULE.encode(), "rules.py"), names)  # noqa: S102  # our own module
    assert reached == []
    assert names["Rule"]().holds(3) is True
    assert reached == [(8, 8), (9, 8), (11, 8)]
    statements = {one.statement for one in mutated.mutations(Path("rules.py")) if one.function}
    assert statements == {(9, 8), (10, 12), (11, 8)}


@on_linux
@pytest.mark.kills
def test_a_run_that_is_told_to_end_leaves_no_database_behind(open_folder: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("JEJARING", "DATABASE"))}
    run = subprocess.Popen(
        [sys.executable, "scripts/mutate.py", "engines/lifecycle", "--every", "1000"],
        cwd=ROOT,
        env={**environment, "TMPDIR": str(open_folder), "JEJARING_MODE": "development"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: run.poll() is not None or bool(processes("postgres", "jejaring", str(open_folder))))
    os.kill(run.pid, signal.SIGTERM)
    assert run.wait(AMPLE) == 128 + signal.SIGTERM
    assert list(open_folder.iterdir()) == []
    until(lambda: processes(str(open_folder)) == [])
