"""What the pages of certificates share: the event, the one certificate, and the way back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.certificates import rules
from jejaring.certificates.models import Certificate
from jejaring.events.models import Event
from jejaring.events.views.common import Crumb, crumbs, event_for, work_page

TAB = "certificates"


def event_to_certify(request: HttpRequest, slug: str) -> Event:
    """Return the event whose certificates the reader may issue."""
    return event_for(request, slug, rules.may_issue)


def certificate_to_manage(request: HttpRequest, slug: str, public_id: UUID) -> Certificate:
    """Return a certificate of an event whose certificates the reader may issue."""
    found = Certificate.objects.select_related(
        "event", "document__replaced_by", "registration", "office__organisation", "issued_by"
    )
    return get_object_or_404(found, event=event_to_certify(request, slug), public_id=public_id)


def page_of(request: HttpRequest, event: Event, *below: Crumb) -> dict[str, Any]:
    """Return what every page below the list of certificates shows."""
    way = crumbs(event, (_("Certificates"), reverse("certificates:certificates", args=[event.slug])), *below)
    return {"crumbs": way, **work_page(request, event, TAB)}
