"""What this room registers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.kit import registry
from jejaring.kit.registry import Doorway, MenuEntry, RoomInbox, Route, Who
from jejaring.notices.queries import webhooks_of
from jejaring.people import own_exports, queries, secretariat
from jejaring.people.models import Person
from jejaring.people.personal_data import KEPT
from jejaring.people.verbs import VERBS

UNKNOWN = 999_999  # no record of the tests has this key


def register() -> None:
    """Register menus, doorway, inbox, exports, verbs and routes; called once, when the room starts."""
    registry.doorways.add("people.person", Doorway(may_see=may_see_person))
    registry.doorways.add("people.invitation", Doorway(visible=queries.invitations_visible_to))
    registry.doorways.add("notices.webhook", Doorway(may_see=may_see_webhook))
    registry.deletion_hindrances.add("people.webhooks", webhooks_in_charge_of)
    registry.verbs.add_all(VERBS)
    registry.inboxes.add("people", RoomInbox(_("Accounts"), queries.waiting_for, order=40))
    registry.pages.add("account", "people:account")
    registry.account_menu.add("people:account", MenuEntry(_("Your account"), order=30))
    registry.network_menu.add_all(NETWORK_MENU)
    registry.moved_keys.add("people:deletions", {"state": "keadaan"})
    registry.exports.add_all(own_exports.EXPORTS)
    registry.personal_data.add_all(KEPT)
    registry.routes.add_all({**OWN_ROUTES, **SIGN_IN_ROUTES})


def _of_secretariat(person: Any, *, on: date, holdings: Sequence[Any]) -> bool:
    return secretariat.is_secretariat(person, on=on)


def may_see_person(reader: Any, record_id: str, *, on: date) -> bool:
    """A person's history is for that person and the secretariat."""
    if not reader.is_authenticated:
        return False
    return str(reader.pk) == record_id or secretariat.is_secretariat(reader, on=on)


def may_see_webhook(reader: Any, record_id: str, *, on: date) -> bool:
    """The webhooks of the room below are kept by the secretariat."""
    return bool(reader.is_authenticated) and secretariat.is_secretariat(reader, on=on)


def webhooks_in_charge_of(person: Person, on: date) -> list[str]:
    """Return a sentence for each webhook whose failures only this person would learn of."""
    sentence = gettext("The webhook “%(name)s” needs another person in charge first: someone else has to save it.")
    return [sentence % {"name": webhook.name} for webhook in webhooks_of(person)]


NETWORK_MENU = {
    "people:invitations": MenuEntry(
        _("Invitations"), order=80, text=_("Invite people to an account."), to=_of_secretariat
    ),
    "people:deletions": MenuEntry(
        _("Requests for deletion"),
        order=90,
        text=_("Accounts whose owners ask to have their data deleted."),
        to=_of_secretariat,
    ),
    "people:factor_resets": MenuEntry(
        _("Locked-out people"),
        order=85,
        text=_("Remove the second factors of someone who lost phone and recovery codes: two persons are needed."),
        to=_of_secretariat,
    ),
}
OWN_ROUTES = {
    "people:account": Route(Who.PERSON),
    "people:security": Route(Who.PERSON),
    "people:second_factor": Route(Who.PERSON),
    "people:end_other_sessions": Route(Who.PERSON),
    "people:end_session": Route(Who.OFFICE, of="usersessions.usersession", take={"pk": "pk"}),
    "people:privacy": Route(Who.PERSON),
    "people:reads": Route(Who.PERSON),
    "people:export": Route(Who.PERSON),
    "people:agree": Route(Who.PERSON, arguments={"key": "account"}),
    "people:withdraw_consent": Route(Who.OFFICE, arguments={"pk": UNKNOWN}),
    "people:ask_deletion": Route(Who.PERSON),
    "people:cancel_deletion": Route(Who.PERSON),
    "people:invitations": Route(Who.OFFICE),
    "people:invite": Route(Who.OFFICE),
    "people:withdraw_invitation": Route(Who.OFFICE, of="people.invitation", take={"public_id": "public_id"}),
    "people:one_use_link": Route(Who.ANYONE, arguments={"token": "unknown"}),
    "people:renew_link": Route(Who.ANYONE, arguments={"token": "unknown"}),
    "people:accept_invitation": Route(Who.ANYONE, arguments={"token": "unknown"}),
    "people:deletions": Route(Who.OFFICE),
    "people:deletion": Route(Who.OFFICE, arguments={"pk": UNKNOWN}),
    "people:factor_resets": Route(Who.OFFICE),
    "people:ask_factor_reset": Route(Who.OFFICE),
    "people:factor_reset": Route(Who.OFFICE, of="people.factorreset", take={"pk": "pk"}),
    "people:confirm_factor_reset": Route(Who.OFFICE, of="people.factorreset", take={"pk": "pk"}),
    "people:stop_factor_reset": Route(Who.OFFICE, of="people.factorreset", take={"pk": "pk"}),
}
SIGN_IN_ROUTES = {
    "account_login": Route(Who.ANYONE),
    "account_logout": Route(Who.ANYONE),
    "account_inactive": Route(Who.ANYONE),
    "account_signup": Route(Who.ANYONE),
    "account_reauthenticate": Route(Who.PERSON),
    "account_email": Route(Who.PERSON),
    "account_email_verification_sent": Route(Who.ANYONE),
    "account_change_password": Route(Who.PERSON),
    "account_set_password": Route(Who.PERSON),
    "account_reset_password": Route(Who.ANYONE),
    "account_reset_password_done": Route(Who.ANYONE),
    "account_reset_password_from_key": Route(Who.ANYONE, arguments={"uidb36": "1", "key": "unknown"}),
    "account_reset_password_from_key_done": Route(Who.ANYONE),
    "mfa_index": Route(Who.PERSON),
    "mfa_authenticate": Route(Who.ANYONE),
    "mfa_reauthenticate": Route(Who.PERSON),
    "mfa_activate_totp": Route(Who.PERSON),
    "mfa_deactivate_totp": Route(Who.PERSON),
    "mfa_view_recovery_codes": Route(Who.PERSON),
    "mfa_generate_recovery_codes": Route(Who.PERSON),
    "mfa_download_recovery_codes": Route(Who.PERSON),
    "mfa_list_webauthn": Route(Who.PERSON),
    "mfa_add_webauthn": Route(Who.PERSON),
    "mfa_reauthenticate_webauthn": Route(Who.PERSON),
    "mfa_remove_webauthn": Route(Who.PERSON, arguments={"pk": UNKNOWN}),
    "mfa_edit_webauthn": Route(Who.PERSON, arguments={"pk": UNKNOWN}),
    "mfa_login_webauthn": Route(Who.ANYONE),
    "openid_connect_login": Route(Who.ANYONE, arguments={"provider_id": "sso"}),
    "openid_connect_callback": Route(Who.ANYONE, arguments={"provider_id": "sso"}),
    "socialaccount_login_cancelled": Route(Who.ANYONE),
    "socialaccount_login_error": Route(Who.ANYONE),
    "socialaccount_signup": Route(Who.ANYONE),
    "socialaccount_connections": Route(Who.PERSON),
}
