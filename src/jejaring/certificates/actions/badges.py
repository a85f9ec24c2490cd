"""Badges for many: the job is begun here, and its PDF kept."""

from __future__ import annotations

import io
from datetime import datetime
from uuid import UUID, uuid4

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.certificates import badges
from jejaring.documents.actions import store_upload
from jejaring.events.models import Event
from jejaring.kit import jobs
from jejaring.kit.models import Job
from jejaring.kit.refusal import Refusal
from jejaring.kit.registry import Report
from jejaring.ledger.actions import record
from jejaring.people.models import Person
from jejaring.registration import codes
from jejaring.registration.models import BadgePrint

KEPT = 10  # prints of an event; older ones are removed, so that no stack of names grows


def begin_print(event: Event, *, sheet: str, who: str, checked: bool, by: Person, at: datetime) -> Job:
    """Start the job that prints badges, see `print_badges`. Raises Refusal if there is nobody to print one for."""
    if not badges.badged(event, who, checked=checked).exists():
        raise Refusal(_("There is nobody to print a badge for: nobody is confirmed, or no name has been checked yet."))
    arguments = {"public_id": str(uuid4()), "event_id": event.pk, "sheet": sheet, "who": who, "checked": checked}
    return jobs.start("registration.print_badges", owner=by, at=at, **arguments)


@transaction.atomic
def print_badges(
    event: Event, public_id: UUID, *, sheet: str, who: str, checked: bool, by: Person, at: datetime, report: Report
) -> BadgePrint:
    """Make a PDF of badges and keep it for the event's managers; who has no code yet gets one.

    `public_id` is that of the print: one that was made already stays as it is. Raises KeyError for an unknown sheet.
    """
    if made := BadgePrint.objects.filter(public_id=public_id).first():
        return made
    people = list(badges.badged(event, who, checked=checked))
    report(0, len(people))
    drawn = [badges.badge(one, next(iter(one.codes.all()), None) or codes.make(one, at=at)) for one in people]
    pdf = badges.render(drawn, sheet, title=_("Badges: %(event)s") % {"event": event.name}, on=at.date())
    made = BadgePrint.objects.create(
        public_id=public_id, event=event, sheet=sheet, badges=len(drawn), made_at=at, made_by=by
    )
    upload = InMemoryUploadedFile(
        io.BytesIO(pdf), None, f"{_('badges')}-{event.slug}.pdf", "application/pdf", len(pdf), None
    )
    made.file = store_upload(upload, record=made, by=by, at=at)
    made.save(update_fields=["file"])
    _remove_old_prints(event)
    record("registration.print_badges", made, by=by, at=at, on=at.date(), data={"badges": made.badges})
    report(len(people), len(people))
    return made


def _remove_old_prints(event: Event) -> None:
    """Remove all but the newest prints of an event; the sweeper removes their bytes."""
    for old in list(event.badge_prints.select_related("file")[KEPT:]):
        old.delete()
        if old.file:
            old.file.delete()
