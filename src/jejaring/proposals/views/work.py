"""Proposals as managers and reviewers read, judge and decide them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jejaring.events.models import Event
from jejaring.events.rules import may_manage
from jejaring.events.views.common import crumbs, event_for, work_page
from jejaring.kit import words
from jejaring.kit.components import Button, Link
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, TableSpec, attribute, choice_filter, count_sentence, list_page
from jejaring.kit.words import in_language
from jejaring.proposals.actions import calls, decisions
from jejaring.proposals.forms import CallForm, DecisionForm, ReviewForm, first_call
from jejaring.proposals.models import Proposal
from jejaring.proposals.queries import call_of, may_move, reviewers_of, submitted_to
from jejaring.proposals.rules import may_read_proposals, may_review
from jejaring.proposals.views.public import answered


def _address(one: Proposal) -> str:
    return reverse("proposals:work_proposal", args=[one.call.event.slug, one.public_id])


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


PROPOSALS = TableSpec(
    name="usulan",
    columns=(
        attribute("title", gettext_lazy("Title"), link=_address),
        attribute("name", gettext_lazy("Proposed by")),
        attribute("affiliation", gettext_lazy("City or organisation")),
        attribute("get_state_display()", gettext_lazy("State"), key="state", sort="state"),
        attribute("review_count", gettext_lazy("Reviews"), key="reviews", numeric=True),
        Column("mean", gettext_lazy("Mean"), value=lambda one: _rounded(one.mean), sort="mean", numeric=True),
        Column("spread", gettext_lazy("Spread"), value=lambda one: _rounded(one.spread), sort="spread", numeric=True),
    ),
    search=("title", "name", "affiliation"),
    filters=(choice_filter("keadaan", gettext_lazy("State"), Proposal.State.choices, "state"),),
    default_sort="title",
    sentence=count_sentence(ngettext_lazy("%(count)s proposal", "%(count)s proposals")),
    empty_title=gettext_lazy("No proposals yet"),
    empty_text=gettext_lazy("What is submitted to the call appears here."),
)


UNSCORED = replace(PROPOSALS, columns=tuple(one for one in PROPOSALS.columns if one.key not in ("mean", "spread")))


@require_safe
def proposals(request: HttpRequest, slug: str) -> HttpResponse:
    """List what was submitted; managers see mean and spread of the scores, which reviewers are not to be led by."""
    event = event_for(request, slug, may_read_proposals)
    on, call = now()[0], call_of(event)
    manages = may_manage(reader(request), event, on=on)
    links = [Link(_("Change the call") if call else _("Open a call"), reverse("proposals:set_call", args=[slug]))]
    if call:
        links.append(Link(_("The call in public"), reverse("proposals:call", args=[slug])))
    names = ", ".join(one.name for one in reviewers_of(event, on=on))
    lead = _("Reviewers: %(names)s. The mean is of 1 to 5 points, the spread their standard deviation.") % {
        "names": names
    }
    none = _("Nobody reviews yet: give the task to people with an account on the page of helpers.")
    return list_page(
        request,
        PROPOSALS if manages else UNSCORED,
        submitted_to(call) if call else Proposal.objects.none(),
        title=_("Proposals"),
        lead=lead if names else none,
        crumbs=crumbs(event, (_("Proposals"), "")),
        actions=links if manages else [],
        **_frame(request, event),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def set_call(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the call of an event, or change it."""
    event, at = event_for(request, slug), now()[1]
    call = call_of(event)
    form = CallForm(request.POST or None, event=event)
    form.initial = first_call(call, form.zone)
    if submitted(request, form, lambda: calls.set_call(event, form.facts, by=reader(request), at=at)):
        messages.success(request, _("The call is saved."))
        return redirect("proposals:proposals", slug)
    title = _("Change the call") if call else _("Open a call for sessions")
    return form_page(
        request, form, title=title, button=_("Save the call"), crumbs=_way(event), **_frame(request, event)
    )


