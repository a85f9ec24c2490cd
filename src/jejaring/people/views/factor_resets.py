"""The way back of persons who are locked out: asked for by one of the secretariat, confirmed by another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jejaring.kit import clock
from jejaring.kit.components import Fact, Link, State, Text
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, TableSpec, attribute, list_page
from jejaring.people import actions, queries, rules
from jejaring.people.forms import FactorResetForm
from jejaring.people.models import FactorReset

STATES: dict[str, tuple[State, Text]] = {
    "open": ("warn", gettext_lazy("waiting for a second person")),
    "confirmed": ("ok", gettext_lazy("second factors removed")),
    "stopped": ("neutral", gettext_lazy("ended, nothing removed")),
    "expired": ("bad", gettext_lazy("expired")),
}
RESETS = TableSpec(
    name="pemulihan",
    columns=(
        attribute(
            "person.name",
            gettext_lazy("Account"),
            key="person",
            link=lambda row: reverse("people:factor_reset", args=[row.pk]),
        ),
        attribute("asked_at", gettext_lazy("Asked"), key="asked"),
        attribute("asked_by_name", gettext_lazy("Asked by"), key="by"),
        attribute("expires_on", gettext_lazy("Valid until"), key="until"),
        Column("state", gettext_lazy("State"), value=lambda row: str(_state(row)[1])),
    ),
    search=("person__name",),
    default_sort="-asked",
    empty_title=gettext_lazy("Nobody is locked out"),
    empty_text=gettext_lazy("Ask here when someone has lost phone, passkeys and recovery codes."),
)


@require_safe
def factor_resets(request: HttpRequest) -> HttpResponse:
    person, today = reader(request), clock.today()
    require(rules.may_ask_factor_reset(person, on=today))
    return list_page(
        request,
        RESETS,
        queries.factor_resets_visible_to(person, on=today),
        title=_("Locked-out people"),
        lead=_("One person asks that second factors be removed, another confirms."),
        crumbs=workroom_crumbs((_("Locked-out people"), "")),
        actions=[Link(_("Ask to remove second factors"), reverse("people:ask_factor_reset"))],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    person, (today, at) = reader(request), now()
    require(rules.may_ask_factor_reset(person, on=today))
    form = FactorResetForm(request.POST or None)
    if done := submitted(request, form, lambda: actions.ask_factor_reset(**form.cleaned_data, by=person, at=at)):
        messages.success(request, _("A second person of the secretariat finds it in the workroom and confirms it."))
        return redirect("people:factor_reset", pk=done.value.pk)
    return form_page(
        request,
        form,
        title=_("Ask to remove second factors"),
        button=_("Ask a second person"),
        lead=_("For someone who cannot sign in any more. The person is told by e-mail at each step."),
        crumbs=workroom_crumbs((_("Locked-out people"), reverse("people:factor_resets"))),
    )


@require_safe
def factor_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """One request; its page shows personal data, so the look at it is logged."""
    person, (today, at) = reader(request), now()
    shown = get_object_or_404(queries.factor_resets_visible_to(person, on=today), pk=pk)
    purpose = _("To let a locked-out person in again")
    actions.log_read(shown.person, reader=person, purpose=purpose, page=request.path, at=at)
    is_open = queries.state_of_reset(shown, on=today) == "open"
    context = {
        "reset": shown,
        "facts_of_reset": _facts(shown),
        "state": _state(shown),
        "may_confirm": is_open and rules.may_confirm_factor_reset(person, shown, on=today),
        "may_stop": is_open and rules.may_stop_factor_reset(person, shown, on=today),
        "crumbs": _crumbs(shown, with_list=rules.may_ask_factor_reset(person, on=today)),
    }
    return render(request, "people/factor_reset.html", context)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    person, (today, at) = reader(request), now()
    shown = get_object_or_404(queries.factor_resets_visible_to(person, on=today), pk=pk)
    require(rules.may_confirm_factor_reset(person, shown, on=today))
    removed = _("The second factors were removed. The person signs in with the password and sets up a new one.")
    attempt(request, lambda: actions.confirm_factor_reset(shown, by=person, at=at), removed)
    return redirect("people:factor_reset", pk=pk)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    person, (today, at) = reader(request), now()
    shown = get_object_or_404(queries.factor_resets_visible_to(person, on=today), pk=pk)
    require(rules.may_stop_factor_reset(person, shown, on=today))
    attempt(request, lambda: actions.stop_factor_reset(shown, by=person, at=at), _("Stopped. Nothing was removed."))
    return redirect("people:factor_reset", pk=pk)


def _state(row: FactorReset) -> tuple[State, Text]:
    return STATES[queries.state_of_reset(row, on=clock.today())]


def _crumbs(shown: FactorReset, *, with_list: bool) -> list[tuple[Text, str]]:
    """Return the way to one request; the list is only for the secretariat."""
    above = [(_("Locked-out people"), reverse("people:factor_resets"))] if with_list else []
    return workroom_crumbs(*above, (shown.person.name, ""))


def _facts(shown: FactorReset) -> list[Fact]:
    return [
        Fact(_("Account"), shown.person.name, note=shown.person.email),
        Fact(_("Asked by"), shown.asked_by_name),
        Fact(_("Asked"), shown.asked_at),
        Fact(_("Valid until"), shown.expires_on),
    ]
