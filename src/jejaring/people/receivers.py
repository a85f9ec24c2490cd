"""What allauth does to an account goes into the ledger, too; and what must be settled before an account is deleted."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from django.utils.translation import gettext as _

from jejaring.kit import clock
from jejaring.ledger.actions import record
from jejaring.notices.queries import webhooks_of
from jejaring.people.models import Person
from jejaring.people.signals import deletion_hindrances

RECOVERY_CODES = Authenticator.Type.RECOVERY_CODES


def listen() -> None:
    """Connect the receivers; called once, when Django starts."""
    deletion_hindrances.connect(name_webhooks_in_charge_of, dispatch_uid="people.name_webhooks_in_charge_of")
    mfa.authenticator_added.connect(factor_added)
    mfa.authenticator_removed.connect(factor_removed)
    mfa.authenticator_reset.connect(factor_reset)
    for changed in (account.password_changed, account.password_set, account.password_reset):
        changed.connect(password_changed)
    account.email_changed.connect(email_changed)
    social.social_account_added.connect(single_sign_on_connected)


def name_webhooks_in_charge_of(sender: Any, person: Person, **more: Any) -> list[str]:
    """Return a sentence for each webhook whose failures only this person would learn of."""
    sentence = _("The webhook “%(name)s” needs another person in charge first: someone else has to save it.")
    return [sentence % {"name": webhook.name} for webhook in webhooks_of(person)]


def factor_added(sender: Any, user: Person, authenticator: Authenticator, **more: Any) -> None:
    if authenticator.type == RECOVERY_CODES:
        record("people.renew_recovery_codes", user, by=user, at=clock.now())
    else:
        record("people.add_factor", user, by=user, at=clock.now(), data={"kind": str(authenticator.type)})


def factor_removed(sender: Any, user: Person, authenticator: Authenticator, **more: Any) -> None:
    if authenticator.type != RECOVERY_CODES:
        record("people.remove_factor", user, by=user, at=clock.now(), data={"kind": str(authenticator.type)})


def factor_reset(sender: Any, user: Person, authenticator: Authenticator, **more: Any) -> None:
    record("people.renew_recovery_codes", user, by=user, at=clock.now())


def password_changed(sender: Any, user: Person, **more: Any) -> None:
    record("people.change_password", user, by=user, at=clock.now())


def email_changed(sender: Any, user: Person, **more: Any) -> None:
    record("people.change_email", user, by=user, at=clock.now())


def single_sign_on_connected(sender: Any, sociallogin: Any, **more: Any) -> None:
    record("people.connect_single_sign_on", sociallogin.user, by=sociallogin.user, at=clock.now())
