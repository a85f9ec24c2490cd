"""The journey's own pages: how to join, the journeys one sees, one journey, its history, its ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from engines.lifecycle import journey as states
from engines.lifecycle.journey import CITY
from jejaring.admission.actions import journey as actions
from jejaring.admission.duties import MAY_SIGN, Duty, waiting_on
from jejaring.admission.forms.eligibility import CheckForm
from jejaring.admission.forms.journey import DecisionForm, GrantForm, InterestForm, WithdrawForm
from jejaring.admission.models import Journey, Step
from jejaring.admission.queries.journey import (
    duties_of,
    duty_url,
    journeys_visible_to,
    kinds_for,
    membership_of,
    public_candidates,
    side_of,
    signed_by,
    steps_of,
    unsigned_own_letters,
)
from jejaring.admission.queries.stages import STAGES
from jejaring.admission.queries.texts import deadlines
from jejaring.admission.rules import may_express_interest, may_make
from jejaring.admission.verbs import VERBS
from jejaring.admission.views.common import crumbs, done, find, find_for, form_page, too_late
from jejaring.admission.views.stage_list import UNDER_SIGNATURE, stages_of
from jejaring.cities.models import Holding, Organisation
from jejaring.cities.queries import holdings_of
from jejaring.kit import clock, words
from jejaring.kit import components as kit
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, Filter, TableSpec, build
from jejaring.ledger.freshness import cached_own_page
from jejaring.ledger.queries import entries_of
from jejaring.membership.views.common import act

SIDES = {"city": gettext_lazy("the city"), "network": gettext_lazy("the network"), "both": gettext_lazy("both sides")}


@login_not_required
def how_to_join(request: HttpRequest) -> HttpResponse:
    """Each step with what it needs, who does it and how long it takes; and a check of one's own."""
    form = CheckForm(request.GET or None)
    context: dict[str, Any] = {
        "form": form,
        "stages": STAGES,
        "deadlines": deadlines(),
        "network": Organisation.objects.filter(kind=Organisation.Kind.NETWORK).first(),
    }
    if form.is_bound and form.is_valid():
        context |= _checked(request, form)
    return render(request, "admission/how_to_join.html", context)


def _checked(request: HttpRequest, form: CheckForm) -> dict[str, Any]:
    """Say which kind fits, and whether the organisation takes part or is on its way already."""
    kind = form.cleaned_data["kind"]
    found = form.organisation()
    answer: dict[str, Any] = {"checked": True, "kinds": kinds_for(kind), "regions": form.regions()}
    if found is not None:
        today = clock.today()
        answer |= {
            "organisation": found,
            "membership": membership_of(found),
            "candidate": public_candidates().filter(organisation=found).first(),
            "own_journey": journeys_visible_to(request.user, on=today)
            .filter(organisation=found, closed_on__isnull=True)
            .first(),
            "may_express": may_express_interest(request.user, found, on=today),
        }
    return answer


def express_interest(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, slug=slug)
    on, at = now()
    require(may_express_interest(reader(request), organisation, on=on))
    kinds = kinds_for(organisation.kind)
    form = InterestForm(request.POST or None, request.FILES or None, kinds=kinds, initial={"on": on})
    made: list[Journey] = []
    if form.is_valid() and act(
        form,
        lambda: made.append(actions.express_interest(organisation, by=reader(request), at=at, **form.cleaned_data)),
    ):
        return done(request, made[0], _("Your interest is recorded. The secretariat is told and drafts the letter."))
    title = _("Express interest")
    context = {
        "form": form,
        "organisation": organisation,
        "title": title,
        "crumbs": [(_("How to join"), reverse("admission:how_to_join")), (title, "")],
    }
    return render(request, "admission/interest.html", context)


def _sentence(count: int, active: Mapping[str, str]) -> str:
    return ngettext("%(count)s journey", "%(count)s journeys", count) % {"count": words.number(count)}


JOURNEYS = TableSpec(
    name="journeys",
    columns=(
        Column(
            "city",
            gettext_lazy("City"),
            value=lambda one: one.organisation.short_name,
            link=lambda one: one.get_absolute_url(),
            sort="organisation__short_name",
        ),
        Column("state", gettext_lazy("State"), value=lambda one: one.get_state_display(), sort="state"),
        Column("since", gettext_lazy("Since"), value=lambda one: one.state_since, sort="state_since"),
        Column("waiting", gettext_lazy("Waits for"), value=lambda one: SIDES.get(one.waiting_on, "")),
        Column("due", gettext_lazy("Due on"), value=lambda one: one.due_on, sort="due_on"),
    ),
    search=("organisation__short_name", "organisation__name"),
    filters=(
        Filter(
            "state",
            gettext_lazy("State"),
            choices=Journey.State.choices,
            apply=lambda found, value: found.filter(state=value),
        ),
        Filter(
            "waiting",
            gettext_lazy("Waits for"),
            choices=list(SIDES.items()),
            apply=lambda found, value: found.filter(waiting_on=value),
        ),
    ),
    default_sort="due",
    sentence=_sentence,
    empty_title=gettext_lazy("No journeys"),
    empty_text=gettext_lazy(
        "Here you see the journeys of your city, or of all cities if you hold an office of the network."
    ),
)


def journeys(request: HttpRequest) -> HttpResponse:
    table = build(JOURNEYS, journeys_visible_to(request.user, on=clock.today()), request)
    return table.export() or render(request, "admission/journeys.html", {"table": table})


