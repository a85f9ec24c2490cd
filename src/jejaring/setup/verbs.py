"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "setup.brand": _("set the network's logo and colours"),
    "setup.confirm": _("confirmed what a new network has to decide"),
    "setup.unbrand": _("went back to Jejaring's mark and colours"),
    "setup.vouch": _("named the root certificates that vouch for signatures"),
}
