"""A member's standing: what it is, the decisions behind it, and recording the next one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engines.lifecycle.standing import DECISIONS, STANDING
from engines.lifecycle.tables import Move
from jejaring.kit import clock
from jejaring.kit.components import Button, Event, Fact, Link
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.membership.actions import standing as actions
from jejaring.membership.forms.standing import DecisionForm, DismissForm
from jejaring.membership.models import Decision, Membership, StandingProposal
from jejaring.membership.queries import standing as queries
from jejaring.membership.queries.members import membership_visible_to, proposals_visible_to
from jejaring.membership.rules import standing as rules
from jejaring.membership.rules.members import may_see_desk


@require_safe
def standing(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a member's standing to its people and the network's."""
    person, on = reader(request), clock.today()
    membership = _find(request, slug)
    page = {
        "membership": membership,
        "facts": _facts(membership),
        "rights": queries.rights_held(membership),
        "rights_confirmed": queries.rights_are_confirmed(),
        "events": _events(membership),
        "proposals": list(queries.open_proposals(membership)),
        "may_resolve": rules.may_resolve(person, membership, on=on),
        "decisions": [_link(move, slug) for move in rules.decisions_open_to(person, membership, on=on)],
        "crumbs": [_above(request), (membership.organisation.short_name, "")],
    }
    return render(request, "membership/standing/standing.html", page)


def decide(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    """Record a decision on a member's standing."""
    on, at = now()
    membership, move = _find_for(request, slug, verb)
    city, title = membership.organisation.short_name, Decision(verb).label
    form = DecisionForm(request.POST or None, request.FILES or None, verb=verb, initial={"decided_on": on})
    if submitted(
        request, form, lambda: actions.decide(membership, verb, by=reader(request), on=on, at=at, **form.decision)
    ):
        messages.success(request, _("Recorded: %(member)s %(done)s.") % {"member": city, "done": queries.DONE[verb]})
        return redirect("membership:standing", slug)
    ends = move.target in STANDING.ends
    target = Membership.Standing(move.target).label
    return form_page(
        request,
        form,
        title=title,
        eyebrow=city,
        lead=_("%(member)s will be %(standing)s.") % {"member": city, "standing": target},
        button=Button(title, kind="danger" if ends else ""),
        crumbs=_crumbs(request, membership),
        template="membership/standing/decide.html",
        membership=membership,
        possible=membership.standing in move.sources,
        ends=ends,
        stopped=queries.stopped_by(move.target),
        rights_confirmed=queries.rights_are_confirmed(),
    )


def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposal; follow it or dismiss it with a remark."""
    person, on = reader(request), clock.today()
    shown = get_object_or_404(proposals_visible_to(person, on=on), pk=pk)
    require(rules.may_resolve(person, shown.membership, on=on))
    form = DismissForm(request.POST or None)
    if submitted(request, form, lambda: actions.dismiss(shown, by=person, on=on, **form.cleaned_data)):
        messages.success(request, _("The proposal is dismissed; the standing is unchanged."))
        return redirect("membership:standing", shown.membership.organisation.slug)
    page = {
        "proposal": shown,
        "form": form if shown.outcome == StandingProposal.Outcome.OPEN else None,
        "button": Button(_("Dismiss the proposal"), kind="quiet"),
        "stopped": queries.stopped_by(DECISIONS[shown.verb].target),
        "crumbs": [*_crumbs(request, shown.membership), (_("Proposal"), "")],
    }
    return render(request, "membership/standing/proposal.html", page)


def _find(request: HttpRequest, slug: str) -> Membership:
    membership = membership_visible_to(reader(request), slug, on=clock.today())
    if membership is None:
        raise Http404
    return membership


def _find_for(request: HttpRequest, slug: str, verb: str) -> tuple[Membership, Move]:
    """Return the membership and the move; 404 if there is none such, 403 unless the reader may decide it."""
    membership = _find(request, slug)
    if verb not in DECISIONS:
        raise Http404
    require(rules.may_decide(reader(request), membership, verb, on=clock.today()))
    return membership, DECISIONS[verb]


def _link(move: Move, slug: str) -> tuple[Link, str]:
    """Return the button that leads to a decision, and its look."""
    address = reverse("membership:decide_standing", args=[slug, move.verb])
    return Link(Decision(move.verb).label, address), "danger" if move.target in STANDING.ends else "quiet"


def _above(request: HttpRequest) -> tuple[Any, str]:
    if may_see_desk(reader(request), on=clock.today()):
        return _("Members"), reverse("membership:members")
    return _("Workroom"), reverse("portal:workroom")


def _crumbs(request: HttpRequest, membership: Membership) -> list[tuple[Any, str]]:
    city = membership.organisation
    return [_above(request), (city.short_name, reverse("membership:standing", args=[city.slug]))]


def _facts(membership: Membership) -> list[Fact]:
    return [
        Fact(_("Number"), str(membership.number or _("not recorded"))),
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
