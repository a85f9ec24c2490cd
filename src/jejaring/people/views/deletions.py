"""Deletion requests, for the secretariat that carries them out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jejaring.kit import clock
from jejaring.kit.components import Fact
from jejaring.kit.forms import attempt
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Filter, TableSpec, attribute, list_page
from jejaring.people import actions, queries, rules
from jejaring.people.models import DeletionRequest

DELETIONS = TableSpec(
    name="penghapusan",
    columns=(
        attribute(
            "person.name",
            gettext_lazy("Account"),
            key="person",
            link=lambda row: reverse("people:deletion", args=[row.pk]),
        ),
        attribute("asked_at", gettext_lazy("Asked"), key="asked"),
        attribute("due_on", gettext_lazy("Due"), key="due"),
        attribute("done_at", gettext_lazy("Carried out"), key="done"),
        attribute("cancelled_at", gettext_lazy("Cancelled"), key="cancelled"),
    ),
    filters=(
        Filter(
            "keadaan",
            gettext_lazy("State"),
            choices=(("open", gettext_lazy("open")), ("ended", gettext_lazy("ended"))),
            apply=lambda found, value: (
                found.filter(queries.OPEN_DELETION) if value == "open" else found.exclude(queries.OPEN_DELETION)
            ),
        ),
    ),
    default_sort="due",
    empty_title=gettext_lazy("No deletion requests"),
    empty_text=gettext_lazy("Requests to delete an account appear here with their due date."),
)


@require_safe
def deletions(request: HttpRequest) -> HttpResponse:
    person, today = reader(request), clock.today()
    require(rules.may_invite(person, on=today))
    return list_page(
        request,
        DELETIONS,
        queries.deletions_visible_to(person, on=today),
        title=_("Deletion requests"),
        lead=_("People who want their account deleted, by due date."),
        crumbs=workroom_crumbs((_("Deletion requests"), "")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def deletion(request: HttpRequest, pk: int) -> HttpResponse:
    """One request; its page shows personal data, so the look at it is logged."""
    person, (today, at) = reader(request), now()
    shown = get_object_or_404(queries.deletions_visible_to(person, on=today), pk=pk)
    require(rules.may_delete(person, shown, on=today))
    if request.method == "POST":
        deleted = attempt(request, lambda: actions.delete(shown, by=person, at=at), _("The account was deleted."))
        return redirect("people:deletions") if deleted else redirect("people:deletion", pk=pk)
    purpose = _("To carry out a deletion request")
    actions.log_read(shown.person, reader=person, purpose=purpose, page=request.path, at=at)
    return render(request, "people/deletion.html", _context(shown))


def _context(shown: DeletionRequest) -> dict[str, object]:
    facts = [
        Fact(_("Account"), shown.person.name, note=shown.person.email),
        Fact(_("Asked"), shown.asked_at),
        Fact(_("Due"), shown.due_on),
    ]
    way = workroom_crumbs((_("Deletion requests"), reverse("people:deletions")), (shown.person.name, ""))
    return {"deletion": shown, "facts_of_request": facts, "crumbs": way}
