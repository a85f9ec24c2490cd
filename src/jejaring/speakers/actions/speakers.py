"""Speakers: added, changed, merged where one was named twice, removed while nobody needs them; each without account."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from jejaring.cities.models import Organisation
from jejaring.events.actions.common import locked_open, refuse_in_use
from jejaring.events.models import Event, Material, Session, Speaker
from jejaring.events.signals import speakers_changed
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.actions.links import withdraw_links
from jejaring.people.models import Person
from jejaring.people.queries import person_at
from jejaring.speakers.queries.speakers import CLAIM


@dataclass(frozen=True, slots=True)
class SpeakerFacts:
    """What those who run an event know of a speaker. A single name is a whole name."""

    name: str
    title_id: str = ""
    title_en: str = ""
    organisation: Organisation | None = None
    email: str = ""
    language: str = "id"
    source: str = ""

    def values(self) -> dict[str, object]:
        """Return the facts by the columns they are kept in."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {**found, "email": self.email.strip().lower()}


@transaction.atomic
def add_speaker(event: Event, facts: SpeakerFacts, *, by: Person | None, at: datetime) -> Speaker:
    """Add a speaker to an event. Raises Refusal if the event has ended, or has one of that e-mail address."""
    event = locked_open(event)
    _refuse_known(event, facts.email)
    person = person_at(facts.email) if facts.email else None
    speaker = Speaker.objects.create(event=event, person=person, **facts.values())
    record("events.add_speaker", event, by=by, at=at, data={"speaker": str(speaker.guid)})
    return speaker


@transaction.atomic
def change_speaker(speaker: Speaker, facts: SpeakerFacts, *, by: Person | None, at: datetime) -> Speaker:
    """Change a speaker; with another e-mail address an open link ends, and the page waits to be claimed again.

    Raises Refusal as `add_speaker` does.
    """
    event, speaker = _locked(speaker)
    _refuse_known(event, facts.email, but=speaker)
    changed = [name for name, value in facts.values().items() if getattr(speaker, name) != value]
    for name, value in facts.values().items():
        setattr(speaker, name, value)
    if "email" in changed:
        withdraw_links(speaker, purpose=CLAIM, by=by, at=at)
        speaker.claimed_at, speaker.person = None, person_at(speaker.email) if speaker.email else None
    speaker.save()
    record("events.change_speaker", event, by=by, at=at, data={"speaker": str(speaker.guid), "changed": changed})
    if changed:
        speakers_changed.send(Event, event=event, by=by, at=at)
    return speaker


@transaction.atomic
def merge_speakers(speaker: Speaker, double: Speaker, *, by: Person | None, at: datetime) -> Speaker:
    """Keep `speaker` for both, with what only the other had: parts, times, materials, the empty fields.

    In a session that both speak in the part of `speaker` stays. Raises Refusal for one and the same, or two events.
    """
    event, speaker = _locked(speaker)
    double = Speaker.objects.select_for_update().get(pk=double.pk)
    if double.pk == speaker.pk or double.event_id != speaker.event_id:
        raise Refusal(_("Choose another speaker of the same event."), field="double")
    double.parts.filter(session__in=speaker.parts.values("session")).delete()
    double.parts.update(speaker=speaker)
    double.availabilities.update(speaker=speaker)
    Material.objects.filter(speaker=double).update(speaker=speaker)
    _fill_in(speaker, double)
    withdraw_links(double, purpose=CLAIM, by=by, at=at)
    double.merged_into, double.removed_at = speaker, at
    double.save(update_fields=["merged_into", "removed_at"])
    data = {"speaker": str(speaker.guid), "double": str(double.guid)}
    record("events.merge_speakers", event, by=by, at=at, data=data)
    speakers_changed.send(Event, event=event, by=by, at=at)
    return speaker


def _fill_in(speaker: Speaker, double: Speaker) -> None:
    """Give a speaker what is empty of theirs and the other has; a portrait comes with its licence."""
    for name in ("title_id", "title_en", "organisation", "email", "biography_id", "biography_en", "person", "source"):
        if not getattr(speaker, name):
            setattr(speaker, name, getattr(double, name))
    if not speaker.portrait and double.portrait:
        speaker.portrait, speaker.portrait_licence = double.portrait, double.portrait_licence
    for name in ("shows_biography", "shows_portrait"):
        setattr(speaker, name, getattr(speaker, name) and getattr(double, name))
    speaker.claimed_at = speaker.claimed_at or double.claimed_at
    speaker.save()


@transaction.atomic
def remove_speaker(speaker: Speaker, *, by: Person | None, at: datetime) -> None:
    """Remove a speaker; released versions keep the name. Raises Refusal, naming the sessions, if there are any.

    Where a registration or a material rests on the row, it is kept without what was known of the person.
    """
    event, speaker = _locked(speaker)
    sessions = Session.objects.filter(parts__speaker=speaker).order_by("number")
    refuse_in_use(sessions, _("%(name)s has a part in sessions: give it to someone else first.") % {"name": speaker})
    withdraw_links(speaker, purpose=CLAIM, by=by, at=at)
    guid = str(speaker.guid)
    try:
        with transaction.atomic():
            speaker.delete()
    except ProtectedError:
        forget(speaker)
        speaker.removed_at = at
        speaker.save()
    record("events.remove_speaker", event, by=by, at=at, data={"speaker": guid})
    speakers_changed.send(Event, event=event, by=by, at=at)


def forget(speaker: Speaker) -> None:
    """Empty what is known of a speaker besides the name and position that versions have; not saved yet."""
    for name in ("email", "biography_id", "biography_en", "portrait_licence", "source"):
        setattr(speaker, name, "")
    speaker.person, speaker.portrait, speaker.claimed_at = None, None, None


def _locked(speaker: Speaker) -> tuple[Event, Speaker]:
    """Return a speaker's event, locked, and the speaker as they now are. Raises Refusal if the event has ended."""
    event = locked_open(speaker.event)
    found = Speaker.objects.select_for_update().get(pk=speaker.pk)
    found.event = event
    return event, found


def _refuse_known(event: Event, email: str, *, but: Speaker | None = None) -> None:
    if not email:
        return
    same = event.speakers.filter(email__iexact=email.strip())
    if known := next((one for one in same if one != but), None):
        raise Refusal(_("%(name)s already has this address.") % {"name": known}, field="email")
