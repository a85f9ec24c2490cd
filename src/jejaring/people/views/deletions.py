"""Deletion requests, for the secretariat that carries them out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jejaring.kit import clock
from jejaring.kit.components import Fact
from jejaring.kit.refusal import Refusal, require
from jejaring.kit.tables import Column, Filter, TableSpec, build
from jejaring.people import actions, queries, rules
from jejaring.people.models import DeletionRequest
from jejaring.people.views.frame import crumbs, reader_of

DELETIONS = TableSpec(
    name="deletions",
    columns=(
        Column(
            "person",
            gettext_lazy("Account"),
            value=lambda row: row.person.name,
            link=lambda row: reverse("people:deletion", args=[row.pk]),
            sort="person__name",
        ),
        Column("asked", gettext_lazy("Asked"), value=lambda row: row.asked_at, sort="asked_at"),
        Column("due", gettext_lazy("Due"), value=lambda row: row.due_on, sort="due_on"),
        Column("done", gettext_lazy("Carried out"), value=lambda row: row.done_at, sort="done_at"),
        Column("cancelled", gettext_lazy("Cancelled"), value=lambda row: row.cancelled_at, sort="cancelled_at"),
    ),
    filters=(
        Filter(
            "state",
            gettext_lazy("State"),
            choices=(("open", gettext_lazy("open")), ("ended", gettext_lazy("ended"))),
            apply=lambda found, value: (
                found.filter(queries.OPEN_DELETION) if value == "open" else found.exclude(queries.OPEN_DELETION)
            ),
        ),
    ),
    default_sort="due",
    empty_title=gettext_lazy("No deletion requests"),
    empty_text=gettext_lazy("When someone asks for their account to be deleted, it stands here with its due date."),
)


@require_safe
def deletions(request: HttpRequest) -> HttpResponse:
    reader, today = reader_of(request), clock.today()
    require(rules.may_invite(reader, on=today))
    table = build(DELETIONS, queries.deletions_visible_to(reader, on=today), request)
    return table.export() or render(
        request, "people/deletions.html", {"table": table, "crumbs": crumbs((_("Deletion requests"), ""))}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def deletion(request: HttpRequest, pk: int) -> HttpResponse:
    """One request; its page shows personal data, so the look at it is logged."""
    reader, now = reader_of(request), clock.now()
    shown = get_object_or_404(queries.deletions_visible_to(reader, on=now.date()), pk=pk)
    require(rules.may_delete(reader, shown, on=now.date()))
    if request.method == "POST":
        try:
            actions.delete(shown, by=reader, at=now)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("people:deletion", pk=pk)
        messages.success(request, _("The account was deleted."))
        return redirect("people:deletions")
    purpose = _("To carry out a deletion request")
    actions.log_read(shown.person, reader=reader, purpose=purpose, page=request.path, at=now)
    return render(request, "people/deletion.html", _context(shown))


def _context(shown: DeletionRequest) -> dict[str, object]:
    facts = [
        Fact(_("Account"), shown.person.name, note=shown.person.email),
        Fact(_("Asked"), shown.asked_at),
        Fact(_("Due"), shown.due_on),
    ]
    places = crumbs((_("Deletion requests"), reverse("people:deletions")), (shown.person.name, ""))
    return {"deletion": shown, "facts_of_request": facts, "crumbs": places}
