"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "notices.add_webhook": _("added a webhook"),
    "notices.change_webhook": _("changed a webhook"),
    "notices.pause_webhook": _("paused a webhook"),
    "notices.resume_webhook": _("resumed a webhook"),
    "notices.renew_secret": _("renewed a webhook's secret"),
    "notices.test_webhook": _("sent a test message to a webhook"),
    "notices.remove_webhook": _("removed a webhook"),
    "notices.disable_webhook": _("switched off a webhook whose messages were not accepted"),
    "notices.replay_delivery": _("sent a message to a webhook again"),
    "notices.replay_since": _("sent past messages to a webhook again"),
}
