"""The console script `jejaring`. Commands that need no web project do not load it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

Command = Callable[[argparse.Namespace], int]


@contextmanager
def database() -> Iterator[None]:
    """Have DATABASE_URL point at a running server: one's own, or the embedded one, started if need be."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    from jejaring.config.embedded import Cluster

    cluster = Cluster(Path(os.environ.get("JEJARING_DATA", "var/data")) / "postgres")
    ours = not cluster.is_running()
    cluster.start()
    os.environ["DATABASE_URL"] = cluster.url
    try:
        yield
    finally:
        del os.environ["DATABASE_URL"]
        if ours:
            cluster.stop()


def django_setup() -> None:
    """Load the web project."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jejaring.config.settings")
    django.setup()


def migrate(arguments: argparse.Namespace) -> int:
    """Bring the database to this version's shape."""
    from django.core.management import call_command

    with database():
        django_setup()
        call_command("migrate", verbosity=1)
        call_command("createcachetable")
    return 0


def manage(arguments: argparse.Namespace) -> int:
    """Run one of Django's own commands."""
    from django.core.management import execute_from_command_line

    with database():
        django_setup()
        execute_from_command_line(["jejaring manage", *arguments.rest])
    return 0


def ledger_verify(arguments: argparse.Namespace) -> int:
    """Walk the ledger's chain; exit with 1 if a byte has changed."""
    with database():
        django_setup()
        from jejaring.ledger import queries

        faults = list(queries.faults())
        for fault in faults:
            print(fault.sentence)
        head = queries.head()
        if head and not faults:
            print(f"ledger: {head.number} entries, unbroken; head {head.hash}")
        elif not faults:
            print("ledger: empty")
    return 1 if faults else 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    root = argparse.ArgumentParser(prog="jejaring", description="The working platform of a network of cities.")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add(commands, "migrate", migrate)
    django_command = _add(commands, "manage", manage)
    django_command.add_argument("rest", nargs=argparse.REMAINDER, help="the command and its arguments")
    ledger = commands.add_parser("ledger", help="the record of everything that was done")
    _add(ledger.add_subparsers(required=True, metavar="WHAT"), "verify", ledger_verify)
    return root


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Command
) -> argparse.ArgumentParser:
    says = (run.__doc__ or "").strip().splitlines()[0]
    added = commands.add_parser(name, help=says, description=says)
    added.set_defaults(run=run)
    return added


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    arguments = parser().parse_args(argv)
    run: Command = arguments.run
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
