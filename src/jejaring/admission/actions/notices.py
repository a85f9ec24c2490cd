"""Notices of the journey: to those who must act, each in their own language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from engines.lifecycle.journey import NETWORK
from jejaring.admission.duties import PREPARERS, Duty
from jejaring.admission.models import Journey
from jejaring.admission.queries.journey import duty_url
from jejaring.cities.models import Office, Organisation
from jejaring.cities.queries import holders_of, the_network
from jejaring.kit import words
from jejaring.notices.actions import notify
from jejaring.notices.models import Words
from jejaring.people.models import Person


def side(journey: Journey, party: str) -> Organisation:
    """Return the organisation that acts for a party."""
    return the_network() if party == NETWORK else journey.organisation


def who_acts(journey: Journey, party: str, roles: Iterable[Office.Role], *, on: date) -> QuerySet[Person]:
    """Return the holders of `roles` who act for a side: for the network nobody who holds an office of the city."""
    found = holders_of(side(journey, party), *roles, on=on)
    return found.exclude(pk__in=holders_of(journey.organisation, *Office.Role, on=on)) if party == NETWORK else found


def notify_next(journey: Journey, found: Iterable[Duty], *, at: datetime, key: str, by: Person) -> None:
    """Notify the holders of the offices that must act, but not the one who has just acted."""
    day = timezone.localtime(at).date()
    for duty in found:
        for person in who_acts(journey, duty.party, duty.roles, on=day):
            if person.pk != by.pk:
                _notify_of_duty(journey, duty, person, at=at, key=f"journey-{journey.pk}-{duty.verb}-{key}")


def notify_outcome(journey: Journey, *, at: datetime, key: str) -> None:
    """Notify the city's people of the state the journey has reached."""

    def compose() -> Words:
        values = {"city": journey.organisation.short_name, "state": journey.get_state_display()}
        return Words(_("%(city)s: %(state)s") % values, _outcome(journey), journey.get_absolute_url())

    for person in Person.objects.filter(pk__in=_people_of(journey, at)):
        notify(person, compose, kind="admission.outcome", at=at, key=f"journey-{journey.pk}-outcome-{key}")


def _outcome(journey: Journey) -> str:
    city, member = journey.organisation.short_name, journey.membership
    if member and member.number:
        return _("%(city)s is member number %(number)s of the network.") % {"city": city, "number": member.number}
    return _("The journey of %(city)s is now at “%(state)s”.") % {
        "city": city,
        "state": journey.get_state_display(),
    }


def _people_of(journey: Journey, at: datetime) -> list[int]:
    return [person.pk for person in holders_of(journey.organisation, *PREPARERS, on=timezone.localtime(at).date())]


def _notify_of_duty(journey: Journey, duty: Duty, person: Person, *, at: datetime, key: str) -> None:
    def compose() -> Words:
        values = {"city": journey.organisation.short_name, "duty": duty.what}
        sentences = [_("It is your turn in the journey of %(city)s: %(duty)s.") % values]
        if journey.due_on:
            sentences.append(_("It is due on %(day)s.") % {"day": words.long_date(journey.due_on)})
        return Words(_("%(city)s: %(duty)s") % values, " ".join(sentences), duty_url(duty, journey))

    notify(person, compose, kind="admission.duty", at=at, key=key)
