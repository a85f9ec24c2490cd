"""What registrations offer to the house: tab and overview of an event, its public section, inbox, doorways, routes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from engines.schedule import Programme
from jejaring.cities.queries import Reader
from jejaring.events.draft_checks import DraftWarning, draft_checks
from jejaring.events.models import Event
from jejaring.events.rules import may_manage
from jejaring.events.sections import PageSection, event_sections
from jejaring.events.tabs import EventTab, Overview, event_tabs, overviews
from jejaring.kit import registry
from jejaring.kit.components import Fact, Link, Step, Waiting
from jejaring.kit.registry import Doorway, Export, PersonalData, RoomInbox, Route, Who
from jejaring.people.models import Person
from jejaring.registration import seats
from jejaring.registration.models import Registration
from jejaring.registration.queries.people import applications_of, listed, registrations_visible_to
from jejaring.registration.queries.sessions import seat_clashes
from jejaring.registration.queries.setup import is_open_on, setup_of

State = Registration.State


def register() -> None:
    """Register what registrations offer; called once, when the room starts."""
    event_tabs.add(
        "participants", EventTab(gettext_lazy("Participants"), "registration:participants", may_manage, order=50)
    )
    overviews.add("registration", Overview(steps_of, facts_of, order=50))
    draft_checks.add("seats", seat_warnings)
    event_sections.add("daftar", PageSection(gettext_lazy("Taking part"), "registration/_taking_part.html", look, 10))
    registry.inboxes.add("registration", RoomInbox(gettext_lazy("Registrations"), waiting_for, order=51))
    registry.doorways.add("registration.registration", Doorway(visible=registrations_visible_to))
    registry.exports.add("registrations", Export(gettext_lazy("Registrations for events"), registrations_of))
    registry.personal_data.add("registration.registrations", KEPT)
    registry.routes.add_all(ROUTES)


def facts_of(event: Event, *, on: date) -> Sequence[Fact]:
    """Return how many have a seat, and how many wait."""
    counted = seats.of_groups(event).values()
    taken, waiting = sum(one.taken for one in counted), sum(one.waiting for one in counted)
    found = ngettext("%(count)s waits", "%(count)s wait", waiting) % {"count": waiting}
    return [Fact(_("Seats taken"), taken, note=found, url=reverse("registration:participants", args=[event.slug]))]


def steps_of(event: Event, *, on: date) -> Sequence[Step]:
    """Return whether groups are there, and registration is open."""
    groups, setup = list(event.groups.all()), setup_of(event)
    url = reverse("registration:set_up", args=[event.slug])
    alone = any(not one.by_delegation for one in groups)
    counted = ngettext("%(count)s group", "%(count)s groups", len(groups)) % {"count": len(groups)}
    steps = [Step(_("Groups and seats"), "done" if groups else "now", meta=counted if groups else "", url=url)]
    if alone:
        done = setup.opens_at is not None
        steps.append(Step(_("Opening of the registration"), "done" if done else "now", url=url))
    return steps


def seat_warnings(event: Event, draft: Programme) -> Sequence[DraftWarning]:
    """Return which sessions with sign-ups a draft sets against each other, and for how many people. One query."""
    return [
        DraftWarning(
            ngettext(
                "%(count)s person has a seat in both sessions, which overlap",
                "%(count)s people have seats in both sessions, which overlap",
                one.people,
            )
            % {"count": one.people},
            (one.first, one.second),
        )
        for one in seat_clashes(event, draft.sessions)
    ]


def look(record: Event, *, reader: Reader, on: date) -> Mapping[str, Any] | None:
    """Return whether people can register, and that there is a list of who comes; None where there is neither."""
    setup = setup_of(record)
    alone = record.groups.filter(by_delegation=False).exists()
    open_ = alone and is_open_on(record, setup, on=on)
    count = listed(record).count()
    if not (open_ or count or (alone and setup.opens_at)):
        return None
    action = Link(_("Register"), reverse("registration:register", args=[record.slug])) if open_ else None
    return {"event": record, "setup": setup, "open": open_, "count": count, "action": action}


def waiting_for(person: Person, *, on: date, holdings: Sequence[Any]) -> list[Waiting]:
    """Return the events whose registrations wait for a manager's approval. One query."""
    return [
        Waiting(
            what=ngettext("Decide on %(count)s registration", "Decide on %(count)s registrations", count)
            % {"count": count},
            for_whom=event.name,
            due=None,
            why=_("Because you run this event."),
            url=f"{reverse('registration:participants', args=[event.slug])}?keadaan={State.APPLIED}",
            action=_("Decide"),
        )
        for event, count in applications_of(person, on=on)
    ]


def registrations_of(person: Person) -> list[dict[str, Any]]:
    """Return a person's own registrations, for the copy of their data."""
    found = Registration.objects.filter(person=person)
    columns = ("event__name_id", "group__name_id", "role", "state", "name", "position", "email", "phone", "language")
    return list(found.values(*columns, "answers", "listed", "registered_at", "end_reason"))


KEPT = PersonalData(
    gettext_lazy("Registrations for events"),
    held=gettext_lazy(
        "Name, position, e-mail address, telephone, language, what you answered, whether you want to be listed."
    ),
    why=gettext_lazy("So that you have a seat, a badge and a certificate, and hear of changes."),
    until=gettext_lazy(
        "Addresses and answers until two years after the event. Name and role stay with the record of who came, until "
        "your account is deleted; without account, erase them on your own page once you have cancelled."
    ),
    seen_by=gettext_lazy(
        "You, the event's managers, and your delegation's contact. Your name, if you choose so, everyone."
    ),
    order=85,
)
_EVENT = {"slug": "event.slug"}
_ONE = {**_EVENT, "public_id": "public_id"}
_OF_PERSON = Route(Who.OFFICE, of="registration.registration", take=_ONE)
_OF_EVENT = Route(Who.OFFICE, of="events.event", take={"slug": "slug"})
_OF_GROUP = Route(Who.OFFICE, of="registration.participantgroup", take={**_EVENT, "pk": "pk"})
_PUBLIC = Route(Who.ANYONE, of="events.event", take={"slug": "slug"})
_TICKET = Route(Who.ANYONE, arguments={"token": "unknown"})
ROUTES = {
    **{f"registration:{name}": _PUBLIC for name in ("register", "registered", "listed")},
    **{f"registration:{name}": _TICKET for name in ("ticket", "change_ticket", "cancel_ticket")},
    "registration:own_ticket": Route(Who.OFFICE, of="registration.registration", take={"public_id": "public_id"}),
    **{
        f"registration:{name}": _OF_EVENT
        for name in ("participants", "add_participant", "set_up", "add_group", "questions", "preview_questions")
    },
    **{
        f"registration:{name}": _OF_PERSON
        for name in (
            *("participant", "approve", "reject", "cancel_participant"),
            *("change_participant", "move_participant", "merge_participant"),
        )
    },
    "registration:group": _OF_GROUP,
    "registration:remove_group": _OF_GROUP,
    "registration:question": Route(Who.OFFICE, of="events.event", take={"slug": "slug"}, arguments={"key": "baru"}),
}
