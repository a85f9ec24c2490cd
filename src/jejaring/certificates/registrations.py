"""What this room registers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.certificates import jobs, queries, rules
from jejaring.certificates.jobs import print_badges
from jejaring.certificates.models import Certificate, Template
from jejaring.certificates.verbs import VERBS
from jejaring.cities.queries import Reader
from jejaring.documents.verifying import attested
from jejaring.events.models import Event
from jejaring.events.rules import may_manage
from jejaring.events.sections import PageSection
from jejaring.events.tabs import EventTab, Overview, event_tabs, overviews
from jejaring.kit import registry
from jejaring.kit.components import Step
from jejaring.kit.registry import Doorway, Export, JobKind, MenuEntry, PersonalData, RoomInbox, Route, Who
from jejaring.ledger.agreement import Claim, Recorded, recorded
from jejaring.registration.models import BadgePrint
from jejaring.registration.sections import ticket_sections


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    registry.verbs.add_all(VERBS)
    recorded.add_all(RECORDED)
    registry.doorways.add_all(DOORWAYS)
    registry.routes.add_all(ROUTES)
    registry.routes.add_all(BADGE_ROUTES)
    _register_badges()
    registry.inboxes.add("certificates", RoomInbox(_("Certificates"), queries.waiting_for, order=46))
    registry.job_kinds.add("certificates.issue_batch", JobKind(_("Issuing certificates"), jobs.issue_batch))
    registry.job_kinds.add("certificates.sign_batch", JobKind(_("Signing certificates"), jobs.sign_batch))
    registry.exports.add("certificates", Export(_("Certificates of events"), _own))
    registry.account_menu.add("certificates:mine", MenuEntry(_("Your certificates"), order=46))
    registry.personal_data.add("certificates.certificates", _KEPT)
    ticket_sections.add("sertifikat", PageSection(_("Certificate"), "certificates/_ticket_section.html", _on_ticket))
    overviews.add("certificates", Overview(_steps, order=70))
    event_tabs.add("certificates", EventTab(_("Certificates"), "certificates:certificates", rules.may_issue, order=70))


def _on_ticket(record: Any, *, reader: Reader, on: date) -> Mapping[str, Any] | None:
    """Return the certificate in force of a registration, for its person's own page; None where there is none."""
    found = queries.certificate_of(record)
    return {"certificate": found, "signed": queries.is_signed(found)} if found else None


def _steps(event: Event, *, on: date) -> Sequence[Step]:
    """Return what of certificates is done: their template, and from the last day on issuing and signing them."""
    template, numbers = queries.template_of(event), queries.numbers(event)
    address = reverse("certificates:template", args=[event.slug])
    steps = [Step(_("Template of the certificates"), "done" if template else "todo", url=address)]
    if on >= event.ends_on or numbers.issued:
        done = bool(numbers.issued) and numbers.issued == numbers.signed
        said = gettext("%(signed)s of %(issued)s signed") % {"signed": numbers.signed, "issued": numbers.issued}
        address = reverse("certificates:certificates", args=[event.slug])
        steps.append(Step(_("Certificates"), "done" if done else "now", meta=said, url=address))
    return steps


_KEPT = PersonalData(
    _("Certificates of events"),
    held=_("Name, role and hours of presence as they were certified, the event, and the number."),
    why=_("So that anyone who is shown the certificate can check that it is genuine."),
    until=_("As long as the certificate can be verified."),
    seen_by=_("The person, the event's managers, who signs, and whoever has the code on the certificate."),
    order=87,
)


def _own(person: Any) -> list[dict[str, Any]]:
    """Return what was certified about a person with an account, ended certificates too."""
    found = Certificate.objects.filter(registration__person=person.pk).select_related("document")
    return [
        {
            "number": one.document.number,
            "issued_on": one.document.issued_on,
            "state": one.document.state,
            "reason": one.reason,
            **attested(one.document),
        }
        for one in found
        if one.document
    ]


def _may_see_template(reader: Reader, record_id: str, *, on: date) -> bool:
    """A template and its logo are for those who issue the event's certificates."""
    found = Template.objects.select_related("event").filter(pk=record_id).first() if record_id else None
    return found is not None and rules.may_issue(reader, found.event, on=on)


DOORWAYS = {
    "certificates.certificate": Doorway(visible=queries.certificates_visible_to),
    "certificates.template": Doorway(may_see=_may_see_template),
}
_BEGINS = ("certificates.issue", "certificates.correct")
RECORDED = {
    "certificates.certificate": Recorded(_BEGINS, (Claim("document__number", "number", _BEGINS),)),
    "certificates.template": Recorded(("certificates.save_template",), ()),
}
_OF_EVENT = Route(Who.OFFICE, of="certificates.certificate", take={"slug": "event.slug"})
_OF_ONE = Route(Who.OFFICE, of="certificates.certificate", take={"slug": "event.slug", "public_id": "public_id"})
_OF_WHOSE = Route(Who.ANYONE, of="certificates.certificate", take={"public_id": "public_id"})
ROUTES = {
    "certificates:mine": Route(Who.PERSON),
    "certificates:own": _OF_WHOSE,
    "certificates:own_pdf": _OF_WHOSE,
    "certificates:certificates": _OF_EVENT,
    "certificates:template": _OF_EVENT,
    "certificates:rules": _OF_EVENT,
    "certificates:issue": _OF_EVENT,
    "certificates:sign": _OF_EVENT,
    "certificates:give": Route(
        Who.OFFICE,
        of="certificates.certificate",
        take={"slug": "event.slug", "public_id": "registration.public_id"},
    ),
    "certificates:certificate": _OF_ONE,
    "certificates:correct": _OF_ONE,
    "certificates:revoke": _OF_ONE,
}


# --- badges ---------------------------------------------------------------------------
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
BADGE_ROUTES = {
    "certificates:badges": Route(Who.OFFICE, of="registration.code", take=_OF_CODE),
    "certificates:print_badges": Route(Who.OFFICE, of="registration.code", take=_OF_CODE),
    "certificates:badge": Route(
        Who.OFFICE, of="registration.code", take={**_OF_CODE, "public_id": "registration.public_id"}
    ),
}