@require_safe
def proposal(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Show a proposal whole, with what reviewers gave it; a reviewer reads the others' after giving their own."""
    event = event_for(request, slug, may_read_proposals)
    on, person = now()[0], reader(request)
    found = _found(event, public_id)
    manages = may_manage(person, event, on=on)
    reviews = list(found.reviews.select_related("reviewer"))
    own = next((one for one in reviews if one.reviewer_id == person.pk), None)
    page = {
        "proposal": found,
        "answers": answered(found),
        "reviews": [(one, _points(found, one.points)) for one in reviews] if manages or own else [],
        "hidden": len(reviews) if not (manages or own) else 0,
        "may_review": may_review(person, found, on=on) and may_move(found, "review"),
        "reviewed": own is not None,
        "may_decide": manages and may_move(found, "accept"),
        "crumbs": [*_way(event), (found.title, "")],
        **_frame(request, event),
    }
    return render(request, "proposals/work_proposal.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Give a proposal one's points."""
    event = event_for(request, slug, may_read_proposals)
    (on, at), person = now(), reader(request)
    found = _found(event, public_id)
    require(may_review(person, found, on=on))
    own = found.reviews.filter(reviewer=person).first()
    first = {"comment": own.comment, **{f"points_{key}": n for key, n in own.points.items()}} if own else {}
    form = ReviewForm(request.POST or None, criteria=found.call.criteria, initial=first)

    def give() -> object:
        return decisions.review(found, form.points, comment=form.cleaned_data["comment"], by=person, on=on, at=at)

    if submitted(request, form, give):
        messages.success(request, _("Your review of “%(title)s” is kept.") % {"title": found.title})
        return redirect(_address(found))
    return _decision_page(request, event, found, form, title=_("Review"), button=_("Save the review"))


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Accept a proposal."""
    event, (on, at), by = event_for(request, slug), now(), reader(request)
    found = _found(event, public_id)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: decisions.accept(found, **form.cleaned_data, by=by, on=on, at=at)):
        messages.success(
            request, _("“%(title)s” is in the draft programme, without a time yet.") % {"title": found.title}
        )
        return redirect(_address(found))
    lead = _("The session and its speakers come into the draft programme, and the proposer is told.")
    return _decision_page(request, event, found, form, title=_("Accept"), button=_("Accept the proposal"), lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
def reject(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Decline a proposal."""
    event, (on, at), by = event_for(request, slug), now(), reader(request)
    found = _found(event, public_id)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: decisions.reject(found, **form.cleaned_data, by=by, on=on, at=at)):
        messages.success(request, _("“%(title)s” is declined, and the proposer is told.") % {"title": found.title})
        return redirect(_address(found))
    button = Button(_("Decline the proposal"), kind="danger")
    return _decision_page(request, event, found, form, title=_("Decline"), button=button)


def _points(found: Proposal, points: dict[str, int]) -> str:
    labels = {one["key"]: in_language(one["label_id"], one["label_en"]) for one in found.call.criteria}
    return " · ".join(f"{labels.get(key, key)}: {words.number(value)}" for key, value in points.items())


def _found(event: Event, public_id: UUID) -> Any:
    call = call_of(event)
    return get_object_or_404(submitted_to(call) if call else Proposal.objects.none(), public_id=public_id)


def _frame(request: HttpRequest, event: Event) -> dict[str, Any]:
    return work_page(request, event, "proposals")


def _way(event: Event) -> list[tuple[Any, str]]:
    return crumbs(event, (_("Proposals"), reverse("proposals:proposals", args=[event.slug])))


def _decision_page(request: HttpRequest, event: Event, found: Proposal, form: Any, **page: Any) -> HttpResponse:
    page["title"] = f"{page['title']}: {found.title}"
    way = [*_way(event), (found.title, _address(found))]
    return form_page(request, form, crumbs=way, **page, **_frame(request, event))
