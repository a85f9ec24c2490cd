"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "attendance.add_reading": _("Reading added by hand"),
    "attendance.scan": _("Code read at a door"),
    "attendance.settle": _("Conflict of a door settled"),
    "attendance.undo": _("Scan undone"),
}
