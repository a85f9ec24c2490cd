"""The deliberation: invite the departments, record what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from engines.lifecycle import journey as states
from jejaring.admission.actions import deliberation
from jejaring.admission.actions.deliberation import Outcome, Seat
from jejaring.admission.forms.journey import CallForm, OutcomeForm
from jejaring.admission.models import Attendance
from jejaring.admission.views.common import done, find_for, form_page, too_late
from jejaring.kit.requests import now, reader
from jejaring.membership.views.common import act


def call(request: HttpRequest, public_id: UUID) -> HttpResponse:
    journey = find_for(request, public_id, "call_deliberation")
    on, at = now()
    if journey.state != states.LOI_SIGNED:
        return too_late(request, journey, _("Invite the departments to the deliberation"))
    initial = {"on": on, "held_on": on + timedelta(days=7)}
    form = CallForm(request.POST or None, organisation=journey.organisation, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        if act(
            form,
            lambda: deliberation.call_deliberation(
                journey,
                held_at=form.held_at,
                place=data["place"],
                agenda=data["agenda"],
                departments=list(data["departments"]),
                by=reader(request),
                on=data["on"],
                at=at,
            ),
            {"held_at": "held_on"},
        ):
            return done(
                request, journey, _("The invitation is made. Its letter is under the step of the deliberation.")
            )
    return form_page(
        request,
        journey,
        form,
        title=_("Invite the departments to the deliberation"),
        button=_("Make the invitation"),
        lead=_("The letter of invitation is made from these facts, with a number of your own register."),
    )


def conclude(request: HttpRequest, public_id: UUID) -> HttpResponse:
    journey = find_for(request, public_id, "conclude_deliberation")
    on, at = now()
    if journey.state != states.DELIBERATING:
        return too_late(request, journey, _("Record the outcome of the deliberation"))
    meeting = journey.deliberation
    attendances = list(meeting.attendances.select_related("department"))
    form = OutcomeForm(request.POST or None, request.FILES or None, attendances=attendances, initial={"on": on})
    if form.is_valid() and act(
        form,
        lambda: deliberation.conclude_deliberation(
            journey,
            _outcome(form.cleaned_data, attendances),
            by=reader(request),
            on=form.cleaned_data["on"],
            at=at,
            attendance_list=form.cleaned_data["attendance_list"],
        ),
    ):
        return done(request, journey, _("The outcome is recorded and the minutes are made."))
    return form_page(
        request,
        journey,
        form,
        title=_("Record the outcome of the deliberation"),
        button=_("Record the outcome"),
        lead=_("The minutes are made from these facts, with a number of your own register."),
        template="admission/outcome.html",
        meeting=meeting,
    )


def _outcome(data: dict[str, Any], attendances: list[Attendance]) -> Outcome:
    seats = {
        key: Seat(data[f"state_{key}"], data[f"represented_by_{key}"], data[f"position_{key}"])
        for key in (one.department_id for one in attendances)
    }
    return Outcome(data["joins"], data["summary"], data["frame_of_thinking"], data["expected_benefits"], seats)
