"""The journey's own pages: how to join, the journeys one sees, one journey, its history, its ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from engines.lifecycle.journey import CITY, JOURNEY
from jejaring.admission.actions import journey as actions
from jejaring.admission.duties import MAY_SIGN, SECRETARIAT, TASKS, Duty, waiting_on
from jejaring.admission.forms.eligibility import CheckForm
from jejaring.admission.forms.journey import DecisionForm, GrantForm, InterestForm, WithdrawForm
from jejaring.admission.models import Journey, Step
from jejaring.admission.queries.application import shown_application
from jejaring.admission.queries.journey import (
    acting,
    duties_of,
    duty_url,
    is_signed_by_city,
    journeys_visible_to,
    public_candidates,
    signed_by,
    steps_of,
    unsigned_own_letters,
)
from jejaring.admission.queries.stages import STAGES
from jejaring.admission.queries.texts import deadlines
from jejaring.admission.rules import may_do, may_express_interest
from jejaring.admission.verbs import VERBS
from jejaring.admission.views.common import crumbs, done, find, journey_form_page, page_for
from jejaring.admission.views.stage_list import stages_of
from jejaring.cities.models import Holding, Organisation
from jejaring.cities.queries import holders_of, holdings_of, holds_network_office
from jejaring.kit import clock, words
from jejaring.kit.components import Button, Event, Fact, Text
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, TableSpec, attribute, choice_filter, count_sentence, list_page
from jejaring.ledger.freshness import cached_own_page
from jejaring.ledger.queries import entries_of
from jejaring.membership.queries.members import kinds_for, membership_of, next_number

SIDES = {"city": gettext_lazy("the city"), "network": gettext_lazy("the network"), "both": gettext_lazy("both sides")}


@login_not_required
def how_to_join(request: HttpRequest) -> HttpResponse:
    """Explain each stage: what it needs, who acts, how long it takes; and check one's own organisation."""
    form = CheckForm(request.GET or None)
    context: dict[str, Any] = {
        "form": form,
        "stages": STAGES,
        "workdays": sum(stage.workdays for stage in STAGES),
        "deadlines": deadlines(),
        "network": Organisation.objects.filter(kind=Organisation.Kind.NETWORK).first(),
    }
    if form.is_bound and form.is_valid():
        context |= _checked(request, form)
    return render(request, "admission/how_to_join.html", context)


def _checked(request: HttpRequest, form: CheckForm) -> dict[str, Any]:
    """Return which kinds fit, and whether the organisation already takes part or has a journey."""
    kind = form.cleaned_data["jenis"]
    regions = form.found()
    answer: dict[str, Any] = {"checked": True, "kinds": kinds_for(kind), "regions": regions}
    found = Organisation.objects.filter(region=regions.exact).first() if regions.exact else None
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
    if not may_express_interest(reader(request), organisation, on=on):
        raise Http404  # as for a government that is not opened: who thinks of joining is nobody else's business
    kinds = kinds_for(organisation.kind)
    form = InterestForm(request.POST or None, request.FILES or None, kinds=kinds, initial={"on": on})
    if made := submitted(
        request, form, lambda: actions.express_interest(organisation, by=reader(request), at=at, **form.cleaned_data)
    ):
        return done(
            request,
            made.value,
            _("Your interest is recorded. The secretariat has been notified and drafts the letter."),
        )
    title = _("Express interest")
    return form_page(
        request,
        form,
        title=title,
        button=title,
        crumbs=[(_("How to join"), reverse("admission:how_to_join")), (title, "")],
        lead=_("You act for %(name)s. The secretariat then drafts the letter of intent.") % {"name": organisation.name},
        eyebrow=organisation.short_name,
        example=organisation.example,
    )


