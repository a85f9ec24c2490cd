"""What this room keeps about people, for the public page on privacy."""

from __future__ import annotations

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jejaring.kit.registry import PersonalData
from jejaring.people import pdp
from jejaring.people.actions.invitations import VALID_DAYS
from jejaring.people.links import VALID_DAYS as LINK_DAYS

DAY_SECONDS = 24 * 3600


def _until_deletion() -> str:
    sentence = gettext("Until you ask for its deletion, which the secretariat carries out within %(days)s days.")
    return sentence % {"days": pdp.constant("deletion_days").value}


def _until_the_session_ends() -> str:
    sentence = gettext("Until you sign out, or after %(days)s days; what is left is swept every hour.")
    return sentence % {"days": settings.SESSION_COOKIE_AGE // DAY_SECONDS}


def _until_accepted() -> str:
    sentence = ngettext(
        "The link opens for %(valid)s days. Once you accept, until your account is deleted; "
        "without an answer, until %(days)s day after the link has ended.",
        "The link opens for %(valid)s days. Once you accept, until your account is deleted; "
        "without an answer, until %(days)s days after the link has ended.",
        settings.INVITATION_DAYS,
    )
    return sentence % {"valid": VALID_DAYS, "days": settings.INVITATION_DAYS}


def _until_link_erased() -> str:
    sentence = ngettext(
        "The link opens once, within %(valid)s days. The address is erased %(days)s day after that.",
        "The link opens once, within %(valid)s days. The address is erased %(days)s days after that.",
        settings.INVITATION_DAYS,
    )
    return sentence % {"valid": LINK_DAYS, "days": settings.INVITATION_DAYS}


in_words = {
    one: lazy(one, str)() for one in (_until_deletion, _until_the_session_ends, _until_accepted, _until_link_erased)
}
KEPT = {
    "people.account": PersonalData(
        _("Your account"),
        held=_("Name or role, e-mail address, language, consents, second factors; the password only as a hash."),
        why=_("So that you can sign in, act in your office and receive notices."),
        until=in_words[_until_deletion],
        seen_by=_("You and the secretariat. Who else opens it stands in your access log."),
        order=10,
    ),
    "people.sessions": PersonalData(
        _("Where you are signed in"),
        held=_("Browser, address on the Internet (IP) and time of each sign-in."),
        why=_("So that you recognise a stranger's sign-in and can end it."),
        until=in_words[_until_the_session_ends],
        seen_by=_("You alone."),
        order=20,
    ),
    "people.invitations": PersonalData(
        _("Invitations"),
        held=_("Name, e-mail address and language of who is invited, and the office."),
        why=_("So that the letter reaches the right person."),
        until=in_words[_until_accepted],
        seen_by=_("The secretariat, and who keeps the offices of that government."),
        order=30,
    ),
    "people.links": PersonalData(
        _("Links sent to people without an account"),
        held=_("Name, e-mail address and language of who gets the link, and when it was opened."),
        why=_("So that a speaker or proposer can open their own page without an account."),
        until=in_words[_until_link_erased],
        seen_by=_("Nobody; those who had the link sent see that it was sent, opened or withdrawn."),
        order=35,
    ),
}
