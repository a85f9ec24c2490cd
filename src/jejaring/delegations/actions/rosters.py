"""Rosters of delegations: read from a table in part, and undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jejaring.delegations import rosters
from jejaring.documents.actions import store_upload
from jejaring.files import storage
from jejaring.imports import MOST_ERRORS, CellProblem, RowError
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person
from jejaring.registration import seats
from jejaring.registration.actions.registrations import register
from jejaring.registration.models import Delegation, Registration, RosterImport
from jejaring.registration.queries.people import ACTIVE

State = RosterImport.State


@transaction.atomic
def load_roster(delegation: Delegation, file: UploadedFile[Any], *, by: Person, at: datetime) -> RosterImport:
    """Name the people of a table: right rows are registered, the others kept with what is wrong.

    Who is in the delegation already, by name, is not named twice; beyond the seats people are on the waiting list.
    Raises Refusal unless the delegation comes, or (field "file") if no column of names is found.
    """
    seats.lock(delegation.group_id)
    delegation = Delegation.objects.select_related("event", "group").get(pk=delegation.pk)
    if delegation.state != Delegation.State.ACCEPTED:
        raise Refusal(_("Accept the invitation first; then the delegation is named."))
    roster = RosterImport.objects.create(delegation=delegation, at=at, by=by)
    roster.file = store_upload(file, record=roster, by=by, at=at)
    reading = rosters.read(storage.get(roster.file.sha256))
    named, known, errors = _name(delegation, reading.rows, reading.mapping["name"], by=by, at=at)
    roster.registrations.set(named)
    roster.accepted, roster.known, roster.faulty = len(named), known, reading.faulty + len(errors)
    roster.errors = [one.as_json() for one in [*reading.errors, *errors][:MOST_ERRORS]]
    roster.encoding, roster.mapping = reading.encoding, reading.mapping
    roster.save()
    data = {"accepted": roster.accepted, "known": known, "errors": roster.faulty}
    record("registration.load_roster", roster, by=by, at=at, data=data)
    return roster


def _name(
    delegation: Delegation, rows: list[rosters.Row], heading: str, *, by: Person, at: datetime
) -> tuple[list[Registration], int, list[RowError]]:
    """Register the people of a table; return them, how many were there already, and the rows that were refused."""
    there = delegation.registrations.filter(state__in=ACTIVE)
    names = {one.casefold() for one in there.values_list("name", flat=True)}
    has_head = there.filter(role=Registration.Role.HEAD).exists()
    named, known, errors = list[Registration](), 0, list[RowError]()
    for row in rows:
        entrant, is_head = row.entrant, row.entrant.role == Registration.Role.HEAD
        if entrant.name.casefold() in names:
            known += 1
        elif is_head and has_head:
            sentence = gettext_noop("“%(text)s”: this delegation has a head already")
            problem = CellProblem(heading, sentence, {"text": entrant.name[:40]})
            errors.append(RowError(row.line, entrant.name, (problem,)))
        else:
            named.append(
                register(delegation.event, entrant, group=delegation.group, delegation=delegation, by=by, at=at)
            )
            names.add(entrant.name.casefold())
            has_head = has_head or is_head
    return named, known, errors


@transaction.atomic
def undo_roster(roster: RosterImport, *, by: Person, at: datetime) -> RosterImport:
    """Withdraw the people that a roster brought and that are still in the delegation; their seats are free.

    Raises Refusal if it was undone already, or one of them has been replaced or merged since.
    """
    seats.lock(roster.delegation.group_id)
    undone = RosterImport.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if undone.state != State.LOADED:
        raise Refusal(_("This roster has been undone already."))
    brought = list(undone.registrations.order_by("-state", "pk"))
    if any(one.state in (Registration.State.REPLACED, Registration.State.MERGED) for one in brought):
        raise Refusal(_("Somebody of this roster has been replaced since. Withdraw the others one by one."))
    for one in brought:
        if one.state in ACTIVE:
            seats.free(one, "cancel", at=at)
    undone.state = State.UNDONE
    undone.save(update_fields=["state"])
    record("registration.undo_roster", undone, by=by, at=at, data={"people": len(brought)})
    return undone
