"""What this room registers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jejaring.admission.models import Journey
from jejaring.admission.occasions import occasions
from jejaring.agenda.queries.public import hosted_by, sessions_of_acts
from jejaring.cities.models import Organisation
from jejaring.cities.queries import Reader
from jejaring.events import times
from jejaring.events.models import Event, ReleasedSession
from jejaring.events.queries import events_visible_to
from jejaring.kit import registry, words
from jejaring.kit.components import Hit, Link
from jejaring.kit.registry import CitySection, Door, Route, Search, Who
from jejaring.kit.words import long_date


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    occasions.add("events", signed_at)
    registry.pages.add("events", "agenda:events")
    what = _("Seminars, congresses and trainings, with programme and materials.")
    registry.doors.add("agenda:events", Door("learn", pgettext_lazy("meetings", "Events"), what, order=10))
    registry.searches.add("events", EVENTS)
    registry.searches.add("sessions", SESSIONS)
    registry.city_sections.add("acara", CitySection(_("Events it hosts"), "agenda/_of_city.html", _hosted, order=50))
    registry.routes.add_all(
        {
            "agenda:events": Route(Who.ANYONE),
            "agenda:event": Route(Who.ANYONE, of="events.event", take={"slug": "slug"}),
            **{
                f"agenda:{name}": Route(Who.ANYONE, of="events.event", take={"slug": "slug"})
                for name in ("schedule_xml", "schedule_json", "calendar")
            },
            "agenda:day_calendar": Route(Who.ANYONE, of="events.event", take={"slug": "slug", "day": "begins_on"}),
            "agenda:versions": Route(Who.ANYONE, of="events.event", take={"slug": "slug"}),
            "agenda:import_programme": Route(Who.OFFICE, of="events.event", take={"slug": "slug"}),
            "agenda:programme_import": Route(
                Who.OFFICE, of="events.programmeimport", take={"slug": "event.slug", "pk": "pk"}
            ),
            "agenda:session": Route(Who.ANYONE, of="events.event", take={"slug": "slug"}, arguments={"number": 1}),
            "agenda:version": Route(Who.ANYONE, of="events.event", take={"slug": "slug"}, arguments={"number": 1}),
        }
    )


def signed_at(journey: Journey) -> list[Link]:
    """Return the released session at which a journey's letter of intent is signed."""
    found = sessions_of_acts(journey.organisation).get(journey.pk)
    if found is None or found.starts_at is None:
        return []
    page = reverse("agenda:session", args=[found.event.slug, found.number])
    return [Link(found.title, page, f"{words.moment(found.starts_at, found.event.time_zone)} · {found.event.name}")]


def _event(one: Event) -> Hit:
    when = times.days(one.begins_on, one.ends_on)
    return Hit(one.name, f"{when} · {one.host}" if one.host else when, one.get_absolute_url())


def released_sessions(reader: Reader, *, on: date) -> QuerySet[ReleasedSession]:
    """Return the sessions of released programmes of the events that a reader may see."""
    visible = events_visible_to(reader, on=on)
    return ReleasedSession.objects.filter(event__in=visible).select_related("event")


def _session(one: ReleasedSession) -> Hit:
    return Hit(one.title, f"{one.event.name} · {long_date(one.day)}", one.get_absolute_url())


def _hosted(organisation: Organisation, on: date) -> Mapping[str, Any] | None:
    found = hosted_by(organisation)
    return {"hosted": found} if found else None


EVENTS = Search(
    pgettext_lazy("meetings", "Events"),
    lambda reader, *, on: events_visible_to(reader, on=on).select_related("host"),
    ("name_id", "name_en", "theme_id", "theme_en"),
    _event,
    order=20,
)
SESSIONS = Search(_("Sessions"), released_sessions, ("title_id", "title_en"), _session, order=25)
