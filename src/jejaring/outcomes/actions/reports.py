"""Publishing the report of an event: its figures are kept, its document replaces the one before."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.cities.letters import register_of
from jejaring.cities.queries import the_network
from jejaring.documents.actions import issue_document
from jejaring.events.models import Event
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.outcomes.figures import compose
from jejaring.outcomes.models import Report
from jejaring.outcomes.paper import outline_of
from jejaring.outcomes.queries import current_report
from jejaring.people.models import Person

KIND = "event_report"


@transaction.atomic
def publish_report(
    event: Event, *, summary_id: str, summary_en: str = "", by: Person, on: date, at: datetime
) -> Report:
    """Publish the report of an event with its figures as they are now; return it.

    A second time it is a new edition, and the document before is replaced. Raises Refusal before the event is over.
    """
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if event.state == Event.State.DRAFT or on < event.ends_on:
        raise Refusal(_("A report is published once the event is over."))
    before, network, content = current_report(event), the_network(), compose(event, at=at)
    document = issue_document(
        outline_of(event, network, summary_id, content, on=on),
        kind=KIND,
        register=register_of(network),
        issuer_name=network.name,
        record=event,
        by=by,
        at=at,
        on=on,
        public=True,
        replaces=before.document if before else None,
    )
    report = Report.objects.create(
        event=event,
        number=before.number + 1 if before else 1,
        summary_id=summary_id,
        summary_en=summary_en,
        content=content,
        document=document,
        published_at=at,
        published_by=by,
    )
    record("outcomes.publish_report", report, by=by, at=at, on=on, data={"number": report.number})
    return report
