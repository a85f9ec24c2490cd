"""The way back of a person who is locked out: one asks that their second factors be removed, another confirms."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from jejaring.kit.refusal import Refusal, unless_taken
from jejaring.ledger.actions import record
from jejaring.people import queries
from jejaring.people.actions.account import end_sessions
from jejaring.people.letters import queue_letter
from jejaring.people.models import FactorReset, Person

SUBJECTS = {
    "asked": gettext_lazy("Someone asked to remove your second factors"),
    "confirmed": gettext_lazy("Your second factors were removed"),
    "stopped": gettext_lazy("Your second factors were not removed"),
}


@transaction.atomic
def ask_factor_reset(person: Person, *, reason: str, by: Person | None, at: datetime) -> FactorReset:
    """Ask that a locked-out person's second factors be removed; nothing is removed before another person confirms.

    `by` is None where the operator of the installation asks. It expires after the days of the setting
    FACTOR_RESET_DAYS. Raises Refusal if the account is closed or has no second factor, or if a request is open already.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    _refuse_without_factor(person)
    on = at.date()
    FactorReset.objects.filter(queries.OPEN_RESET, person=person, expires_on__lt=on).update(stopped_at=at)
    reset = FactorReset(person=person, reason=reason, asked_at=at, asked_by=by)
    reset.expires_on = on + timedelta(days=settings.FACTOR_RESET_DAYS)
    already = _("This was already asked for, and waits for a second person.")
    with unless_taken("one_open_factor_reset_per_person", already, field="person"):
        reset.save()
    record("people.ask_factor_reset", person, by=by, at=at, data={"until": reset.expires_on})
    _tell("asked", reset)
    return reset


@transaction.atomic
def confirm_factor_reset(reset: FactorReset, *, by: Person, at: datetime) -> FactorReset:
    """Remove the second factors, recovery codes included, and end the sessions; the password stays.

    Raises Refusal if the request has ended or expired, the account was closed, or `by` is not a second person.
    """
    reset = _locked(reset, at=at)
    if by.pk in (reset.asked_by_id, reset.person_id):
        raise Refusal(_("A second person has to confirm this."))
    _refuse_without_factor(reset.person)
    factors = Authenticator.objects.filter(user=reset.person)
    kinds = sorted(str(kind) for kind in factors.values_list("type", flat=True))
    factors.delete()
    end_sessions(reset.person, by=by, at=at)
    reset.confirmed_at, reset.confirmed_by = at, by
    reset.save(update_fields=["confirmed_at", "confirmed_by"])
    record("people.confirm_factor_reset", reset.person, by=by, at=at, data={"kinds": kinds})
    _tell("confirmed", reset)
    return reset


@transaction.atomic
def stop_factor_reset(reset: FactorReset, *, by: Person, at: datetime) -> FactorReset:
    """End a request without removing anything. Raises Refusal if it has ended or expired."""
    reset = _locked(reset, at=at)
    reset.stopped_at, reset.stopped_by = at, by
    reset.save(update_fields=["stopped_at", "stopped_by"])
    record("people.stop_factor_reset", reset.person, by=by, at=at)
    _tell("stopped", reset)
    return reset


def _locked(reset: FactorReset, *, at: datetime) -> FactorReset:
    """Return an open request, locked together with its account: first the account, as every page of sign-in does."""
    person = Person.objects.select_for_update().get(pk=reset.person_id)
    reset = FactorReset.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=reset.pk)
    reset.person = person
    match queries.state_of_reset(reset, on=at.date()):
        case "confirmed":
            raise Refusal(_("This was already confirmed; the second factors are removed."))
        case "stopped":
            raise Refusal(_("This request was stopped. Nothing was removed."))
        case "expired":
            raise Refusal(_("This request has expired. Nothing was removed; ask anew."))
    return reset


def _refuse_without_factor(person: Person) -> None:
    if not person.is_active:
        raise Refusal(_("This account is closed."), field="person")
    if not Authenticator.objects.filter(user=person).exists():
        raise Refusal(_("This account has no second factor: the person signs in with the password."), field="person")


def _tell(step: str, reset: FactorReset) -> None:
    """Write to the person, in their language, what was done; the letter leaves if it was done."""
    with override(reset.person.language):
        about = {"reset": reset, "step": step, "network": settings.NETWORK_NAME, "url": settings.PUBLIC_URL}
        letter = render_to_string("people/email/factor_reset.txt", about)
        queue_letter(str(SUBJECTS[step]), letter, to=reset.person.email)
