"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "registration.renew_code": _("renewed the code of a participant"),
    "registration.write": _("wrote to participants"),
    "registration.resend": _("had messages to participants sent again"),
    "registration.save_wording": _("changed the words of a letter to participants"),
    "registration.print_badges": _("had badges printed"),
}
