"""What one-use links are for: each room that sends some registers their purpose.

A link opens its page once. Whoever has opened one without an account may go on in the same browser for some hours:
`granted` returns for which records. Who comes back later has a new link sent to the same address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest

from jejaring.kit.components import Text
from jejaring.kit.registry import Registry
from jejaring.people.models import OneUseLink, Person

VALID_DAYS = 14
GRANTED_HOURS = 12
_GRANTED = "granted_links"  # in a session: when a link was opened, by purpose and record


@dataclass(frozen=True, slots=True)
class LinkPurpose:
    """What a kind of one-use link is for.

    `letter(link)` returns subject and text in the active language; the address is written under the text. `lead(link)`
    says on the page what `button` does. `opened(link, person, at)` is the use itself: it returns where to go on.
    `is_wanted(link)` tells whether its record still is there and has this e-mail address.
    """

    title: Text
    button: Text
    lead: Callable[[OneUseLink], str]
    letter: Callable[[OneUseLink], tuple[str, str]]
    opened: Callable[[OneUseLink, Person | None, datetime], str]
    is_wanted: Callable[[OneUseLink], bool]


purposes = Registry[LinkPurpose]("purpose of a one-use link")


def grant(request: HttpRequest, link: OneUseLink, *, at: datetime) -> None:
    """Let this browser go on with the record of a link that was just used."""
    kept = request.session.get(_GRANTED, {})
    request.session[_GRANTED] = {**kept, f"{link.purpose}:{link.record_id}": at.isoformat()}


def granted(request: HttpRequest, purpose: str, *, at: datetime) -> frozenset[str]:
    """Return the ids of the records that this browser has opened by a link of that purpose."""
    since = at - timedelta(hours=GRANTED_HOURS)
    kept = request.session.get(_GRANTED, {})
    fresh = {key for key, moment in kept.items() if datetime.fromisoformat(moment) > since}
    return frozenset(key.partition(":")[2] for key in fresh if key.partition(":")[0] == purpose)
