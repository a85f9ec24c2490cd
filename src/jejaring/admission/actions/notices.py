"""Notices of the journey: to those who must act, in every language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from engines.lifecycle.journey import NETWORK
from jejaring.admission.duties import PREPARERS, Duty
from jejaring.admission.models import Journey
from jejaring.admission.queries.journey import duty_url
from jejaring.cities.models import Organisation
from jejaring.cities.queries import holders_of, the_network
from jejaring.kit import words
from jejaring.notices.actions import notify
from jejaring.notices.models import Words
from jejaring.people.models import Person


def side(journey: Journey, party: str) -> Organisation:
    """Return the organisation that acts for a party."""
    return the_network() if party == NETWORK else journey.organisation


def tell_who_acts_next(journey: Journey, found: Iterable[Duty], *, at: datetime, key: str, by: Person) -> None:
    """Tell the holders of the offices that must act; not the one who has just acted."""
    day = timezone.localtime(at).date()
    for duty in found:
        for person in holders_of(side(journey, duty.party), *duty.roles, on=day):
            if person.pk != by.pk:
                _tell_duty(journey, duty, person, at=at, key=f"journey-{journey.pk}-{duty.verb}-{key}")


def tell_outcome(journey: Journey, *, at: datetime, key: str) -> None:
    """Tell the city's people where the journey has got to."""

    def say() -> Words:
        values = {"city": journey.organisation.short_name, "state": journey.get_state_display()}
        return Words(_("%(city)s: %(state)s") % values, _outcome(journey), journey.get_absolute_url())

    for person in Person.objects.filter(pk__in=_people_of(journey, at)):
        notify(person, say, kind="admission.outcome", at=at, key=f"journey-{journey.pk}-outcome-{key}")


def _outcome(journey: Journey) -> str:
    city, member = journey.organisation.short_name, journey.membership
    if member and member.number:
        return _("%(city)s is member number %(number)s of the network.") % {"city": city, "number": member.number}
    return _("The journey of %(city)s now stands at “%(state)s”.") % {
        "city": city,
        "state": journey.get_state_display(),
    }


def _people_of(journey: Journey, at: datetime) -> list[int]:
    return [person.pk for person in holders_of(journey.organisation, *PREPARERS, on=timezone.localtime(at).date())]


def _tell_duty(journey: Journey, duty: Duty, person: Person, *, at: datetime, key: str) -> None:
    def say() -> Words:
        values = {"city": journey.organisation.short_name, "duty": duty.what}
        sentences = [_("In the journey of %(city)s it is your turn: %(duty)s.") % values]
        if journey.due_on:
            sentences.append(_("It is due on %(day)s.") % {"day": words.long_date(journey.due_on)})
        return Words(_("%(city)s: %(duty)s") % values, " ".join(sentences), duty_url(duty, journey))

    notify(person, say, kind="admission.duty", at=at, key=key)
