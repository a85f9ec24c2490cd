"""What people are told about their own registration: each once, with the address of their own page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from jejaring.kit import words
from jejaring.registration import mail, tickets
from jejaring.registration.models import Registration

State = Registration.State
TEMPLATES = {State.CONFIRMED: "confirmed", State.WAITING: "waiting", State.APPLIED: "applied"}


def decided(registration: Registration, *, at: datetime) -> None:
    """Write that someone has a seat, waits for one, or waits for approval; and what to confirm, if anything."""
    state = State(registration.state)
    _write(registration, TEMPLATES[state], TEMPLATES[state], lambda: _to_confirm(registration), at=at)


def moved_up(registration: Registration, *, at: datetime) -> None:
    """Write that someone has moved up from the waiting list."""

    def details() -> str:
        moved = _("A seat has become free, and it is yours. If you cannot come, please cancel on your page.")
        return "\n".join(filter(None, (moved, _to_confirm(registration))))

    _write(registration, "moved-up", "confirmed", details, at=at)


def rejected(registration: Registration, *, at: datetime) -> None:
    """Write that a registration was not accepted, and why."""
    _write(registration, "rejected", "rejected", lambda: registration.end_reason, at=at)


def reminded_of_page(registration: Registration, *, at: datetime) -> None:
    """Write the address of the own page anew, at most once an hour."""
    state = State(registration.state)
    _write(registration, f"link-{at:%y%m%d%H}", TEMPLATES[state], lambda: _to_confirm(registration), at=at)


def _write(registration: Registration, what: str, template: str, details: Callable[[], str], *, at: datetime) -> None:
    recipient = mail.of_registration(registration, details)
    occasion = tickets.occasion(what, registration)
    link = lambda: tickets.path_of(registration)  # noqa: E731 - asked in the reader's language
    mail.write(registration.event, occasion, [recipient], template=template, at=at, link=link)


def _to_confirm(registration: Registration) -> str:
    if registration.confirm_until is None:
        return ""
    until = words.moment(registration.confirm_until, registration.event.time_zone)
    return _("Please confirm your registration on your page by %(until)s; otherwise it ends.") % {"until": until}
