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
    "registration.confirm": _("confirmed a registration by its link"),
    "registration.erase": _("erased personal data of a participant"),
    "registration.save_setup": _("set up the registration of an event"),
    "registration.copy_setup": _("copied the registration of another event"),
    "registration.save_group": _("changed a group of participants"),
    "registration.remove_group": _("removed a group of participants"),
    "registration.change_questions": _("changed the questions of a registration"),
    "registration.publish_questions": _("published the questions of a registration"),
    "registration.renew_code": _("renewed the code of a participant"),
    "registration.invite": _("invited a city to an event"),
    "registration.sign_invitation": _("signed an invitation to an event"),
    "registration.change_terms": _("changed the seats of a delegation or the day of its answer"),
    "registration.withdraw_invitation": _("withdrew an invitation to an event"),
    "registration.accept_invitation": _("accepted an invitation to an event"),
    "registration.decline_invitation": _("declined an invitation to an event"),
    "registration.set_contact": _("changed the contact of a delegation"),
    "registration.check_names": _("checked the names of a delegation"),
    "registration.load_roster": _("loaded the roster of a delegation"),
    "registration.undo_roster": _("undid the roster of a delegation"),
    "registration.write": _("wrote to participants"),
    "registration.resend": _("had messages to participants sent again"),
    "registration.drop": _("dropped messages to participants that were no longer true"),
    "registration.forget": _("erased to whom messages about an event went"),
    "registration.save_wording": _("changed the words of a letter to participants"),
    "registration.print_badges": _("had badges printed"),
}
