"""The deliberation: invite the departments, record what came of it."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from jejaring.admission.actions import deliberation
from jejaring.admission.forms.journey import CallForm, OutcomeForm
from jejaring.admission.models import Journey
from jejaring.admission.views.common import done, journey_form_page, page_for
from jejaring.kit.forms import submitted
from jejaring.kit.requests import now, reader


@page_for("call_deliberation")
def call(request: HttpRequest, journey: Journey) -> HttpResponse:
    on, at = now()
    first = {"on": on, "held_on": on + timedelta(days=7)}
    form = CallForm(request.POST or None, organisation=journey.organisation, initial=first)
    if submitted(
        request, form, lambda: deliberation.call_deliberation(journey, by=reader(request), at=at, **form.meeting)
    ):
        return done(request, journey, _("The invitation is ready. Its letter is listed under the deliberation."))
    return journey_form_page(
        request,
        journey,
        form,
        "call_deliberation",
        button=_("Create the invitation"),
        lead=_("The invitation is composed from these details, with the next number of your own register."),
    )


@page_for("conclude_deliberation")
def conclude(request: HttpRequest, journey: Journey) -> HttpResponse:
    on, at = now()
    attendances = list(journey.deliberation.attendances.select_related("department"))
    form = OutcomeForm(request.POST or None, request.FILES or None, attendances=attendances, initial={"on": on})

    def conclude_it() -> Journey:
        data = form.cleaned_data
        return deliberation.conclude_deliberation(
            journey, form.outcome, by=reader(request), on=data["on"], at=at, attendance_list=data["attendance_list"]
        )

    if submitted(request, form, conclude_it):
        return done(request, journey, _("The outcome is recorded and the minutes are ready."))
    return journey_form_page(
        request,
        journey,
        form,
        "conclude_deliberation",
        button=_("Record the outcome"),
        lead=_("The minutes are composed from these details, with the next number of your own register."),
        template="admission/outcome.html",
        meeting=journey.deliberation,
    )
