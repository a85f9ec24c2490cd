"""What this room registers."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from jejaring.certificates.badge_jobs import print_badges
from jejaring.cities.queries import Reader
from jejaring.delegations import registrations as letter_offers
from jejaring.events.rules import may_manage
from jejaring.kit import registry
from jejaring.kit.registry import Doorway, JobKind, PersonalData, Route, Who
from jejaring.registration import people_offers
from jejaring.registration.models import BadgePrint
from jejaring.registration.queries.people import events_of
from jejaring.registration.verbs import VERBS
from jejaring.speakers.queries.materials import takes_part


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    registry.verbs.add_all(VERBS)
    registry.routes.add_all(ROUTES)
    letter_offers.register()
    _register_badges()
    people_offers.register()
    takes_part.add("registration", events_of)


def _register_badges() -> None:
    registry.doorways.add("registration.badgeprint", Doorway(may_see=_may_see_print))
    registry.job_kinds.add("registration.print_badges", JobKind(_("Printing badges"), print_badges))
    registry.personal_data.add(
        "registration.badges",
        PersonalData(
            _("Badges of events"),
            held=_("Name, position, organisation, role and code of everyone who comes."),
            why=_("So that people know each other's names, and the door knows who has come."),
            until=_("Until ten newer prints of the event were made."),
            seen_by=_("The event's managers; on the badge, everyone there. The code alone tells strangers nothing."),
            order=86,
        ),
    )


def _may_see_print(reader: Reader, record_id: str, *, on: date) -> bool:
    """What was printed is for those who manage the event."""
    found = BadgePrint.objects.select_related("event").filter(pk=record_id).first() if record_id else None
    return found is not None and may_manage(reader, found.event, on=on)


_OF_CODE = {"slug": "registration.event.slug"}
ROUTES = {
    "registration:code": Route(Who.ANYONE, of="registration.code", take={**_OF_CODE, "code": "text"}),
    "registration:renew_code": Route(
        Who.OFFICE, of="registration.code", take={**_OF_CODE, "public_id": "registration.public_id"}
    ),
    "certificates:badges": Route(Who.OFFICE, of="registration.code", take=_OF_CODE),
    "certificates:print_badges": Route(Who.OFFICE, of="registration.code", take=_OF_CODE),
    "certificates:badge": Route(
        Who.OFFICE, of="registration.code", take={**_OF_CODE, "public_id": "registration.public_id"}
    ),
}