JOURNEYS = TableSpec(
    name="journeys",
    columns=(
        attribute("organisation.short_name", gettext_lazy("City"), key="city", link=lambda one: one.get_absolute_url()),
        Column("state", gettext_lazy("State"), value=lambda one: one.get_state_display(), sort="state"),
        attribute("state_since", gettext_lazy("Since"), key="since"),
        Column("waiting", gettext_lazy("Waiting for"), value=lambda one: SIDES.get(one.waiting_on, "")),
        attribute("due_on", gettext_lazy("Due on"), key="due"),
    ),
    search=("organisation__short_name", "organisation__name"),
    filters=(
        choice_filter("keadaan", gettext_lazy("State"), Journey.State.choices, "state"),
        choice_filter("menunggu", gettext_lazy("Waiting for"), list(SIDES.items()), "waiting_on"),
    ),
    default_sort="due",
    sentence=count_sentence(ngettext_lazy("%(count)s journey", "%(count)s journeys")),
    empty_title=gettext_lazy("No journeys"),
    empty_text=gettext_lazy(
        "Here you see the journeys of your city, or of all cities if you hold an office of the network."
    ),
)


def journeys(request: HttpRequest) -> HttpResponse:
    found = journeys_visible_to(request.user, on=clock.today())
    return list_page(request, JOURNEYS, found, title=_("Journeys"), lead=_("Cities on their path into the network."))


