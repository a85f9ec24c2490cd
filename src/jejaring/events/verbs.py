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
VERBS: dict[str, Promise] = {
    "events.open_event": _("opened an event"),
    "events.change_event": _("changed an event"),
    "events.announce_event": _("announced an event"),
    "events.close_event": _("closed an event"),
    "events.cancel_event": _("cancelled an event"),
    "events.copy_event": _("began an event as a copy of another"),
    "events.appoint_helper": _("gave someone a task in an event"),
    "events.invite_helper": _("invited someone to a task in an event"),
    "events.withdraw_helper": _("took back an invitation to a task in an event"),
    "events.dismiss_helper": _("ended someone's task in an event"),
    "events.add_venue": _("added a venue"),
    "events.change_venue": _("changed a venue"),
    "events.remove_venue": _("removed a venue"),
    "events.add_hall": _("added a room to a venue"),
    "events.change_hall": _("changed a room of a venue"),
    "events.remove_hall": _("removed a room of a venue"),
    "events.add_track": _("added a track"),
    "events.change_track": _("changed a track"),
    "events.remove_track": _("removed a track"),
    "events.add_availability": _("recorded when a room or a speaker is available"),
    "events.remove_availability": _("removed when a room or a speaker is available"),
    "events.add_session": _("added a session"),
    "events.change_session": _("changed a session"),
    "events.place_session": _("moved a session"),
    "events.cancel_session": _("cancelled a session"),
    "events.reinstate_session": _("took back that a session was cancelled"),
    "events.remove_session": _("removed a session"),
    "events.keep_programme_file": _("looked at a file of a programme"),
    "events.import_programme": _("imported a programme"),
    "events.release_programme": _("released a version of a programme"),
    **SPEAKER_VERBS,
}
