"""Laying out the event of October 2019 in Kupang as its sources describe it (`data/kupang_2019.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models.signals import post_save

from jejaring.admission.models import Journey
from jejaring.cities.models import Organisation
from jejaring.events.actions.helpers import appoint_helper
from jejaring.events.actions.lives import EventFacts, announce_event, open_event
from jejaring.events.actions.places import add_hall, add_venue
from jejaring.events.actions.releases import release_programme
from jejaring.events.actions.sessions import SessionFacts, Slot, Speaking, add_session, change_session
from jejaring.events.models import Event, Hall, Session, Speaker
from jejaring.kit.data_files import load
from jejaring.people.models import Person
from jejaring.portal.demo.accounts import HELPERS, PADANG
from jejaring.registration.actions.setup import save_group
from jejaring.speakers.actions.speakers import SpeakerFacts, add_speaker

Values = Mapping[str, Any]
PREPARED = datetime(2019, 9, 4, 9, 0, tzinfo=ZoneInfo("Asia/Makassar"))  # the day after the meeting that prepared it
EVENT = "kupang-2019"


@transaction.atomic
def lay_out() -> Event:
    """Bring the event of 2019 into the demo, announced and with its programme released, unless it is there."""
    there = Event.objects.filter(slug=EVENT).first()
    return there or _enter(load("portal", "kupang_2019"))


def hold_the_signing(sender: type[Journey], instance: Journey, created: bool, **_: Any) -> None:
    """Name Padang's admission, once it has begun, as the act of the ceremony at which its letter was signed in 2019."""
    ceremony = Session.objects.filter(event__slug=EVENT, kind=Session.Kind.CEREMONY, journey=None).first()
    if created and ceremony and instance.organisation.slug == PADANG:
        known = {one.name: getattr(ceremony, one.name) for one in fields(SessionFacts)}
        slot = Slot(ceremony.starts_at, ceremony.ends_at, ceremony.hall)
        speaking = [Speaking(part.speaker, part.role) for part in ceremony.parts.all()]
        change_session(ceremony, SessionFacts(**{**known, "journey": instance}), slot, speaking, by=None, at=PREPARED)


def begin() -> None:
    """Watch for Padang's admission from now on."""
    post_save.connect(hold_the_signing, sender=Journey, dispatch_uid="portal.demo.kupang")


def _enter(found: Values) -> Event:
    names = (
        "name_id",
        "name_en",
        "theme_id",
        "theme_en",
        "text_id",
        "text_en",
        "begins_on",
        "ends_on",
        "time_zone",
        "series",
    )
    facts = EventFacts(
        **{name: found[name] for name in names},
        host=_government(found["host"]),
        source=f"{found['source']}: {found['source_url']}",
    )
    event = open_event(found["slug"], facts, by=None, on=PREPARED.date(), at=PREPARED)
    halls = {one["key"]: _hall(event, one) for one in found["venues"]}
    speakers = {one["key"]: _speaker(event, one) for one in found["speakers"]}
    for one in found["sessions"]:
        _session(event, one, halls, speakers)
    for helper in HELPERS:
        person = Person.objects.get(email=helper.email)
        appoint_helper(event, helper.task, person, by=None, on=PREPARED.date(), at=PREPARED)
    manager = Person.objects.get(email=HELPERS[0].email)
    for order, one in enumerate(found["groups"], start=1):
        group = {**{name: value for name, value in one.items() if name != "key"}, "source": found["group_source"]}
        save_group(event, None, {**group, "by_delegation": True, "order": order}, by=manager, at=PREPARED)
    announced = announce_event(event, by=None, on=PREPARED.date(), at=PREPARED)
    release_programme(announced, by=None, at=PREPARED)
    return announced


def _hall(event: Event, one: Values) -> Hall:
    venue = add_venue(event, name=one["name"], source=one["source"], by=None, at=PREPARED)
    return add_hall(venue, name=one["hall"], by=None, at=PREPARED)


def _speaker(event: Event, one: Values) -> Speaker:
    titles = {name: one[name] for name in ("name", "title_id", "title_en", "source")}
    facts = SpeakerFacts(**titles, organisation=_government(one.get("region", "")))
    return add_speaker(event, facts, by=None, at=PREPARED)


def _session(event: Event, one: Values, halls: Mapping[str, Hall], speakers: Mapping[str, Speaker]) -> Session:
    facts = SessionFacts(
        **{name: one[name] for name in ("kind", "title_id", "title_en", "source")},
        language=one.get("language", "id"),
        example_time=True,
    )
    begins = _moment(one["day"], one["from"], event.time_zone)
    slot = Slot(begins, begins + timedelta(minutes=one["minutes"]), halls[one["venue"]])
    speaking = [Speaking(speakers[key], role) for key, role in one["speakers"].items()]
    return add_session(event, facts, slot, speaking, by=None, at=PREPARED)


def _moment(day: date, clock: str, zone: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone))


def _government(region: str) -> Organisation | None:
    return Organisation.objects.filter(region=region).first() if region else None
