"""What this room registers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from jejaring.cities.models import Organisation
from jejaring.cities.queries import Reader
from jejaring.delegations.jobs import delegations as jobs
from jejaring.delegations.queries.delegations import waiting_for, went_to
from jejaring.kit import registry
from jejaring.kit.registry import CitySection, Doorway, Export, JobKind, PersonalData, RoomInbox, Route, Who
from jejaring.people.models import Person
from jejaring.registration.models import Message, RosterImport
from jejaring.registration.queries.people import delegations_visible_to


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    registry.doorways.add("registration.delegation", Doorway(visible=delegations_visible_to))
    registry.doorways.add("registration.rosterimport", Doorway(may_see=_may_see_roster))
    registry.job_kinds.add("registration.invite_cities", JobKind(_("Inviting cities"), jobs.invite_cities))
    registry.job_kinds.add("registration.sign_invitations", JobKind(_("Signing invitations"), jobs.sign_invitations))
    registry.inboxes.add("delegations", RoomInbox(_("Delegations"), waiting_for, order=55))
    registry.city_sections.add(
        "delegasi", CitySection(_("Events its delegation went to"), "delegations/_of_city.html", _went, order=55)
    )
    registry.exports.add("messages", Export(_("Messages about events"), _messages_to))
    registry.personal_data.add(
        "registration.messages",
        PersonalData(
            _("Messages about events"),
            held=_("Your address, your name, and what was written to you about an event, with the time it was sent."),
            why=_("So that nobody is written to twice, and a message that failed can be sent again."),
            until=_("Until your account is deleted, or two years after the event."),
            seen_by=_("The event's managers."),
            order=87,
        ),
    )
    registry.routes.add_all(ROUTES)


def _may_see_roster(reader: Reader, record_id: str, *, on: date) -> bool:
    """A list of people that was loaded is for those who see the delegation."""
    found = RosterImport.objects.filter(pk=record_id).first() if record_id else None
    return found is not None and delegations_visible_to(reader, on=on).filter(pk=found.delegation_id).exists()


def _messages_to(person: Person) -> list[dict[str, Any]]:
    found = Message.objects.filter(recipient=person.email).select_related("event").order_by("queued_at")
    return [
        {"event": one.event.name_id, "subject": one.subject, "text": one.body, "sent": one.sent_at} for one in found
    ]


def _went(organisation: Organisation, on: date) -> Mapping[str, Any] | None:
    found = went_to(organisation, on=on)
    return {"delegations": found} if found else None


_OF_EVENT = Route(Who.OFFICE, of="registration.delegation", take={"slug": "event.slug"})
_OF_DELEGATION = Route(Who.OFFICE, of="registration.delegation", take={"public_id": "public_id"})
_OF_MEMBER = Route(
    Who.OFFICE, of="registration.registration", take={"public_id": "delegation.public_id", "person": "public_id"}
)
_OF_MESSAGE = Route(Who.OFFICE, of="registration.message", take={"slug": "event.slug", "pk": "pk"})
ROUTES = {
    **dict.fromkeys(
        (
            "delegations:delegations",
            "delegations:invite_cities",
            "delegations:sign_invitations",
            "delegations:messages",
            "delegations:announce",
            "delegations:resend_failed",
            "delegations:wordings",
        ),
        _OF_EVENT,
    ),
    **dict.fromkeys(
        (
            "delegations:delegation",
            "delegations:accept_invitation",
            "delegations:decline_invitation",
            "delegations:delegation_contact",
            "delegations:check_names",
            "delegations:add_member",
            "delegations:roster",
            "delegations:delegation_terms",
            "delegations:withdraw_invitation",
        ),
        _OF_DELEGATION,
    ),
    **dict.fromkeys(
        ("delegations:change_member", "delegations:replace_member", "delegations:withdraw_member"), _OF_MEMBER
    ),
    "delegations:message": _OF_MESSAGE,
    "delegations:resend_message": _OF_MESSAGE,
    "delegations:wording": Route(
        Who.OFFICE,
        of="registration.delegation",
        take={"slug": "event.slug"},
        arguments={"kind": "reminder", "language": "id"},
    ),
    "delegations:loaded_roster": Route(
        Who.OFFICE, of="registration.rosterimport", take={"public_id": "delegation.public_id", "pk": "pk"}
    ),
}
