"""What this room registers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.cities.queries import Reader
from jejaring.events.models import Event
from jejaring.events.sections import PageSection, event_sections
from jejaring.events.tabs import EventTab, event_tabs
from jejaring.kit import clock, registry
from jejaring.kit.registry import Doorway, Export, PersonalData, RoomInbox, Route, Who
from jejaring.people.links import LinkPurpose, purposes
from jejaring.people.models import OneUseLink
from jejaring.proposals.actions.proposals import KEPT_DAYS, UNCONFIRMED_DAYS, confirm
from jejaring.proposals.models import Proposal
from jejaring.proposals.queries import PURPOSE, call_of, is_open, proposals_visible_to, waiting_for
from jejaring.proposals.rules import may_read_proposals
from jejaring.proposals.verbs import VERBS


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    registry.verbs.add_all(VERBS)
    registry.doorways.add("proposals.proposal", Doorway(visible=proposals_visible_to))
    registry.inboxes.add("proposals", RoomInbox(_("Proposals"), waiting_for, order=26))
    registry.exports.add("proposals.proposals", Export(_("Your proposals"), _own_proposals))
    registry.personal_data.add("proposals.proposals", KEPT)
    registry.routes.add_all(ROUTES)
    purposes.add(PURPOSE, LINK)
    event_sections.add("usulan", PageSection(_("Propose a session"), "proposals/_call.html", _open_call, order=30))
    event_tabs.add("proposals", EventTab(_("Proposals"), "proposals:proposals", may_read_proposals, order=40))


def _open_call(record: Event, *, reader: Reader, on: date) -> Mapping[str, Any] | None:
    """Return an event's call while it is open."""
    call = call_of(record)
    if call is None or not is_open(call, at=clock.now()):
        return None
    return {"call": call, "event": record}


# --- the link to a proposal ---------------------------------------------------------------------
def _proposal_of(link: OneUseLink) -> Proposal | None:
    return Proposal.objects.select_related("call__event").filter(pk=link.record_id, erased_at=None).first()


def _is_wanted(link: OneUseLink) -> bool:
    proposal = _proposal_of(link)
    return proposal is not None and proposal.email == link.email


def _names(link: OneUseLink) -> dict[str, str]:
    proposal = _proposal_of(link)
    event = str(proposal.call.event.name) if proposal else ""
    return {"name": link.name, "event": event, "network": settings.NETWORK_NAME}


def _letter(link: OneUseLink) -> tuple[str, str]:
    text = gettext(
        "Dear %(name)s,\n\nsomeone began a proposal for a session of %(event)s with this address. If it was you, open"
        " this link to write it. The link opens once, within 14 days; a new one can be sent. If it was not you, ignore"
        " this letter: nothing is submitted without the link."
    )
    return gettext("Your proposal for %(event)s") % _names(link), text % _names(link)


def _lead(link: OneUseLink) -> str:
    return gettext("For %(event)s. The button confirms that this address is yours.") % _names(link)


LINK = LinkPurpose(
    title=_("Your proposal for a session"),
    button=_("Open my proposal"),
    lead=_lead,
    letter=_letter,
    opened=confirm,
    is_wanted=_is_wanted,
)


# --- persons ------------------------------------------------------------------------------------
def _own_proposals(person: Any) -> list[dict[str, Any]]:
    fields = ("call__event__slug", "state", "title", "abstract", "name", "email", "affiliation", "submitted_at")
    return list(Proposal.objects.filter(person=person).values(*fields))


def _until_erased() -> str:
    sentence = gettext(
        "If accepted, as long as the programme is kept; if not, %(days)s days after the decision; without confirmation"
        " of the address, %(unconfirmed)s days."
    )
    return sentence % {"days": KEPT_DAYS, "unconfirmed": UNCONFIRMED_DAYS}


KEPT = PersonalData(
    _("Proposals for sessions"),
    held=_("Name, position, e-mail address, city or organisation, biography, and what you propose."),
    why=_("So that reviewers can judge your proposal and you can be told the decision."),
    until=lazy(_until_erased, str)(),
    seen_by=_("Those who run the event and its reviewers; if accepted, everyone reads title, abstract and speakers."),
    order=120,
)

# --- routes -------------------------------------------------------------------------------------
_OF_EVENT = {"slug": "slug"}
_OF_CALL = {"slug": "event.slug"}
_OF_PROPOSAL = {"slug": "call.event.slug", "public_id": "public_id"}
_WORK = Route(Who.OFFICE, of="proposals.proposal", take=_OF_PROPOSAL)
ROUTES = {
    "proposals:call": Route(Who.ANYONE, of="proposals.call", take=_OF_CALL),
    "proposals:proposal": Route(Who.ANYONE, of="proposals.proposal", take=_OF_PROPOSAL),
    "proposals:withdraw": Route(Who.ANYONE, of="proposals.proposal", take=_OF_PROPOSAL),
    "proposals:proposals": Route(Who.OFFICE, of="events.event", take=_OF_EVENT),
    "proposals:set_call": Route(Who.OFFICE, of="events.event", take=_OF_EVENT),
    "proposals:work_proposal": _WORK,
    "proposals:review": _WORK,
    "proposals:accept": _WORK,
    "proposals:reject": _WORK,
}
