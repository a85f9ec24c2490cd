"""The calendar of obligations: entered by the daily round, fulfilled by members."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.cities.queries import holders_of
from jejaring.documents.actions import store_upload
from jejaring.kit import words
from jejaring.kit.days import Limit, refuse_outside, today_is
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.membership.actions import standing
from jejaring.membership.models import Decision, Membership, Obligation
from jejaring.membership.queries import obligations as queries
from jejaring.membership.queries.members import KEEPERS
from jejaring.notices.actions import notify
from jejaring.notices.models import Words
from jejaring.people.models import Person

Kind = Obligation.Kind


def daily_round(on: date, at: datetime) -> int:
    """Enter the year's obligations, remind, and propose decisions on what is overdue; return the number of changes.

    Doing it again on the same day does nothing. Each change is a transaction of its own, so that one
    that fails does not undo the others.
    """
    return _enter(on, at) + _remind(on, at) + _propose(on, at)


@transaction.atomic
def raise_obligation(
    membership: Membership, kind: Obligation.Kind, year: int, due_on: date, *, on: date, at: datetime
) -> Obligation | None:
    """Enter an obligation into the calendar; return None if it is there already."""
    obligation, new = Obligation.objects.get_or_create(
        membership=membership, kind=kind, year=year, defaults={"due_on": due_on}
    )
    if not new:
        return None
    record("membership.raise_obligation", membership, by=None, at=at, on=on, data={"kind": kind, "year": year})
    return obligation


@transaction.atomic
def fulfil(
    obligation: Obligation,
    *,
    fulfilled_on: date,
    by: Person,
    on: date,
    at: datetime,
    file: UploadedFile[Any] | None = None,
) -> Obligation:
    """Record that an obligation was fulfilled. A report needs its file; dues are fulfilled by paying the invoice.

    Raises Refusal if that is missing, it was fulfilled already, or the date is out of bounds.
    """
    obligation = Obligation.objects.select_for_update(of=("self",)).select_related("membership").get(pk=obligation.pk)
    if obligation.fulfilled_on:
        raise Refusal(_("This obligation has been fulfilled already."))
    if obligation.kind == Kind.DUES:
        raise Refusal(_("Dues count as paid when a payment has been matched to their invoice."))
    earliest = Limit(date(obligation.year - 1, 1, 1), _("the year before it is due"))
    refuse_outside(fulfilled_on, earliest=earliest, latest=today_is(on), field="fulfilled_on")
    if obligation.kind == Kind.YEARLY_REPORT and file is None:
        raise Refusal(_("Attach the report as a file."), field="file")
    obligation.fulfilled_on = fulfilled_on
    if file:
        obligation.file = store_upload(file, record=obligation, by=by, at=at)
    obligation.save(update_fields=["fulfilled_on", "file"])
    data = {"kind": obligation.kind, "year": obligation.year}
    record("membership.fulfil_obligation", obligation.membership, by=by, at=at, on=fulfilled_on, data=data)
    return obligation


@transaction.atomic
def reopen(obligation: Obligation, *, reason: str, by: Person, on: date, at: datetime) -> Obligation:
    """Open an obligation again that was marked as fulfilled by mistake, and notify the member's other keepers.

    The ledger keeps the reason, the day and the file that were recorded. Raises Refusal without a reason, if the
    obligation is open, or for dues, which follow their payments.
    """
    obligation = Obligation.objects.select_for_update(of=("self",)).select_related("membership").get(pk=obligation.pk)
    reason = reason.strip()
    if not reason:
        raise Refusal(_("Write why it is opened again."), field="reason")
    if obligation.kind == Kind.DUES:
        raise Refusal(_("Dues are open again once their payment is taken back or matched to another invoice."))
    if obligation.fulfilled_on is None:
        raise Refusal(_("This obligation is open already."))
    data = {"kind": obligation.kind, "year": obligation.year, "reason": reason, "file": obligation.file_id}
    data |= {"fulfilled_on": obligation.fulfilled_on.isoformat()}
    obligation.fulfilled_on = obligation.file = None
    obligation.save(update_fields=["fulfilled_on", "file"])
    entry = record("membership.reopen_obligation", obligation.membership, by=by, at=at, on=on, data=data)
    _notify_of_reopening(obligation, reason, by=by, on=on, at=at, key=f"obligation-{obligation.pk}-open-{entry.pk}")
    return obligation


def _notify_of_reopening(obligation: Obligation, reason: str, *, by: Person, on: date, at: datetime, key: str) -> None:
    def compose() -> Words:
        values = {
            "member": obligation.membership.organisation.short_name,
            "obligation": obligation,
            "day": words.long_date(obligation.due_on),
            "reason": reason,
        }
        return Words(
            subject=_("%(obligation)s: open again") % values,
            body=_("%(obligation)s of %(member)s, due on %(day)s, has been opened again. Reason: %(reason)s") % values,
            link=reverse("membership:obligation", args=[obligation.pk]),
        )

    for person in holders_of(obligation.membership.organisation, *KEEPERS, on=on).exclude(pk=by.pk):
        notify(person, compose, kind="membership.obligation", at=at, key=key)


def dues_are_paid(membership: Membership, year: int, *, paid_on: date | None) -> None:
    """Bring the obligation of a year's dues in line with its invoice, in the transaction of the payment."""
    for obligation in Obligation.objects.filter(membership=membership, kind=Kind.DUES, year=year):
        if obligation.fulfilled_on != paid_on:
            obligation.fulfilled_on = paid_on
            obligation.save(update_fields=["fulfilled_on"])
            record("membership.settle_dues", membership, by=None, on=paid_on, data={"year": year})


def _enter(on: date, at: datetime) -> int:
    done = 0
    for duty in queries.rules().duties:
        for membership in queries.owing(duty, on.year).iterator(chunk_size=500):
            due_on = duty.due_on(on.year)
            done += raise_obligation(membership, Kind(duty.kind), on.year, due_on, on=on, at=at) is not None
    return done


def _remind(on: date, at: datetime) -> int:
    return sum(_remind_of(obligation, on, at) for obligation in queries.to_remind(on))


@transaction.atomic
def _remind_of(obligation: Obligation, on: date, at: datetime) -> int:
    def say() -> Words:
        ahead = _("%(member)s owes the network: %(obligation)s. It is due on %(day)s (%(left)s).")
        overdue = _("%(member)s owes the network: %(obligation)s. It was due on %(day)s (%(left)s).")
        values = {
            "member": obligation.membership.organisation.short_name,
            "obligation": obligation,
            "day": words.long_date(obligation.due_on),
            "left": words.until(obligation.due_on, on),
        }
        return Words(
            subject=_("%(obligation)s: due on %(day)s") % values,
            body=(overdue if obligation.due_on < on else ahead) % values,
            link=reverse("membership:obligation", args=[obligation.pk]),
        )

    key = f"obligation-{obligation.pk}-{obligation.due_on}-{queries.reminder_by(obligation.due_on, on)}"
    people = holders_of(obligation.membership.organisation, *KEEPERS, on=on)
    return sum(notify(person, say, kind="membership.obligation", at=at, key=key) for person in people)


def _propose(on: date, at: datetime) -> int:
    late = [(one.membership, Decision.HOLD, one) for one in queries.lapsed(on)]
    over = [(one, Decision.LAPSE, None) for one in queries.run_out(on)]
    asked = [standing.propose(member, verb, obligation=one, on=on, at=at) for member, verb, one in (*late, *over)]
    return sum(proposal is not None for proposal in asked)
