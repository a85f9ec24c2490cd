"""`jejaring backup`, `backup-key` and `restore`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from jejaring.console import terminal
from jejaring.console.terminal import Refused

NOWHERE = (
    "Where to, and who may open it? Write `jejaring backup TARGET --to age1…`, "
    "or set JEJARING_BACKUP_TO and JEJARING_BACKUP_KEY."
)
Installation = Callable[[argparse.Namespace], AbstractContextManager[None]]


def add_commands(commands: terminal.Commands, installation: Installation) -> None:
    """Add the commands; `installation` loads the one that is meant."""
    key = terminal.add(commands, "backup-key", make_key)
    key.add_argument("file", type=Path, metavar="FILE", help="where to write it; keep it elsewhere than the backups")
    made = terminal.add(commands, "backup", within(installation, back_up))
    made.add_argument(
        "target", metavar="TARGET", nargs="?", help="a folder, or s3://BUCKET/PREFIX (JEJARING_BACKUP_TO)"
    )
    made.add_argument(
        "--to", action="append", metavar="age1…", help="public key that opens it; may be repeated (JEJARING_BACKUP_KEY)"
    )
    made.add_argument(
        "--keep",
        type=terminal.whole(0),
        metavar="N",
        help="keep the newest N, 0: all (JEJARING_BACKUP_KEEP; 0 elsewhere)",
    )
    back = terminal.add(commands, "restore", within(installation, restore))
    back.add_argument("backup", metavar="BACKUP", help="FOLDER/NAME, or s3://BUCKET/PREFIX/NAME")
    back.add_argument("--key", type=Path, required=True, metavar="FILE", help="file with the private key")
    back.set_defaults(data=None)
    made.add_argument("--data", type=Path, help="folder of a demo; without it what the environment names")


def within(installation: Installation, run: terminal.Command) -> terminal.Command:
    """Return a command that runs with an installation loaded, and whose files only their owner can read."""

    def command(arguments: argparse.Namespace) -> int:
        os.umask(0o077)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # removing what is unfinished
        with installation(arguments):
            return run(arguments)

    command.__doc__ = run.__doc__
    return command


def make_key(arguments: argparse.Namespace) -> int:
    """Make the key that opens backups, and print its public part, which `backup --to` asks for."""
    from jejaring.config.backups import keys

    terminal.say(keys.make_key(arguments.file))
    return 0


def back_up(arguments: argparse.Namespace) -> int:
    """Write database, files and keys of the installation into one encrypted file; exit with 1 if a file is lost."""
    from django.conf import settings

    from jejaring.config.backups import keys
    from jejaring.config.backups.making import back_up as make
    from jejaring.operation import places

    target, to = arguments.target or settings.BACKUP_TO, arguments.to or settings.BACKUP_KEYS
    if not target or not to:
        raise Refused([NOWHERE])
    keep = settings.BACKUP_KEEP if arguments.keep is None and target == settings.BACKUP_TO else arguments.keep or 0
    recipients = keys.read_recipients(to)
    try:
        place = places.place_at(target, settings.ENV["JEJARING_S3_ENDPOINT"])
        made = make(settings.ENV["DATABASE_URL"], place, recipients, keep=keep, at=datetime.now(UTC))
    except (OSError, *places.UNREACHABLE) as fault:
        raise Refused([f"{target}: the backup was not made: {fault}"]) from fault
    terminal.say(f"backup: {made.name}; {made.files} files, ledger head {made.ledger_head}")
    _say_each(f"removed: {name}" for name in made.removed)
    _say_each(f"lost before the backup: file {sha256}" for sha256 in made.lost)
    return 1 if made.lost else 0


def restore(arguments: argparse.Namespace) -> int:
    """Bring a backup back into an empty database and data folder, and verify it; exit with 1 if something is wrong."""
    from django.conf import settings

    from jejaring.config.backups import keys
    from jejaring.config.backups.restoring import restore as bring_back
    from jejaring.operation import places

    identities = keys.read_identities(arguments.key)
    try:
        place, name = places.backup_at(arguments.backup, settings.ENV["JEJARING_S3_ENDPOINT"])
        with place.fetched(name) as sealed:
            restored = bring_back(sealed, settings.ENV["DATABASE_URL"], identities)
    except (OSError, *places.UNREACHABLE) as fault:
        raise Refused([f"{arguments.backup}: nothing was restored: {fault}"]) from fault
    _say_each(restored.faults)
    manifest = restored.manifest
    state = "not valid" if restored.faults else "valid"
    terminal.say(
        f"restored: {state}; of {manifest.made_at}, {len(manifest.members)} files, {manifest.ledger_entries} entries, "
        f"ledger head {manifest.ledger_head}"
    )
    return 1 if restored.faults else 0


def _say_each(lines: Iterable[str]) -> None:
    for line in lines:
        terminal.say(line)
