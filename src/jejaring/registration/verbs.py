"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "registration.register": _("registered a participant"),
    "registration.approve": _("accepted an application to take part"),
    "registration.reject": _("did not accept an application to take part"),
    "registration.cancel": _("cancelled a registration"),
    "registration.change": _("changed the details of a participant"),
    "registration.move": _("changed the group or role of a participant"),
    "registration.replace": _("replaced a participant by another person"),
    "registration.sign_up": _("signed up for a session"),
    "registration.leave_session": _("gave back a seat in a session"),
    "registration.merge": _("merged two registrations of one person"),
    "registration.move_up": _("moved someone up from the waiting list"),
    "registration.link_speaker": _("marked a participant as speaker"),
    "registration.unlink_speaker": _("marked a participant as no longer a speaker"),
    "registration.renew_code": _("renewed the code of a participant"),
    "registration.write": _("wrote to participants"),
    "registration.resend": _("had messages to participants sent again"),
    "registration.drop": _("dropped messages to participants that were no longer true"),
    "registration.save_wording": _("changed the words of a letter to participants"),
    "registration.print_badges": _("had badges printed"),
}
