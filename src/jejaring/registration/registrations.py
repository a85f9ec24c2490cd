"""What this room registers."""

from __future__ import annotations

from jejaring.kit import registry
from jejaring.kit.registry import Route, Who
from jejaring.registration import people_offers
from jejaring.registration.queries.people import events_of
from jejaring.registration.verbs import VERBS
from jejaring.speakers.queries.materials import takes_part


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    registry.verbs.add_all(VERBS)
    registry.routes.add_all(ROUTES)
    people_offers.register()
    takes_part.add("registration", events_of)


_OF_CODE = {"slug": "registration.event.slug"}
ROUTES = {
    "registration:code": Route(Who.ANYONE, of="registration.code", take={**_OF_CODE, "code": "text"}),
    "registration:renew_code": Route(
        Who.OFFICE, of="registration.code", take={**_OF_CODE, "public_id": "registration.public_id"}
    ),
}
