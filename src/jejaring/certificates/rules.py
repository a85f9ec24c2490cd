"""Who may do what to certificates."""

from __future__ import annotations

from datetime import date

from jejaring.certificates.models import Certificate, Template
from jejaring.cities.models import Holding, Office
from jejaring.cities.queries import Reader, holding_on
from jejaring.events.models import Event
from jejaring.events.rules import may_manage


def may_issue(person: Reader, event: Event, *, on: date) -> bool:
    """Who manages an event edits its certificates, issues and revokes them."""
    return may_manage(person, event, on=on)


def may_sign_for(person: Reader, office: Office, *, on: date) -> bool:
    """Only who holds the signing office signs, whoever manages the event."""
    if not person.is_authenticated:
        return False
    return Holding.objects.filter(holding_on(on), holder=person, office=office).exists()


def may_sign_some(person: Reader, event: Event, *, on: date) -> bool:
    """Who holds an office that signs, or signed, certificates of an event opens the page on which they are signed."""
    if not person.is_authenticated:
        return False
    held = Holding.objects.filter(holding_on(on), holder=person).order_by().values("office")
    own = Template.objects.filter(event=event, office__in=held)
    return own.exists() or Certificate.objects.filter(event=event, office__in=held).exists()
