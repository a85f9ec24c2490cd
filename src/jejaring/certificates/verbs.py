"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "certificates.save_template": _("changed the template of certificates"),
    "certificates.save_rules": _("changed who gets a certificate"),
    "certificates.issue": _("issued a certificate"),
    "certificates.sign": _("signed a certificate"),
    "certificates.correct": _("corrected a certificate by a new one"),
    "certificates.revoke": _("revoked a certificate"),
}
