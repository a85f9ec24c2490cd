"""Checks, what they find, and running them: each in a thread of its own, for as long as it may take and no longer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from time import monotonic
from typing import ClassVar

from django.db import connections

from jejaring.kit.refusal import Unavailable

SECONDS = 10.0


class Level(StrEnum):
    """How good a finding is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, in a sentence, and what to do about it, if anything."""

    level: Level
    found: str
    advice: str = ""
    name: str = ""  # of the check


def ok(found: str) -> Finding:
    """Return what is as it should be."""
    return Finding(Level.OK, found)


def warning(found: str, advice: str) -> Finding:
    """Return what works and should be looked at."""
    return Finding(Level.WARNING, found, advice)


def error(found: str, advice: str) -> Finding:
    """Return what does not work."""
    return Finding(Level.ERROR, found, advice)


@dataclass(frozen=True, slots=True)
class Check:
    """Looks at one thing. `advice` is given when it fails or takes longer than `seconds`."""

    name: str
    look: Callable[[], Iterable[Finding]]
    advice: str
    seconds: float = SECONDS
    late: Level = Level.ERROR
    needs: str = ""  # name of the check without which this one makes no sense


class _Attempt:
    """One check under way, in a thread that is left behind where it takes too long.

    While such a thread still hangs, the check is not begun again: a silent server costs one thread per check.
    """

    left_behind: ClassVar[dict[str, threading.Thread]] = {}

    def __init__(self, check: Check) -> None:
        self._check, self._found = check, list[Finding]()
        self._until = monotonic() + check.seconds
        self._own = threading.Thread(target=self._look, daemon=True, name=f"check of {check.name}")
        before = self.left_behind.get(check.name)
        self._thread = before if before is not None and before.is_alive() else self._own
        if self._thread is self._own:
            self._own.start()

    def _look(self) -> None:
        try:
            for one in self._check.look():
                self._found.append(one)
        except Exception as fault:  # whatever a check meets is what it has found
            self._found.append(error(_sentence(fault), self._check.advice))
        finally:
            connections.close_all()

    def findings(self) -> list[Finding]:
        """Wait for the check, within its limit; return what it has found, by its name."""
        check = self._check
        self._thread.join(max(0.0, self._until - monotonic()))
        found = [*self._found]
        if self._thread.is_alive() or self._thread is not self._own:
            self.left_behind[check.name] = self._thread
            found.append(Finding(check.late, f"no answer within {check.seconds:g} seconds", check.advice))
        return [replace(one, name=one.name or check.name) for one in found]


def run(checks: Sequence[Check]) -> list[Finding]:
    """Run all checks side by side; return what they find, in their order."""
    attempts = [_Attempt(check) for check in checks]
    return [finding for attempt in attempts for finding in attempt.findings()]


def run_in_order(gates: Sequence[Check], others: Sequence[Check]) -> list[Finding]:
    """Run `gates` one after another, then the others; what needs a check that found an error is not looked at."""
    found, broken = list[Finding](), set[str]()
    for gate in gates:
        at_it = run([_unless(broken, gate)])
        found += at_it
        if worst(at_it) == Level.ERROR or gate.needs in broken:
            broken.add(gate.name)
    return found + run([_unless(broken, one) for one in others if not {one.name, one.needs} <= broken])


def _unless(broken: Collection[str], check: Check) -> Check:
    """Return a check, or one that looks at nothing where what it needs is broken."""
    if check.needs not in broken:
        return check
    found = warning(f"not looked at, for there is an error in: {check.needs}", "mend that first")
    return replace(check, look=lambda: [found])


def worst(found: Sequence[Finding]) -> Level:
    """Return the level of the worst finding; ok if there is none."""
    order = [Level.OK, Level.WARNING, Level.ERROR]
    return max((one.level for one in found), key=order.index, default=Level.OK)


def _sentence(fault: BaseException) -> str:
    """Return what went wrong as an operator reads it: where readers are told less, the cause of that."""
    if isinstance(fault, Unavailable) and fault.__cause__:
        fault = fault.__cause__
    words = str(fault).strip().splitlines()
    return f"{type(fault).__name__}: {words[0]}" if words else type(fault).__name__
