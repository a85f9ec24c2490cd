"""`jejaring account`: what an operator does for an account that is leaked, or whose person is locked out."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager

from jejaring.console import terminal

Installation = Callable[[argparse.Namespace], AbstractContextManager[None]]


def add_commands(commands: terminal.Commands, installation: Installation) -> None:
    """Add the commands; `installation` loads the one that is meant."""
    parsers = [
        terminal.add(commands, name, _within(installation, run))
        for name, run in (
            ("show", show),
            ("lock", lock),
            ("unlock", unlock),
            ("ask-factor-reset", ask_factor_reset),
        )
    ]
    for parser in parsers:
        parser.add_argument("address", metavar="ADDRESS", help="e-mail address of the account")
        parser.set_defaults(data=None)
    parsers[-1].add_argument("--reason", required=True, help="how it was made sure who asks; shown to who confirms")


def _within(installation: Installation, run: terminal.Command) -> terminal.Command:
    """Return a command that runs with an installation loaded, and refuses in a line of its own."""

    def command(arguments: argparse.Namespace) -> int:
        with installation(arguments):
            from django.utils.translation import override

            from jejaring.kit.refusal import Refusal
            from jejaring.people import queries

            with override("en"):
                arguments.person = queries.person_at(arguments.address)
                if arguments.person is None:
                    raise terminal.Refused([f"There is no account {arguments.address}."])
                try:
                    return run(arguments)
                except Refusal as refusal:
                    raise terminal.Refused([f"{arguments.address}: {refusal}"]) from refusal

    command.__doc__ = run.__doc__
    return command


def show(arguments: argparse.Namespace) -> int:
    """Print the state of an account: open or closed, its sessions, its second factors."""
    from jejaring.people import queries

    person = arguments.person
    person.refresh_from_db()
    factors = ", ".join(sorted({str(one.type) for one in queries.factors_of(person)})) or "none"
    sessions = len(queries.sessions_of(person, here=None))
    state = "open" if person.is_active else "closed"
    terminal.say(f"{person.email}: {state}; sessions: {sessions}; second factors: {factors}")
    return 0


def lock(arguments: argparse.Namespace) -> int:
    """Close an account that somebody else may have got hold of: its sessions end, its password opens nothing."""
    from jejaring.kit import clock
    from jejaring.people import actions

    ended = actions.lock(arguments.person, by=None, at=clock.now())
    terminal.say(f"locked; sessions ended: {ended}")
    return show(arguments)


def unlock(arguments: argparse.Namespace) -> int:
    """Open an account again that was locked; its person chooses a new password at "Forgotten your password?"."""
    from jejaring.kit import clock
    from jejaring.people import actions

    actions.unlock(arguments.person, by=None, at=clock.now())
    terminal.say("unlocked")
    return show(arguments)


def ask_factor_reset(arguments: argparse.Namespace) -> int:
    """Ask that the second factors of someone locked out be removed; a person of the secretariat confirms it."""
    from django.conf import settings
    from django.urls import reverse

    from jejaring.kit import clock
    from jejaring.people import actions

    asked = actions.ask_factor_reset(arguments.person, reason=arguments.reason, by=None, at=clock.now())
    page = settings.PUBLIC_URL + reverse("people:factor_reset", args=[asked.pk])
    terminal.say(f"asked; a person of the secretariat confirms it by {asked.expires_on}: {page}")
    return 0
