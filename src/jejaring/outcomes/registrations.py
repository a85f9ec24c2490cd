"""What this room registers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jejaring.cities.queries import Reader
from jejaring.events.models import Event, Session
from jejaring.events.rules import may_manage
from jejaring.events.sections import PageSection, event_sections, session_sections
from jejaring.events.tabs import EventTab, event_tabs
from jejaring.kit import registry
from jejaring.kit.components import Link
from jejaring.kit.registry import Doorway, Export, PersonalData, Route, Who
from jejaring.ledger.agreement import Claim, Recorded, recorded
from jejaring.outcomes.figures import feedback_chart, said_of
from jejaring.outcomes.models import Feedback, Report
from jejaring.outcomes.pages import Voices
from jejaring.outcomes.queries import current_report, feedback_of, is_open, is_over, result_of, survey_of
from jejaring.outcomes.verbs import VERBS
from jejaring.registration.models import Registration
from jejaring.registration.ticket_links import ticket_links


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    registry.verbs.add_all(VERBS)
    recorded.add_all(RECORDED)
    registry.doorways.add_all(DOORWAYS)
    registry.personal_data.add_all(PERSONAL_DATA)
    registry.exports.add("outcomes", Export(gettext_lazy("Your feedback on events"), feedback_of))
    registry.routes.add_all(ROUTES)
    event_tabs.add("report", EventTab(gettext_lazy("Report"), "outcomes:work", may_manage, order=90))
    event_sections.add("laporan", PageSection(gettext_lazy("Report"), "outcomes/_of_event.html", _of_event, order=70))
    ticket_links.add("feedback", _to_feedback)
    title = gettext_lazy("What participants said")
    session_sections.add("umpan-balik", PageSection(title, "outcomes/_of_session.html", _of_session, order=70))


def _to_feedback(registration: Registration, token: str, *, on: date) -> Link | None:
    confirmed = registration.state == Registration.State.CONFIRMED
    if not confirmed or not is_open(survey_of(registration.event), on=on):
        return None
    return Link(_("Give feedback"), reverse("outcomes:feedback", args=[token]))


def _of_event(record: Event, *, reader: Reader, on: date) -> Mapping[str, Any] | None:
    report = current_report(record)
    if report is None:
        return None
    return {"report": report, "action": Link(_("Read the report"), report.get_absolute_url())}


def _of_session(record: Session, *, reader: Reader, on: date) -> Mapping[str, Any] | None:
    """Show what was said of a session once nobody can answer any more."""
    if not is_over(survey_of(record.event), on=on):
        return None
    result = result_of(record)
    if result is None or not result.answers:
        return None
    said = said_of(result)
    return {"voices": Voices(said, feedback_chart(said))}


def _for_managers_of_feedback(reader: Reader, record_id: str, *, on: date) -> bool:
    found = Feedback.objects.select_related("event").filter(pk=record_id).first()
    return found is not None and may_manage(reader, found.event, on=on)


def _for_managers_of_report(reader: Reader, record_id: str, *, on: date) -> bool:
    found = Report.objects.select_related("event").filter(pk=record_id).first()
    return found is not None and may_manage(reader, found.event, on=on)


DOORWAYS = {
    "outcomes.feedback": Doorway(may_see=_for_managers_of_feedback),
    "outcomes.report": Doorway(may_see=_for_managers_of_report),
}
_OF_EVENT: dict[str, Any] = {"of": "events.event", "take": {"slug": "slug"}}
_OF_TICKET: dict[str, Any] = {"arguments": {"token": "tidak-ada"}}
ROUTES = {
    "outcomes:report": Route(Who.ANYONE, **_OF_EVENT),
    "outcomes:press_pack": Route(Who.ANYONE, **_OF_EVENT),
    "outcomes:own_feedback": Route(Who.PERSON, **_OF_EVENT),
    "outcomes:feedback": Route(Who.ANYONE, **_OF_TICKET),
    "outcomes:feedback_event": Route(Who.ANYONE, **_OF_TICKET),
    "outcomes:feedback_session": Route(Who.ANYONE, arguments={"token": "tidak-ada", "number": 1}),
    "outcomes:work": Route(Who.OFFICE, **_OF_EVENT),
    "outcomes:open_survey": Route(Who.OFFICE, **_OF_EVENT),
    "outcomes:texts": Route(Who.OFFICE, **_OF_EVENT),
    "outcomes:judge": Route(Who.OFFICE, of="outcomes.feedback", take={"slug": "event.slug", "pk": "pk"}),
    "outcomes:publish": Route(Who.OFFICE, **_OF_EVENT),
}
RECORDED = {
    "outcomes.feedback": Recorded(("outcomes.give_feedback",), (), lasting=False),
    "outcomes.report": Recorded(
        ("outcomes.publish_report",), (Claim("number", "number", ("outcomes.publish_report",)),)
    ),
}
PERSONAL_DATA = {
    "outcomes.feedback": PersonalData(
        what=gettext_lazy("What you said of an event and its sessions"),
        held=gettext_lazy("your answers and your text, with your registration"),
        why=gettext_lazy("To make the next meeting better"),
        until=gettext_lazy("As long as the event is kept"),
        seen_by=gettext_lazy(
            "Those who run the event; others see figures of three people or more, and texts without a name"
        ),
    ),
}
