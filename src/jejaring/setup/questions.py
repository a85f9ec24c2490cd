"""Setting up by questions: each answer is read as the file's is; a wrong one is explained and asked for again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings

from engines.values.errors import InvalidValues
from engines.values.objects import Keys
from engines.values.scalars import Reader
from jejaring.cities.models import Office, Organisation
from jejaring.cities.queries import SECRETARIAT, seats_of, the_network
from jejaring.console import terminal
from jejaring.membership.models import NumberSeries
from jejaring.setup import plan
from jejaring.setup.actions import Step, carry_out
from jejaring.setup.plan import OfficePlan, Plan, RegisterPlan, SecretaryPlan

LABELS = {
    "name": "Name",
    "short_name": "Short name",
    "slug": "Its word in addresses of this site",
    "seat": "Place that letters are dated from",
    "address": "Postal address",
    "phone": "Telephone",
    "email": "E-mail address",
    "website": "Website, such as https://jejaring.example",
    "letter_unit": "Unit code in letter numbers, such as SEK",
    "letter_pattern": "Pattern of letter numbers, such as {klasifikasi}/{nomor_urut}/{kode_unit}/{tahun}",
    "time_zone": "Time zone",
    "opening_count": "How many members are older than this register",
    "source": "Who states that count (decision or report, with its date)",
    "source_url": "Address of that source",
    "language": "Language of the letter (id or en)",
}
WHOLE_NUMBERS = ("opening_count",)
OFFICES = (
    (Office.Role.PRESIDENT, "Presiden", 1),
    (Office.Role.TREASURER, "Bendahara", 1),
    (Office.Role.EXECUTIVE, "Anggota Pengurus", 15),
)
LEFT_OUT = "-"


def asked_steps(*, on: date, at: datetime) -> Iterator[Step]:
    """Ask for what is not there yet, part by part, do each at once, and yield what it has come to.

    It can be stopped at any question: what is done stays, and is not asked for again. Raises terminal.Refused if it
    is stopped, or nobody is there to answer.
    """
    terminal.say(f"Enter accepts what is in brackets; {LEFT_OUT} leaves an answer out; Ctrl-C stops.")
    try:
        for part in (_network(), _register(), _secretary(on, at)):
            for found in part:
                yield from carry_out(found, on=on, at=at)
    except (EOFError, KeyboardInterrupt) as stopped:
        kept = "Stopped. What was done stays, and the next `jejaring setup` goes on from there."
        raise terminal.Refused(["", kept], terminal.STOPPED) from stopped
    yield from carry_out(Plan(signer=settings.SIGNER), on=on, at=at)


def _network() -> Iterator[Plan]:
    """Yield the network and its offices as they are answered, unless there is a network."""
    there = Organisation.objects.filter(kind=Organisation.Kind.NETWORK).first()
    if there:
        terminal.say(f"\nThe network: {there.name}; it is there.")
        return
    terminal.say("\nThe network")
    facts = _asked(plan.NETWORK, {"name": settings.NETWORK_NAME, "time_zone": settings.TIME_ZONE})
    yield Plan(network=facts)
    terminal.say("\nIts offices besides the secretariat, by their titles in Indonesian")
    for role, word, seats in OFFICES:
        reader = plan.OFFICE["title"].read
        title = _answer(str(role.label).capitalize(), reader, f"{word} {facts['short_name']}", required=False)
        if title:
            yield Plan(offices=(OfficePlan(role.value, title, seats),))


def _register() -> Iterator[Plan]:
    """Yield the register's opening count as it is answered, unless the register is open."""
    series = NumberSeries.objects.first()
    if series and (series.source or series.last_number):
        terminal.say(f"\nThe register: opened with {series.opening_count} members.")
        return
    terminal.say("\nThe register of members")
    yield Plan(register=RegisterPlan(**_asked(plan.REGISTER, {"opening_count": "0"})))


def _secretary(on: date, at: datetime) -> Iterator[Plan]:
    """Yield the first secretary as answered or as invited already, unless somebody holds the secretariat."""
    seats = [seat for seat in seats_of(the_network(), on=on) if seat.office.role in SECRETARIAT]
    if any(seat.now for seat in seats):
        terminal.say("\nThe secretariat: held.")
        return
    terminal.say("\nThe first secretary, who is invited")
    invited = [one.invitation for seat in seats for one in seat.invited if one.invitation.expires_at > at]
    if invited:
        yield Plan(secretary=SecretaryPlan(invited[0].name, invited[0].email, invited[0].language))
    else:
        yield Plan(secretary=SecretaryPlan(**_asked(plan.SECRETARY, {"language": "id"})))


def _asked(keys: Keys, usual: Mapping[str, str]) -> dict[str, Any]:
    """Return the answers to the questions of these keys; those that are left out are not in it."""
    found: dict[str, Any] = {}
    for name, key in keys.items():
        default = found["name"] if name == "short_name" else usual.get(name, "")
        read = _pattern(found) if name == "letter_pattern" else key.read
        answer = _answer(LABELS[name], read, default, required=key.required, number=name in WHOLE_NUMBERS)
        if answer is not None:
            found[name] = answer
    return found


def _pattern(facts: Mapping[str, Any]) -> Reader[str]:
    """Return a reader of a pattern of letter numbers by which letters with these facts can be numbered."""
    return lambda value, key: str(plan.network({**facts, "letter_pattern": value}, key)["letter_pattern"])


def _answer(label: str, read: Reader[Any], default: str, *, required: bool, number: bool = False) -> Any:
    """Return an answer once it can be read, or None for one that is left out."""
    shown = f" [{default}]" if default else "" if required else f" [{LEFT_OUT}]"
    while True:
        typed = input(f"  {label}{shown}: ").strip() or default
        if typed in ("", LEFT_OUT):
            if not required:
                return None
            terminal.say("    This answer is needed.")
            continue
        try:
            return read(int(typed) if number and typed.isascii() and typed.isdecimal() else typed, "")
        except InvalidValues as wrong:
            for error in wrong.errors:
                terminal.say(f"    {error.message}")
