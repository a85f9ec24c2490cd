"""A member's standing: what it is, the decisions behind it, and recording the next one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engines.lifecycle.standing import STANDING
from jejaring.kit import clock
from jejaring.kit.components import Event, Fact
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.membership.actions import standing as actions
from jejaring.membership.forms.standing import DecisionForm, DismissForm
from jejaring.membership.models import Membership, StandingProposal
from jejaring.membership.queries import standing as queries
from jejaring.membership.queries.members import kept_membership
from jejaring.membership.rules import standing as rules
from jejaring.membership.rules.members import may_see_desk
from jejaring.membership.views.common import act


@require_safe
def standing(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a member's standing to its people and the network's."""
    on = clock.today()
    membership = _find(request, slug)
    moves = [
        (move.verb, queries.BUTTONS[move.verb], reverse("membership:decide_standing", args=[slug, move.verb]))
        for move in queries.moves_of(membership)
        if rules.may_decide(reader(request), membership, move.verb, on=on)
    ]
    page = {
        "membership": membership,
        "facts": _facts(membership),
        "rights": queries.rights_held(membership),
        "rights_confirmed": queries.rights_are_confirmed(),
        "events": _events(membership),
        "proposals": list(queries.open_proposals(membership)),
        "buttons": queries.BUTTONS,
        "may_resolve": rules.may_resolve(reader(request), on=on),
        "moves": moves,
        "chip": queries.CHIPS[membership.standing],
        "crumbs": _crumbs(request, membership, ""),
    }
    return render(request, "membership/standing/standing.html", page)


def decide(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    """Record a decision on a member's standing."""
    on, at = now()
    membership = _find(request, slug)
    move = next((one for one in STANDING.moves if one.verb == verb), None)
    if move is None:
        raise Http404
    require(rules.may_decide(reader(request), membership, verb, on=on))
    form = DecisionForm(request.POST or None, request.FILES or None, verb=verb, initial={"decided_on": on})
    if form.is_valid():
        values = {key: value for key, value in form.cleaned_data.items() if key != "sure"}
        if act(form, lambda: actions.decide(membership, verb, by=reader(request), on=on, at=at, **values)):
            messages.success(
                request,
                _("Recorded: %(member)s %(done)s.")
                % {"member": membership.organisation.short_name, "done": queries.DONE[verb]},
            )
            return redirect("membership:standing", slug)
    page = {
        "membership": membership,
        "form": form,
        "title": queries.BUTTONS[verb],
        "target": Membership.Standing(move.target).label,
        "stopped": queries.stopped_by(move.target),
        "rights_confirmed": queries.rights_are_confirmed(),
        "ends": move.target in STANDING.ends,
        "possible": membership.standing in move.sources,
        "crumbs": _crumbs(request, membership, queries.BUTTONS[verb]),
    }
    return render(request, "membership/standing/decide.html", page)


def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposal; follow it or dismiss it with a remark."""
    on = clock.today()
    found = StandingProposal.objects.filter(
        membership__in=queries.memberships_kept_by(reader(request), on=on)
    ).select_related("membership__organisation", "membership__kind", "obligation", "resolved_by")
    shown = get_object_or_404(found, pk=pk)
    require(rules.may_resolve(reader(request), on=on))
    form = DismissForm(request.POST or None)
    is_open = shown.outcome == StandingProposal.Outcome.OPEN
    if form.is_valid() and act(form, lambda: actions.dismiss(shown, by=reader(request), on=on, **form.cleaned_data)):
        messages.success(request, _("The proposal is dismissed; the standing stays as it is."))
        return redirect("membership:standing", shown.membership.organisation.slug)
    page = {
        "proposal": shown,
        "form": form,
        "is_open": is_open,
        "title": queries.BUTTONS[shown.verb],
        "target": next(move.target for move in STANDING.moves if move.verb == shown.verb),
        "stopped": queries.stopped_by(next(move.target for move in STANDING.moves if move.verb == shown.verb)),
        "crumbs": _crumbs(request, shown.membership, _("Proposal")),
    }
    return render(request, "membership/standing/proposal.html", page)


def _find(request: HttpRequest, slug: str) -> Membership:
    membership = kept_membership(reader(request), slug, on=clock.today())
    if membership is None:
        raise Http404
    return membership


def _crumbs(request: HttpRequest, membership: Membership, here: Any) -> list[tuple[Any, str]]:
    desk = may_see_desk(reader(request), on=clock.today())
    first = [(_("Members"), reverse("membership:members"))] if desk else [(_("Workroom"), reverse("portal:workroom"))]
    name = membership.organisation.short_name
    if not here:
        return [*first, (name, "")]
    return [*first, (name, reverse("membership:standing", args=[membership.organisation.slug])), (here, "")]


def _facts(membership: Membership) -> list[Fact]:
    return [
        Fact(_("Number"), membership.number or _("not recorded")),
        Fact(_("Takes part as"), membership.kind),
        Fact(_("Member since"), membership.since),
        Fact(_("Valid until"), membership.valid_until),
    ]


def _events(membership: Membership) -> list[Event]:
    events = [
        Event(
            when=decision.decided_on,
            text=queries.DONE[decision.verb],
            detail=decision.reason,
            url=decision.file.get_absolute_url() if decision.file else "",
        )
        for decision in queries.decisions_of(membership)
    ]
    if membership.since:
        events.append(Event(when=membership.since, text=_("became a member")))
    return events
