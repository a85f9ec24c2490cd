"""`jejaring upgrade`: to this version's shape, a backup first; with `--check` only what it would do."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jejaring.config.backups.commands import Installation, back_up, within
from jejaring.console import language, terminal
from jejaring.console.terminal import Refused

if TYPE_CHECKING:
    from jejaring.config.upgrade.forecast import Line

NOTHING = "upgrade: nothing to do; database, static files and settings are of this version"
EMPTY = "The database is empty; run `jejaring migrate` first, or `jejaring restore`."
STOPPED = (
    "Those before it stay. Mend what it names and run `jejaring upgrade` again, "
    "or install the version of before and restore the backup."
)
RESTART = "Start web and worker now, or restart them where they ran on: what was started before is of the old version."
ONLY_AFTERWARDS = ("queue", "https")  # findings about what stands still during an upgrade


def add_commands(commands: terminal.Commands, installation: Installation) -> None:
    """Add the command; `installation` loads the one that is meant."""
    added = terminal.add(commands, "upgrade", within(installation, upgrade))
    added.add_argument(
        "--check", action="store_true", help="print what it would do (exit code 1 if anything, 2 if it cannot)"
    )
    added.add_argument("--without-backup", action="store_true", help="make no backup first")
    added.add_argument("--data", type=Path, help="folder of a demo; without it what the environment names")


def upgrade(arguments: argparse.Namespace) -> int:
    """Bring an installation to this version, after a backup; --check prints what it would do."""
    from jejaring.config.upgrade import forecast
    from jejaring.operation.checks.database import is_empty

    if is_empty():
        raise Refused([EMPTY])
    lines = forecast.forecast(backed_up=arguments.without_backup)
    _print(lines)
    refused = [one for one in lines if one.state == forecast.State.REFUSED]
    to_do = [one for one in lines if one.state == forecast.State.NEW]
    if refused:
        raise Refused(f"The upgrade cannot begin: {one.text}." for one in refused)
    if not to_do:
        terminal.say(NOTHING)
        return 0
    if arguments.check:
        terminal.say(f"upgrade: {len(to_do)} things to do; `jejaring upgrade` does them")
        return 1
    return _carry_out(with_backup=any(one.subject == "backup" for one in to_do))


def _carry_out(*, with_backup: bool) -> int:
    from django.db import DatabaseError

    from jejaring.config.upgrade import doing, forecast

    if with_backup and (code := back_up(argparse.Namespace(target=None, to=None, keep=None))):
        raise Refused(["The backup is not whole, so nothing was changed; see above, or add --without-backup."], code)
    try:
        doing.migrate(verbosity=1)
    except DatabaseError as fault:
        raise Refused([f"A migration failed and was rolled back: {fault}", STOPPED]) from fault
    doing.load_reference_data()
    for po in forecast.stale_catalogues():
        po.with_suffix(".mo").write_bytes(forecast.compiled(po))
    doing.collect_static_files()
    return _look_at_it()


def _look_at_it() -> int:
    """Print what the doctor finds; return 1 if it is an error, apart from what stands still until it is started."""
    from jejaring.operation import doctor, report
    from jejaring.operation.findings import Level

    found = [one for one in doctor.findings() if one.name not in ONLY_AFTERWARDS and one.level != Level.OK]
    code = report.report(found, as_json=False) if found else 0
    terminal.say(f"upgrade: done; the doctor has found {len(found) or 'nothing'} to look at")
    terminal.say(RESTART)
    return code


def _print(lines: Sequence[Line]) -> None:
    for row in language.aligned([(one.state, one.subject, one.text) for one in lines], left=3):
        terminal.say(row)
