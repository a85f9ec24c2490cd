"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SPEAKER_VERBS: dict[str, Promise] = {
    "events.add_speaker": _("added a speaker"),
    "events.change_speaker": _("changed a speaker"),
    "events.merge_speakers": _("merged two entries of one speaker"),
    "events.remove_speaker": _("removed a speaker"),
    "events.send_claim": _("sent a speaker the link to their page"),
    "events.claim_speaker": _("took over a speaker's page"),
    "events.change_own_page": _("changed their page as a speaker"),
    "events.upload_material": _("uploaded a material"),
    "events.change_material": _("changed a material"),
    "events.remove_material": _("removed a material"),
}
VERBS: dict[str, Promise] = {**SPEAKER_VERBS}
