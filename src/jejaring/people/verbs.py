"""The ledger's verbs of this room, in words for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "people.invite": _("invited someone to an account"),
    "people.withdraw_invitation": _("withdrew an invitation"),
    "people.erase_invitation": _("erased who was invited"),
    "people.accept_invitation": _("accepted an invitation"),
    "people.send_link": _("sent a one-use link"),
    "people.use_link": _("opened a one-use link"),
    "people.withdraw_link": _("withdrew a one-use link"),
    "people.erase_link": _("erased to whom a one-use link was sent"),
    "people.change_profile": _("changed name or language"),
    "people.change_password": _("changed the password"),
    "people.change_email": _("changed the e-mail address"),
    "people.add_factor": _("added a second factor"),
    "people.remove_factor": _("removed a second factor"),
    "people.rename_factor": _("renamed a passkey"),
    "people.ask_factor_reset": _("asked to remove the second factors of someone locked out"),
    "people.confirm_factor_reset": _("confirmed that second factors are removed"),
    "people.stop_factor_reset": _("stopped the removal of second factors"),
    "people.renew_recovery_codes": _("made new recovery codes"),
    "people.use_recovery_code": _("used a recovery code"),
    "people.connect_single_sign_on": _("connected single sign-on"),
    "people.lock": _("locked an account"),
    "people.unlock": _("unlocked an account"),
    "people.end_sessions": _("ended sessions"),
    "people.give_consent": _("agreed to a text"),
    "people.withdraw_consent": _("withdrew a consent"),
    "people.export": _("downloaded all own data"),
    "people.request_deletion": _("asked for the account to be deleted"),
    "people.cancel_deletion": _("cancelled the deletion of the account"),
    "people.delete": _("deleted an account"),
}
