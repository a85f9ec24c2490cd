"""What this room keeps about people, for the public page on privacy."""

from __future__ import annotations

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jejaring.kit.registry import PersonalData


def _until_erased() -> str:
    words = ngettext(
        "While it waits, and %(days)s day after its answer. Region, position and outcome stay.",
        "While it waits, and %(days)s days after its answer. Region, position and outcome stay.",
        settings.ACCOUNT_REQUEST_DAYS,
    )
    return words % {"days": settings.ACCOUNT_REQUEST_DAYS}


KEPT = {
    "cities.account_requests": PersonalData(
        _("Requests for an account"),
        held=_("Name, position, e-mail address, telephone and your message."),
        why=_("So that the secretariat can answer, and make sure that you act for your government."),
        until=lazy(_until_erased, str)(),
        seen_by=_("The secretariat."),
        order=40,
    ),
    "cities.offices": PersonalData(
        _("Offices held"),
        held=_("Which account held which office, from which day to which."),
        why=_("So that it can be shown later that who signed or decided was entitled to."),
        until=_("As long as the acts done in that office; without your name once your account is deleted."),
        seen_by=_("Your government and the secretariat. The public sees offices and titles only."),
        order=50,
    ),
}