@cached_own_page("admission", "cities", "documents", "events", "membership")
def journey(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one journey: its state in a sentence, its stages, and the one thing to do next."""
    on, _at = now()
    holdings = holdings_of(reader(request), on=on)
    found = find(request, public_id, holdings)
    steps = steps_of(found)
    duties = duties_of(found)
    mine = _my_duty(found, duties, holdings)

    def may(task: str) -> bool:
        open_now = TASKS[task].is_open(found.state, signed=signed_by(found))
        return open_now and may_do(reader(request), found, task, on=on, holdings=holdings)

    context = {
        "journey": found,
        "stages": stages_of(found, steps, duties, mine),
        "lead": _lead(found, duties),
        "mine": (mine.what, duty_url(mine, found)) if mine else None,
        "number": str(found.membership.number or "") if found.membership else "",
        "certificate": _certificate(found),
        "more": [*_own_letters(found, steps, holdings), *_corrections(found, may)],
        "nobody_signs": _nobody_signs(found, duties, on),
        "may_appoint": holds_network_office(reader(request), *SECRETARIAT, on=on),
        "may_withdraw": may("withdraw"),
        "versions": any(step.verb in ("submit_application", "resubmit_application") for step in steps),
        "deadlines": deadlines(),
        "crumbs": [(_("Journeys"), reverse("admission:journeys")), (found.organisation.short_name, "")],
    }
    return render(request, "admission/journey.html", context)


def _nobody_signs(found: Journey, duties: Iterable[Duty], on: date) -> bool:
    """Return whether the city must sign and nobody holds an office that may. A query only where it must."""
    waits = any(is_signed_by_city(duty) for duty in duties)
    return waits and not holders_of(found.organisation, *MAY_SIGN[CITY], on=on).exists()


def _certificate(found: Journey) -> list[Fact]:
    """Return what the certificate of a membership states; nothing before the grant."""
    if (member := found.membership) is None:
        return []
    facts = [
        Fact(_("Member number"), str(member.number)) if member.number else None,
        Fact(_("Member since"), member.since),
        Fact(_("Takes part as"), member.kind),
        Fact(_("Valid until"), member.valid_until) if member.valid_until else None,
    ]
    return [fact for fact in facts if fact]


CORRECTIONS = (
    ("draft_loi", "redraft_loi", gettext_lazy("Draft it again"), "admission:draft_loi"),
    ("return_loi", "return_loi", gettext_lazy("Return it with comments"), "admission:return_letter"),
    ("call_deliberation", "recall_deliberation", gettext_lazy("Move the meeting"), "deliberation:call"),
    ("cancel_deliberation", "cancel_deliberation", gettext_lazy("Cancel the meeting"), "deliberation:cancel"),
    ("conclude_deliberation", "correct_deliberation", gettext_lazy("Correct the minutes"), "deliberation:conclude"),
    ("draft_agreement", "redraft_agreement", gettext_lazy("Draft it again"), "admission:draft_agreement"),
    ("return_agreement", "return_agreement", gettext_lazy("Return it with comments"), "admission:return_letter"),
)


def _corrections(found: Journey, may: Callable[[str], bool]) -> list[tuple[Text, str]]:
    """Return where a step taken by mistake is corrected, for those who may."""
    return [
        (label, reverse(page, args=[found.public_id]))
        for task, verb, label, page in CORRECTIONS
        if JOURNEY.allows(found.state, verb) and may(task)
    ]


def _own_letters(found: Journey, steps: list[Step], holdings: Iterable[Holding]) -> list[tuple[Text, str]]:
    """Return where the city's own letters can be signed, for those who may."""
    offices = acting(holdings, found.organisation_id)
    if not any(side == CITY and office.role in MAY_SIGN[CITY] for side, office in offices):
        return []
    titles = {"invitation": _("Sign the invitation"), "minutes": _("Sign the minutes")}
    return [
        (titles[code], reverse(f"admission:sign_{code}", args=[found.public_id]))
        for code in unsigned_own_letters(steps)
    ]


def _my_duty(found: Journey, duties: tuple[Duty, ...], holdings: Iterable[Holding]) -> Duty | None:
    """Return the first duty that one of the reader's offices has."""
    for side, office in acting(holdings, found.organisation_id):
        for duty in duties:
            if side == duty.party and office.role in duty.roles:
                return duty
    return None


def _lead(found: Journey, duties: tuple[Duty, ...]) -> str:
    values = {"state": found.get_state_display(), "day": words.long_date(found.state_since)}
    if not duties:
        return _("Since %(day)s: %(state)s.") % values
    return _("Since %(day)s: %(state)s. Now waiting for %(who)s.") % {**values, "who": SIDES[waiting_on(duties)]}


def history(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show every ledger entry of a journey."""
    found = find(request, public_id)
    title = _("History")
    events = [
        Event(
            when=entry.at,
            text=VERBS.get(entry.verb, entry.verb),
            who=entry.actor.name if entry.actor else _("the system"),
            detail=_("decided on %(day)s") % {"day": words.long_date(entry.decided_on)} if entry.decided_on else "",
        )
        for entry in entries_of(found)
    ]
    context = {"journey": found, "title": title, "events": events, "crumbs": crumbs(found, title)}
    return render(request, "admission/history.html", context)


@page_for("decide")
def decide(request: HttpRequest, journey: Journey) -> HttpResponse:
    on, at = now()
    form = DecisionForm(request.POST or None, request.FILES or None, initial={"on": on})

    def decide_it() -> Journey:
        values = dict(form.cleaned_data)
        do = actions.approve if values.pop("verb") == "approve" else actions.reject
        return do(journey, by=reader(request), at=at, **values)

    if submitted(request, form, decide_it):
        return done(request, journey, _("The decision is recorded and the city has been notified."))
    return journey_form_page(
        request,
        journey,
        form,
        "decide",
        button=Button(_("Sign and decide"), icon="signature"),
        lead=_("The secretariat has verified that the application is complete. Read it, then decide."),
        note=_("Without a file the decision is issued here, and this button signs it in your office."),
        template="admission/decide.html",
        **shown_application(journey),
    )


@page_for("grant_membership")
def grant_membership(request: HttpRequest, journey: Journey) -> HttpResponse:
    on, at = now()
    form = GrantForm(request.POST or None, initial={"on": on})
    if submitted(
        request, form, lambda: actions.grant_membership(journey, by=reader(request), at=at, **form.cleaned_data)
    ):
        return done(request, journey, _("The city is now a member and appears in the public register."))
    return journey_form_page(
        request,
        journey,
        form,
        "grant_membership",
        button=_("Assign the member number"),
        lead=_grant_lead(journey),
    )


def _grant_lead(journey: Journey) -> str:
    if not journey.kind.numbered:
        return _("Both sides have signed the agreement. This kind of participation has no number.")
    return _("Both sides have signed the agreement. The city gets number %(number)s; this cannot be undone.") % {
        "number": next_number()
    }


@page_for("withdraw")
def withdraw(request: HttpRequest, journey: Journey) -> HttpResponse:
    on, at = now()
    form = WithdrawForm(request.POST or None, request.FILES or None, initial={"on": on})
    if submitted(request, form, lambda: actions.withdraw(journey, by=reader(request), at=at, **form.cleaned_data)):
        return done(request, journey, _("The journey has ended. Its documents stay readable."))
    return journey_form_page(
        request,
        journey,
        form,
        "withdraw",
        button=Button(_("End the journey"), kind="danger"),
        lead=_("This ends the journey. Your city may begin a new one at any time."),
    )
