"""Words for what the portal records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "portal.remove_examples": _("removed the example data"),
}
