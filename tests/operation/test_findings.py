"""Checks run side by side, each no longer than it may; what fails is what was found."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from jejaring.operation.findings import Check, Finding, Level, error, ok, run, run_in_order, warning, worst


def found(level: Level, text: str, advice: str = "", name: str = "one") -> Finding:
    return Finding(level, text, advice, name)


def test_findings_carry_the_name_of_their_check_and_come_in_the_order_of_the_checks() -> None:
    checks = [Check("one", lambda: [ok("sound"), warning("old", "renew it")], ""), Check("two", list, "")]
    assert run(checks) == [found(Level.OK, "sound"), found(Level.WARNING, "old", "renew it")]


def test_what_a_check_raises_is_an_error_after_what_it_has_found_before() -> None:
    def look() -> Iterator[Finding]:
        yield ok("begun")
        raise OSError("the disk is away\nsecond line")

    assert run([Check("one", look, "mount it")]) == [
        found(Level.OK, "begun"),
        found(Level.ERROR, "OSError: the disk is away", "mount it"),
    ]


def test_a_check_that_hangs_is_told_and_left_and_not_begun_again_while_it_hangs() -> None:
    silence, begun = threading.Event(), []

    def look() -> list[Finding]:
        begun.append(1)
        silence.wait()
        return [ok("answered")]

    check = Check("silent", look, "wake it", seconds=0.05)
    late = found(Level.ERROR, "no answer within 0.05 seconds", "wake it", "silent")
    try:
        assert (run([check]), run([check])) == ([late], [late])
        assert len(begun) == 1
    finally:
        silence.set()
    for thread in threading.enumerate():
        if thread.name == "check of silent":
            thread.join()
    patient = Check("silent", look, "wake it", seconds=60)
    assert run([patient]) == [found(Level.OK, "answered", name="silent")]


def test_what_needs_a_broken_check_is_not_looked_at() -> None:
    database = Check("database", lambda: [error("away", "start it")], "")
    shape = Check("migrations", lambda: [ok("whole")], "", needs="database")
    queue = Check("queue", lambda: [ok("works")], "", needs="migrations")
    disk = Check("disk", lambda: [ok("free")], "")
    assert run_in_order([database, shape], [queue, disk]) == [
        found(Level.ERROR, "away", "start it", "database"),
        found(Level.WARNING, "not looked at, for there is an error in: database", "mend that first", "migrations"),
        found(Level.WARNING, "not looked at, for there is an error in: migrations", "mend that first", "queue"),
        found(Level.OK, "free", name="disk"),
    ]


def test_the_worst_finding_counts() -> None:
    assert [worst(some) for some in ([], [ok("")], [warning("", ""), ok("")], [error("", ""), warning("", "")])] == [
        *(Level.OK, Level.OK),
        *(Level.WARNING, Level.ERROR),
    ]