@cached_own_page("admission", "cities", "documents", "membership")
def journey(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One journey: the state in a sentence, the stages, and the one thing to do next."""
    on, _at = now()
    holdings = holdings_of(reader(request), on=on)
    found = find(request, public_id, holdings)
    steps = steps_of(found)
    duties = duties_of(found)
    mine = _my_duty(found, duties, holdings)

    def may(verb: str) -> bool:
        return may_make(reader(request), found, verb, on=on, holdings=holdings)

    context = {
        "journey": found,
        "stages": stages_of(found, steps, duties, mine),
        "lead": _lead(found, duties),
        "mine": (mine.button, duty_url(mine, found)) if mine else None,
        "number": found.membership.number if found.membership else None,
        "redraft": _redraft_url(found, may),
        "own_letters": _own_letters(found, steps, holdings),
        "may_withdraw": found.closed_on is None and may("withdraw"),
        "versions": any(step.verb in ("submit_application", "resubmit_application") for step in steps),
        "deadlines": deadlines(),
        "crumbs": [(_("Journeys"), reverse("admission:journeys")), (found.organisation.short_name, "")],
    }
    return render(request, "admission/journey.html", context)


def _redraft_url(found: Journey, may: Callable[[str], bool]) -> str:
    """Return where a drafted letter that nobody has signed can be drafted anew, for those who may."""
    verb = f"draft_{UNDER_SIGNATURE.get(found.state, '')}"
    if found.state not in UNDER_SIGNATURE or signed_by(found) or not may(verb):
        return ""
    return reverse(f"admission:{verb}", args=[found.public_id])


def _own_letters(found: Journey, steps: list[Step], holdings: Iterable[Holding]) -> list[tuple[str, str]]:
    """Return where the city's own letters can be signed, for those who may."""
    if not any(side_of(one.office, found) == CITY and one.office.role in MAY_SIGN[CITY] for one in holdings):
        return []
    titles = {"invitation": _("Sign the invitation"), "minutes": _("Sign the minutes")}
    return [
        (titles[code], reverse(f"admission:sign_{code}", args=[found.public_id]))
        for code in unsigned_own_letters(steps)
    ]


def _my_duty(found: Journey, duties: tuple[Duty, ...], holdings: Iterable[Holding]) -> Duty | None:
    """Return the first duty that one of the reader's offices has."""
    for office in (holding.office for holding in holdings):
        for duty in duties:
            if side_of(office, found) == duty.party and office.role in duty.roles:
                return duty
    return None


def _lead(found: Journey, duties: tuple[Duty, ...]) -> str:
    values = {"state": found.get_state_display(), "day": words.long_date(found.state_since)}
    if not duties:
        return _("Since %(day)s: %(state)s.") % values
    return _("Since %(day)s: %(state)s. Now waits for %(who)s.") % {**values, "who": SIDES[waiting_on(duties)]}


def history(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything the ledger has of a journey."""
    found = find(request, public_id)
    title = _("History")
    events = [
        kit.Event(
            when=entry.at,
            text=VERBS.get(entry.verb, entry.verb),
            who=entry.actor.name if entry.actor else _("the clockwork"),
            detail=_("decided on %(day)s") % {"day": words.long_date(entry.decided_on)} if entry.decided_on else "",
        )
        for entry in entries_of(found)
    ]
    context = {"journey": found, "title": title, "events": events, "crumbs": crumbs(found, title)}
    return render(request, "admission/history.html", context)


def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = find_for(request, public_id, "decide")
    on, at = now()
    title = _("Decide on the application")
    if found.state != states.VERIFIED:
        return too_late(request, found, title)
    form = DecisionForm(request.POST or None, request.FILES or None, initial={"on": on})
    if form.is_valid():
        values = dict(form.cleaned_data)
        do = actions.approve if values.pop("verb") == "approve" else actions.reject
        if act(form, lambda: do(found, by=reader(request), at=at, **values)):
            return done(request, found, _("The decision is recorded and the city is told."))
    return form_page(
        request,
        found,
        form,
        title=title,
        button=_("Record the decision"),
        lead=_("The secretariat has found the application complete."),
    )


def grant_membership(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = find_for(request, public_id, "grant_membership")
    on, at = now()
    title = _("Grant the member number")
    if found.state != states.AGREEMENT_SIGNED:
        return too_late(request, found, title)
    form = GrantForm(request.POST or None, initial={"on": on})
    if form.is_valid() and act(
        form, lambda: actions.grant_membership(found, by=reader(request), on=form.cleaned_data["on"], at=at)
    ):
        return done(request, found, _("The city is a member now and stands in the public register."))
    return form_page(
        request,
        found,
        form,
        title=title,
        button=title,
        lead=_("Both sides have signed the agreement. The city gets the next number; this cannot be undone."),
    )


def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = find_for(request, public_id, "withdraw")
    on, at = now()
    title = _("Withdraw from the journey")
    if found.closed_on is not None:
        return too_late(request, found, title)
    form = WithdrawForm(request.POST or None, request.FILES or None, initial={"on": on})
    if form.is_valid() and act(form, lambda: actions.withdraw(found, by=reader(request), at=at, **form.cleaned_data)):
        return done(request, found, _("The journey has ended. Its documents stay readable."))
    return form_page(
        request,
        found,
        form,
        title=title,
        button=_("End the journey"),
        lead=_("This ends the journey. Your city may begin a new one at any time."),
        danger=True,
    )
