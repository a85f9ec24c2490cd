"""Pages of the ledger: the chain's head, a record's history, a person's history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jejaring.kit.components import Fact
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.requests import reader
from jejaring.kit.tables import PAGE
from jejaring.kit.words import number
from jejaring.ledger import histories, queries, rules
from jejaring.ledger.histories import Line
from jejaring.ledger.models import Entry

PAGE_SIZE = 25


@login_not_required
@require_safe
def chain(request: HttpRequest) -> HttpResponse:
    """The head of the chain, for anyone to keep."""
    head = queries.head()
    facts = [Fact(_("Entries"), number(head.number)), Fact(_("Newest entry"), head.entry.at)] if head else []
    return render(request, "ledger/chain.html", {"head": head, "facts_of_head": facts})


@login_not_required
@require_safe
def heads(request: HttpRequest) -> HttpResponse:
    """The heads kept day by day, for a mirror to fetch."""
    file: Path = settings.LEDGER_HEADS
    return HttpResponse(file.read_bytes() if file.exists() else b"", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def of_record(request: HttpRequest, record_type: str, record_id: str) -> HttpResponse:
    if not rules.may_see_history(request.user, record_type, record_id):
        raise Http404
    entries = histories.entries_named(record_type, record_id)
    thing = histories.find_record(record_type, record_id)
    if thing is None and not entries:
        raise Http404
    kind = capfirst(histories.name_of_kind(record_type))
    context = {
        "title": _("History: %(thing)s") % {"thing": thing or kind},
        "kind": kind,
        "crumbs": [(str(thing or kind), _address(thing)), (_("History"), "")],
    }
    return render(request, "ledger/of_record.html", context | _page(request, entries))


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    return _person_page(request, _("What you did"), histories.entries_by(reader(request).pk))


@require_safe
def of_person(request: HttpRequest, public_id: str) -> HttpResponse:
    person = get_object_or_404(get_user_model(), public_id=public_id)
    if not rules.may_see_history(request.user, "people.person", str(person.pk)):
        raise Http404
    title = _("What %(person)s did") % {"person": person}
    return _person_page(request, title, histories.entries_by(person.pk))


def _person_page(request: HttpRequest, title: str, entries: QuerySet[Entry]) -> HttpResponse:
    context: dict[str, Any] = {"title": title, "crumbs": workroom_crumbs((title, ""))}
    context |= _page(request, entries)
    context["lines"] = _with_links(request, context["lines"])
    return render(request, "ledger/of_person.html", context)


def _with_links(request: HttpRequest, lines: Sequence[Line]) -> list[Line]:
    """Return lines that lead to the history of their record, where the reader may see it."""
    names = {(line.record_type, line.record_id) for line in lines}
    urls = {name: reverse("ledger:record", args=name) for name in rules.histories_open_to(request.user, names)}
    return [replace(line, url=urls.get((line.record_type, line.record_id), "")) for line in lines]


def _address(thing: Model | None) -> str:
    return str(thing.get_absolute_url()) if thing and hasattr(thing, "get_absolute_url") else ""


def _page(request: HttpRequest, entries: QuerySet[Entry]) -> dict[str, Any]:
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get(PAGE))
    return {"page": page, "page_key": PAGE, "lines": histories.lines(page)}
