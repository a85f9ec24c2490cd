"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "setup.confirm": _("confirmed what a new network has to decide"),
    "setup.vouch": _("named the root certificates that vouch for signatures"),
}
