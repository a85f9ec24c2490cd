"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "proposals.set_call": _("opened or changed a call for sessions"),
    "proposals.begin": _("began a proposal"),
    "proposals.confirm": _("confirmed the address of a proposal"),
    "proposals.save_draft": _("saved the draft of a proposal"),
    "proposals.submit": _("submitted a proposal"),
    "proposals.withdraw": _("withdrew a proposal"),
    "proposals.review": _("reviewed a proposal"),
    "proposals.accept": _("accepted a proposal"),
    "proposals.reject": _("declined a proposal"),
    "proposals.erase": _("erased who proposed a session"),
}
