"""Action items: written into a draft, and reported on by their owners."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from jejaring.events.views.common import crumbs, event_for, work_page
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.minutes import rules
from jejaring.minutes.actions import items as actions
from jejaring.minutes.forms import ItemForm, ReportForm
from jejaring.minutes.models import ActionItem, Minutes
from jejaring.minutes.views.minutes import is_overdue


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Add an item to a draft."""
    found, (on, at) = _minutes(request, slug, public_id), now()
    form = ItemForm(request.POST or None)
    if submitted(request, form, lambda: actions.add_item(found, **form.item, by=reader(request), on=on, at=at)):
        return redirect(found)
    return _form_page(request, found, form, title=_("Add an action item"), button=_("Add the item"))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, public_id: UUID, number: int) -> HttpResponse:
    """Change an item of a draft."""
    found, (on, at) = _minutes(request, slug, public_id), now()
    item = get_object_or_404(found.items.select_related("owner"), number=number, dropped_at=None)
    first = {"text": item.text, "email": item.owner.email, "due_on": item.due_on}
    form = ItemForm(request.POST or None, initial=first)
    if submitted(request, form, lambda: actions.change_item(item, **form.item, by=reader(request), on=on, at=at)):
        return redirect(found)
    return _form_page(request, found, form, title=_("Change the action item"), button=_("Save the changes"))


@require_POST
def drop(request: HttpRequest, slug: str, public_id: UUID, number: int) -> HttpResponse:
    """Leave an item out of a draft."""
    found, at = _minutes(request, slug, public_id), now()[1]
    item = get_object_or_404(found.items, number=number, dropped_at=None)
    attempt(request, lambda: actions.drop_item(item, by=reader(request), at=at), _("The item is left out."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an item to its owner, who reports that it is done."""
    found, (on, at) = _item(request, pk), now()
    form = ReportForm(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: actions.complete_item(found, **form.cleaned_data, by=reader(request), at=at)):
        messages.success(request, _("The item is done."))
        return redirect(found)
    return form_page(
        request,
        form,
        title=found.text,
        eyebrow=found.minutes.title,
        button=_("It is done"),
        crumbs=workroom_crumbs((found.text, "")),
        template="minutes/item.html",
        item=found,
        overdue=is_overdue(found, on=on),
    )


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that an item is done."""
    found, at = _item(request, pk), now()[1]
    attempt(request, lambda: actions.reopen_item(found, by=reader(request), at=at), _("The item waits again."))
    return redirect(found)


def _item(request: HttpRequest, pk: int) -> ActionItem:
    found = get_object_or_404(ActionItem.objects.select_related("minutes__event", "minutes__document", "owner"), pk=pk)
    if not rules.may_report(reader(request), found, on=now()[0]):
        raise Http404
    return found


def _minutes(request: HttpRequest, slug: str, public_id: UUID) -> Minutes:
    event = event_for(request, slug, rules.may_keep_minutes)
    found = get_object_or_404(Minutes.objects.select_related("event", "session"), event=event, public_id=public_id)
    require(rules.may_write(reader(request), found, on=now()[0]))
    return found


def _form_page(request: HttpRequest, found: Minutes, form: Any, **page: Any) -> HttpResponse:
    above = (pgettext("of a meeting", "Minutes"), reverse("minutes:list", args=[found.event.slug]))
    way = crumbs(found.event, above, (found.title, found.get_absolute_url()))
    return form_page(request, form, crumbs=way, **page, **work_page(request, found.event, "minutes"))
