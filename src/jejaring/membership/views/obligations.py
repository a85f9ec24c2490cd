"""The calendar of obligations: a member's own, and the network's over all members."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from jejaring.kit import clock, words
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, Filter, TableSpec, build
from jejaring.membership.actions import obligations as actions
from jejaring.membership.forms.obligations import FulfilForm
from jejaring.membership.models import Obligation
from jejaring.membership.queries import obligations as queries
from jejaring.membership.rules import members as desk
from jejaring.membership.rules import obligations as rules
from jejaring.membership.views.common import act
from jejaring.membership.views.members import desk_tabs

STATES = (("open", gettext_lazy("open")), ("late", gettext_lazy("overdue")), ("done", gettext_lazy("fulfilled")))


def _sentence(count: int, active: Mapping[str, str]) -> str:
    return ngettext("%(count)s obligation", "%(count)s obligations", count) % {"count": words.number(count)}


def _by_kind(found: QuerySet[Any], value: str) -> QuerySet[Any]:
    return found.filter(kind=value)


def _by_state(on: date) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    conditions = {
        "open": Q(fulfilled_on__isnull=True, due_on__gte=on),
        "late": Q(fulfilled_on__isnull=True, due_on__lt=on),
        "done": Q(fulfilled_on__isnull=False),
    }
    return lambda found, value: found.filter(conditions[value])


def _spec(on: date) -> TableSpec:
    return TableSpec(
        name="kewajiban",
        columns=(
            Column(
                "obligation",
                gettext_lazy("Obligation"),
                value=str,
                link=lambda one: reverse("membership:obligation", args=[one.pk]),
                sort="kind",
            ),
            Column(
                "member",
                gettext_lazy("Member"),
                value=lambda one: one.membership.organisation.short_name,
                sort="membership__organisation__short_name",
            ),
            Column(
                "due_on",
                gettext_lazy("Due on"),
                value=lambda one: one.due_on,
                sort="due_on",
                template="membership/obligations/_due.html",
            ),
            Column(
                "fulfilled_on",
                gettext_lazy("Fulfilled on"),
                value=lambda one: one.fulfilled_on,
                sort="fulfilled_on",
                template="membership/obligations/_fulfilled.html",
            ),
        ),
        search=("membership__organisation__short_name",),
        filters=(
            Filter("jenis", gettext_lazy("Kind"), Obligation.Kind.choices, _by_kind),
            Filter("keadaan", gettext_lazy("State"), STATES, _by_state(on)),
        ),
        default_sort="-due_on",
        sentence=_sentence,
        empty_title=gettext_lazy("Nothing is owed"),
        empty_text=gettext_lazy("Obligations begin in January of the year after a city has become a member."),
    )


@require_safe
def obligations(request: HttpRequest) -> HttpResponse:
    """List the obligations of the reader's organisations, or of all members for the network's people."""
    on = clock.today()
    table = build(_spec(on), queries.obligations_visible_to(request.user, on=on), request)
    if answer := table.export():
        return answer
    is_desk = desk.may_see_desk(reader(request), on=on)
    page = {"table": table, "rules": queries.rules(), "tabs": desk_tabs() if is_desk else [], "is_desk": is_desk}
    return render(request, "membership/obligations/obligations.html", page)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a year's obligations over all members, with the rules they come from."""
    on = clock.today()
    require(desk.may_see_desk(reader(request), on=on))
    asked = request.GET.get("tahun", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else on.year
    page = {
        "year": year,
        "years": range(on.year - 1, on.year + 2),
        "lines": queries.calendar_of(year, on=on),
        "rules": queries.rules(),
        "reminders": ", ".join(str(days) for days in queries.rules().reminders if days),
        "tabs": desk_tabs(),
    }
    return render(request, "membership/obligations/calendar.html", page)


def obligation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one obligation; whoever may, says that it was fulfilled."""
    on, at = now()
    shown = get_object_or_404(queries.obligations_visible_to(request.user, on=on), pk=pk)
    may = rules.may_fulfil(reader(request), shown, on=on)
    by_hand = shown.kind != Obligation.Kind.DUES and shown.fulfilled_on is None
    form = FulfilForm(request.POST or None, request.FILES or None, kind=shown.kind, initial={"fulfilled_on": on})
    if request.method == "POST":
        require(may)
        if form.is_valid() and act(
            form, lambda: actions.fulfil(shown, by=reader(request), on=on, at=at, **form.cleaned_data)
        ):
            messages.success(request, _("Noted: %(obligation)s is fulfilled.") % {"obligation": shown})
            return redirect("membership:obligations")
    page = {
        "obligation": shown,
        "form": form if may and by_hand else None,
        "is_dues": shown.kind == Obligation.Kind.DUES,
        "rules": queries.rules(),
        "crumbs": [(_("Obligations"), reverse("membership:obligations")), (str(shown), "")],
    }
    return render(request, "membership/obligations/obligation.html", page)
