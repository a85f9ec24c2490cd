"""The calendar of obligations: a member's own, and the network's over all members."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_safe

from jejaring.kit import clock, drawing, words
from jejaring.kit.days import year_in
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, Filter, TableSpec, attribute, choice_filter, count_sentence, list_page
from jejaring.membership.actions import obligations as actions
from jejaring.membership.forms.obligations import FulfilForm, ReopenForm
from jejaring.membership.models import Obligation
from jejaring.membership.queries import obligations as queries
from jejaring.membership.rules import members as desk
from jejaring.membership.rules import obligations as rules
from jejaring.membership.views.members import desk_tabs

STATES = (("open", gettext_lazy("open")), ("late", gettext_lazy("overdue")), ("done", gettext_lazy("fulfilled")))
CALENDAR = (
    attribute("due_on", gettext_lazy("Due on")),
    attribute("label", gettext_lazy("Obligation")),
    attribute("owed", gettext_lazy("Owed by"), numeric=True),
    attribute("fulfilled", gettext_lazy("Fulfilled"), numeric=True),
    attribute("late", gettext_lazy("Overdue"), numeric=True),
)


def _due(on: date) -> Callable[[Obligation, date], SafeString]:
    return lambda one, day: format_html("{}", words.long_date(day) if one.fulfilled_on else drawing.due(day, on))


def _fulfilled(_one: Obligation, day: date | None) -> SafeString:
    if day:
        return drawing.state_chip("ok", words.long_date(day))
    return format_html('<span class="muted">{}</span>', _("not yet"))


def _spec(on: date) -> TableSpec:
    def in_state(found: QuerySet[Any], value: str) -> QuerySet[Any]:
        return found.filter(queries.in_state(value, on=on))

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
            attribute("membership.organisation.short_name", gettext_lazy("Member"), key="member"),
            attribute("due_on", gettext_lazy("Due on"), draw=_due(on)),
            attribute("fulfilled_on", gettext_lazy("Fulfilled on"), draw=_fulfilled),
        ),
        search=("membership__organisation__short_name",),
        filters=(
            choice_filter("jenis", gettext_lazy("Kind"), Obligation.Kind.choices, "kind"),
            Filter("keadaan", gettext_lazy("State"), STATES, in_state),
        ),
        default_sort="-due_on",
        sentence=count_sentence(ngettext_lazy("%(count)s obligation", "%(count)s obligations")),
        empty_title=gettext_lazy("No obligations"),
        empty_text=gettext_lazy("Obligations begin in January of the year after a city becomes a member."),
    )


@require_safe
def obligations(request: HttpRequest) -> HttpResponse:
    """List the obligations of the reader's organisations, or of all members for the network's people."""
    person, on = reader(request), clock.today()
    is_desk = desk.may_see_desk(person, on=on)
    for_desk = {"eyebrow": _("The network's desk"), "lead": _("What every member owes the network, and by when.")}
    for_member = {"eyebrow": _("Workroom"), "lead": _("What your city owes the network, and by when.")}
    return list_page(
        request,
        _spec(on),
        queries.obligations_visible_to(person, on=on),
        "membership/obligations/obligations.html",
        title=_("Obligations"),
        **(for_desk if is_desk else for_member),
        tabs=desk_tabs() if is_desk else [],
        current="obligations",
        rules=queries.rules(),
    )


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a year's obligations over all members, with the rules they come from."""
    on = clock.today()
    require(desk.may_see_desk(reader(request), on=on))
    year = year_in(request.GET.get("tahun", ""), otherwise=on.year)
    page = {
        "year": year,
        "years": range(on.year - 1, on.year + 2),
        "columns": CALENDAR,
        "lines": queries.calendar_of(year, on=on),
        "rules": queries.rules(),
        "reminders": ", ".join(str(days) for days in queries.rules().reminders if days),
        "tabs": desk_tabs(),
    }
    return render(request, "membership/obligations/calendar.html", page)


def obligation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one obligation, and the form that records it as fulfilled to whoever may."""
    on, at = now()
    person, shown = reader(request), get_object_or_404(queries.obligations_visible_to(request.user, on=on), pk=pk)
    may = rules.may_fulfil(person, shown, on=on)
    require(may or request.method != "POST")
    form = FulfilForm(request.POST or None, request.FILES or None, kind=shown.kind, initial={"fulfilled_on": on})
    if submitted(request, form, lambda: actions.fulfil(shown, by=person, on=on, at=at, **form.cleaned_data)):
        messages.success(request, _("Recorded: %(obligation)s is fulfilled.") % {"obligation": shown})
        return redirect("membership:obligations")
    is_dues = shown.kind == Obligation.Kind.DUES
    page = {
        "obligation": shown,
        "form": form if may and not is_dues and shown.fulfilled_on is None else None,
        "is_dues": is_dues,
        "may_reopen": may and not is_dues and shown.fulfilled_on is not None,
        "rules": queries.rules(),
        "crumbs": [(_("Obligations"), reverse("membership:obligations")), (str(shown), "")],
    }
    return render(request, "membership/obligations/obligation.html", page)


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an obligation again that was marked as fulfilled by mistake."""
    on, at = now()
    person, shown = reader(request), get_object_or_404(queries.obligations_visible_to(request.user, on=on), pk=pk)
    require(rules.may_fulfil(person, shown, on=on))
    form = ReopenForm(request.POST or None)
    if submitted(request, form, lambda: actions.reopen(shown, by=person, on=on, at=at, **form.cleaned_data)):
        messages.success(request, _("Recorded: %(obligation)s is open again.") % {"obligation": shown})
        return redirect("membership:obligation", pk)
    address = reverse("membership:obligation", args=[pk])
    return form_page(
        request,
        form,
        title=_("Open it again"),
        button=_("Open it again"),
        lead=_(
            "For what was marked as fulfilled by mistake. The date and the file recorded so far stay in the history."
        ),
        crumbs=[(_("Obligations"), reverse("membership:obligations")), (str(shown), address), (_("Open it again"), "")],
        eyebrow=shown.membership.organisation.short_name,
    )
