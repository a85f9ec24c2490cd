"""The appearance of an event's certificates, and the rules of who gets one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.certificates import papers, queries
from jejaring.certificates.models import Rule, Template
from jejaring.cities.models import Office
from jejaring.documents.actions import store_upload
from jejaring.events.models import Event
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person

LARGEST_LOGO = 200 * 1024  # bytes; it is in every certificate


@dataclass(frozen=True, slots=True)
class Look:
    """What is edited of a template; without `logo` the one it has stays, unless it is to go (`no_logo`)."""

    title_id: str
    title_en: str
    text_id: str
    text_en: str
    office: Office
    landscape: bool
    band: bool
    logo: UploadedFile[Any] | None = None
    no_logo: bool = False


def proposed(event: Event, look: Look) -> Template:
    """Return the template as it would be, not saved, with the logo it has. Raises Refusal as `save_template` does."""
    papers.check(look.text_id, event, field="text_id", needed=True)
    papers.check(look.text_en, event, field="text_en", needed=bool(look.text_en))
    if not queries.signing_offices(event).filter(pk=look.office.pk).exists():
        raise Refusal(_("This office cannot sign certificates of the event."), field="office")
    found = queries.template_of(event) or Template(event=event)
    for name in ("title_id", "title_en", "text_id", "text_en", "office", "landscape", "band"):
        setattr(found, name, getattr(look, name))
    if look.no_logo:
        found.logo = None
    return found


@transaction.atomic
def save_template(event: Event, look: Look, *, by: Person, on: date, at: datetime) -> Template:
    """Keep the appearance of an event's certificates. What was issued stays as it is.

    Raises Refusal for a text that no certificate can be made of, an office that cannot sign, or a logo that is not a
    small PNG.
    """
    Event.objects.select_for_update().get(pk=event.pk)
    template = proposed(event, look)
    if template.pk is None:
        template.save()
        _begin_rules(event)
    if look.logo is not None:
        if (look.logo.size or 0) > LARGEST_LOGO:
            raise Refusal(_("The logo is larger than 200 kB; it stands in every certificate."), field="logo")
        stored = store_upload(look.logo, record=template, by=by, at=at)
        if stored.content_type != "image/png":
            raise Refusal(_("The logo must be a PNG."), field="logo")
        template.logo = stored
    template.save()
    record("certificates.save_template", template, by=by, at=at, on=on)
    return template


def _begin_rules(event: Event) -> None:
    """Begin with what is usual: 80 percent of the sessions; speakers and committee without counting."""
    Rule.objects.bulk_create(
        [
            Rule(event=event, audience=Rule.Audience.PARTICIPANTS, percent=80),
            Rule(event=event, audience=Rule.Audience.SPEAKERS),
            Rule(event=event, audience=Rule.Audience.COMMITTEE),
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def save_rules(
    event: Event, rules: Mapping[str, Mapping[str, Any] | None], *, by: Person, on: date, at: datetime
) -> None:
    """Keep who gets a certificate: by audience the values of its rule, or None for an audience that gets none."""
    for audience, values in rules.items():
        if values is None:
            Rule.objects.filter(event=event, audience=audience).delete()
        else:
            Rule.objects.update_or_create(event=event, audience=audience, defaults=values)
    record(
        "certificates.save_rules",
        event,
        by=by,
        at=at,
        on=on,
        data={"rules": {k: v and dict(v) for k, v in rules.items()}},
    )
