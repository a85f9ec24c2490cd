"""The ledger's verbs of this room, in words for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "documents.issue": _("issued a document"),
    "documents.sign": _("signed a document"),
    "documents.replace": _("replaced a document by a newer one"),
    "documents.revoke": _("revoked a document"),
    "documents.publish": _("made a document public"),
    "documents.upload": _("stored a file"),
}
