"""Speakers are registered by being speakers: one registration per speaker with a part in a session that is held."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jejaring.events.models import Event, Session, Speaker
from jejaring.ledger.actions import record
from jejaring.people.models import Person
from jejaring.registration.actions.registrations import Entrant, cancel, change, register
from jejaring.registration.models import Registration
from jejaring.registration.queries.people import ACTIVE


@transaction.atomic
def register_speakers(event: Event, *, by: Person | None, at: datetime) -> None:
    """Register who speaks now, and end the registrations of those who no longer do.

    Who is registered by their own account otherwise is not registered twice: that registration is the speaker's, too.
    It may run any number of times.
    """
    if event.state in (Event.State.CLOSED, Event.State.CANCELLED):
        return
    Event.objects.select_for_update(no_key=True, of=("self",)).get(pk=event.pk)
    held = Session.objects.filter(event=event).exclude(state=Session.State.CANCELLED)
    speaking = event.speakers.filter(parts__session__in=held).distinct()
    for speaker in speaking.select_related("person", "registration"):
        _keep(event, speaker, by=by, at=at)
    for registration in event.registrations.filter(speaker__isnull=False).exclude(speaker__in=speaking.values("pk")):
        if registration.role == Registration.Role.SPEAKER:
            cancel(registration, by=by, at=at)
        else:
            _link(registration, None, by=by, at=at)


def _keep(event: Event, speaker: Speaker, *, by: Person | None, at: datetime) -> None:
    there: Registration | None = getattr(speaker, "registration", None)
    own = event.registrations.filter(person=speaker.person, state__in=ACTIVE).first() if speaker.person else None
    if there is None and own is None:
        _link(register(event, _entrant(speaker), group=None, by=by, at=at), speaker, by=by, at=at)
    elif there is None and own:
        _link(own, speaker, by=by, at=at)
    elif there and there.role == Registration.Role.SPEAKER:
        values = {"name": speaker.name, "position": speaker.title_id, "email": speaker.email}
        free = own is None or own.pk == there.pk  # the account may be registered otherwise
        change(there, values | ({"person": speaker.person} if free else {}), by=by, at=at)


def _entrant(speaker: Speaker) -> Entrant:
    return Entrant(
        name=speaker.name,
        role=Registration.Role.SPEAKER,
        position=speaker.title_id,
        email=speaker.email,
        language=speaker.person.language if speaker.person else "id",
        listed=True,  # who speaks stands in the programme
        person=speaker.person,
    )


def _link(registration: Registration, speaker: Speaker | None, *, by: Person | None, at: datetime) -> None:
    registration.speaker = speaker
    registration.save(update_fields=["speaker"])
    record("registration.link_speaker" if speaker else "registration.unlink_speaker", registration, by=by, at=at)
