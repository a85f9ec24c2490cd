"""What allauth does to an account goes into the ledger, too."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social

from jejaring.kit import clock
from jejaring.ledger.actions import record
from jejaring.people.models import Person

RECOVERY_CODES = Authenticator.Type.RECOVERY_CODES


def listen() -> None:
    """Connect the receivers; called once, when Django starts."""
    mfa.authenticator_added.connect(factor_added)
    mfa.authenticator_removed.connect(factor_removed)
    mfa.authenticator_reset.connect(factor_reset)
    mfa.authenticator_used.connect(factor_used)
    for changed in (account.password_changed, account.password_set, account.password_reset):
        changed.connect(password_changed)
    account.email_changed.connect(email_changed)
    social.social_account_added.connect(single_sign_on_connected)


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


def factor_used(sender: Any, user: Person, authenticator: Authenticator, **more: Any) -> None:
    if authenticator.type == RECOVERY_CODES:
        record("people.use_recovery_code", user, by=user, at=clock.now())


def password_changed(sender: Any, user: Person, **more: Any) -> None:
    record("people.change_password", user, by=user, at=clock.now())


def email_changed(sender: Any, user: Person, **more: Any) -> None:
    record("people.change_email", user, by=user, at=clock.now())


def single_sign_on_connected(sender: Any, sociallogin: Any, **more: Any) -> None:
    record("people.connect_single_sign_on", sociallogin.user, by=sociallogin.user, at=clock.now())
