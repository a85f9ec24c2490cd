"""Words for every verb this room records."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "outcomes.open_survey": _("asked the participants of an event for feedback"),
    "outcomes.give_feedback": _("gave feedback"),
    "outcomes.change_feedback": _("changed their feedback"),
    "outcomes.show_feedback": _("let a text of feedback be shown"),
    "outcomes.withhold_feedback": _("kept a text of feedback from being shown"),
    "outcomes.publish_report": _("published the report of an event"),
}
