"""What an import did and could not do, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from engines.schedule import changes, clashes, voc_reading
from engines.schedule.merge import RESTATED
from engines.schedule.release import BEYOND_EVENT
from engines.schedule.voc_reading import UnreadableFile
from jejaring.agenda.queries.exchange import TOO_LONG, UNPRINTABLE

REASONS: Mapping[str, Promise] = {
    voc_reading.NOT_XML: gettext_lazy("it is neither XML nor JSON, or breaks off"),
    voc_reading.NOT_JSON: gettext_lazy("its JSON has an error or breaks off"),
    voc_reading.DOCTYPE: gettext_lazy("it has a document type (DOCTYPE), which is not read; remove that line"),
    voc_reading.NO_SCHEDULE: gettext_lazy("it holds no schedule with a conference"),
    voc_reading.NO_DAYS: gettext_lazy("its conference has no days"),
    voc_reading.NO_DATE: gettext_lazy("its conference begins or ends on what is not a date"),
    voc_reading.DAMAGED: gettext_lazy("what Jejaring had added to it was changed; export it again"),
}
REFUSED: Mapping[str, Promise] = {
    voc_reading.NO_TITLE: gettext_lazy("It has no title."),
    voc_reading.NO_MOMENT: gettext_lazy("It has no date and time with a zone."),
    voc_reading.NO_DURATION: gettext_lazy("It has no duration in hours and minutes."),
    voc_reading.ZERO: gettext_lazy("It ends when it begins."),
    voc_reading.NEGATIVE: gettext_lazy("It ends before it begins."),
    voc_reading.UNEQUAL: gettext_lazy("Its end is not its start and duration."),
    voc_reading.TWICE: gettext_lazy("It has the identifier of another session of the file."),
    BEYOND_EVENT: gettext_lazy("It is not within the days of the event."),
    TOO_LONG: gettext_lazy("Its title, or the name of its room, track or speaker, is too long."),
    UNPRINTABLE: gettext_lazy("It has a character that documents cannot print."),
}
CLASHES: Mapping[str, Promise] = {
    clashes.HALL_TAKEN: gettext_lazy("At the same time in one room"),
    clashes.SPEAKER_TAKEN: gettext_lazy("At the same time with one speaker"),
    clashes.HALL_CLOSED: gettext_lazy("When the room cannot be used"),
    clashes.SPEAKER_AWAY: gettext_lazy("When a speaker cannot come"),
}
CHANGED: Mapping[str, Promise] = {
    changes.DROPPED: pgettext_lazy("session", "cancelled"),
    changes.RESTORED: gettext_lazy("takes place after all"),
    changes.TIME: gettext_lazy("time"),
    changes.HALL: pgettext_lazy("event", "room"),
    changes.TITLE: gettext_lazy("title"),
    changes.SPEAKERS: gettext_lazy("speakers"),
    changes.ABSTRACT: gettext_lazy("abstract"),
    changes.TRACK: gettext_lazy("track"),
    changes.KIND: gettext_lazy("kind"),
    changes.LANGUAGE: gettext_lazy("language"),
    changes.STATE: gettext_lazy("state"),
    RESTATED: gettext_lazy("wording of a cancelled session"),
}


def unreadable(error: UnreadableFile) -> str:
    """Return why a file cannot be read, as a sentence."""
    values = {"reason": REASONS[error.kind], "line": error.line}
    return _("This file cannot be read: %(reason)s (line %(line)s).") % values


def changed(row: Mapping[str, Any]) -> str:
    """Return in which respects a session of a report changed."""
    return ", ".join(str(CHANGED[word]) for word in row["what"])


def sessions(numbers: Sequence[int]) -> str:
    """Return the numbers of sessions."""
    return ", ".join(map(str, numbers))


def remarks(report: Mapping[str, Any]) -> list[str]:
    """Return what else is to be known of an import."""
    found = []
    if names := report["shared"]:
        found.append(
            _("These rooms have one identifier together; each was given its own: %(names)s.")
            % {"names": ", ".join(names)}
        )
    if names := report["kept_names"]:
        found.append(
            _("These names belong to another room or track already and were not taken over: %(names)s.")
            % {"names": ", ".join(names)}
        )
    if kept := report["kept"]:
        found.append(
            _("Sessions of the draft that the file does not name stay as they are: %(count)s.") % {"count": len(kept)}
        )
    return found
