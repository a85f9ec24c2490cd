"""`jejaring setup`: from a file, by questions, or `--check`: what is still missing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from jejaring.cities.models import Organisation, Region
from jejaring.console import terminal
from jejaring.kit import clock
from jejaring.membership.models import Organ
from jejaring.setup import queries
from jejaring.setup.actions import Step, carry_out, load_reference
from jejaring.setup.plan import Known, read_plan
from jejaring.setup.questions import asked_steps

UNSETTLED = ("differs", "refused")


def run(file: Path | None, *, check: bool, print_link: bool) -> int:
    """Set the installation up; return 1 if something differs, is refused or, for `check`, is missing.

    Raises terminal.Refused for a file that cannot be read and for questions that nobody answers.
    """
    with override("en"):
        if check:
            return _check()
        terminal.say(_line(load_reference()))
        on, at = clock.today(), clock.now()
        steps = carry_out(read_plan(file, known()), on=on, at=at) if file else asked_steps(on=on, at=at)
        code = _print(steps, print_link=print_link)
        _check()
    return code


def known() -> Known:
    """Return what a plan may name."""
    codes = [*Region.objects.values_list("pk", flat=True)]
    return Known(codes, [*Organ.objects.values_list("pk", flat=True)])


def _line(step: Step) -> str:
    return f"{step.state:<8} {step.what}"


def _print(steps: Iterable[Step], *, print_link: bool) -> int:
    """Print steps as they are done, and the link of an invitation that no letter brings; return the exit code."""
    silent = getattr(settings, "EMAIL_FILE_PATH", None)
    code = 0
    for step in steps:
        terminal.say(_line(step))
        code = 1 if step.state in UNSETTLED else code
        if step.link and (print_link or silent):
            terminal.say(f"         open this link to accept it, once: {step.link}")
        elif step.link:
            terminal.say("         the worker sends the invitation (`jejaring work` or `jejaring serve`)")
    return code


def _check() -> int:
    """Print what is still missing; return 1 if something is."""
    on = clock.today()
    left = queries.missing(queries.installation_lines(on=on))
    if network := Organisation.objects.filter(kind=Organisation.Kind.NETWORK).first():
        of_people = queries.missing(queries.secretariat_lines(network, on=on))
    else:
        of_people = []
    for line in left:
        terminal.say(f"missing  {line.title}")
    for line in of_people:
        terminal.say(f"missing  {line.title} (for the secretariat)")
    if of_people:
        with override(settings.LANGUAGE_CODE):
            page = f"{settings.PUBLIC_URL}{reverse('setup:prepare')}"
        terminal.say(f"The secretariat is led through its part at {page}")
    if not left and not of_people:
        terminal.say("setup: valid; nothing is missing")
    return 1 if left or of_people else 0
