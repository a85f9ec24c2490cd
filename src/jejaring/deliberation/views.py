"""The deliberation: invite the departments, move or cancel the meeting, record what came of it and correct it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from engines.lifecycle.journey import JOURNEY
from jejaring.admission.actions.drafts import save_letter
from jejaring.admission.models import Journey
from jejaring.admission.queries.journey import typed_so_far
from jejaring.admission.views.common import done, journey_form_page, page_for
from jejaring.cities.models import Organisation
from jejaring.cities.rules import may_keep
from jejaring.deliberation import actions
from jejaring.deliberation.forms import CallForm, CancelForm, ConfirmOutcomeForm, OutcomeForm
from jejaring.deliberation.models import Deliberation
from jejaring.documents.rendering.html import render_html
from jejaring.drafts.views import check_page, write_page
from jejaring.kit import navigation
from jejaring.kit.components import Button
from jejaring.kit.forms import Done, submitted
from jejaring.kit.markup import markup
from jejaring.kit.requests import now, reader
from jejaring.people.models import Person


@page_for("call_deliberation")
def call(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Invite the departments; a meeting that was called is called again, with a letter that replaces the first."""
    on, at = now()
    again = JOURNEY.allows(journey.state, "recall_deliberation")
    first = {"on": on, "held_on": on + timedelta(days=7), **(_announced(journey.deliberation) if again else {})}
    form = CallForm(request.POST or None, organisation=journey.organisation, initial=first)
    if submitted(request, form, lambda: actions.call_deliberation(journey, by=reader(request), at=at, **form.meeting)):
        return done(request, journey, _("The invitation is ready. Its letter is listed under the deliberation."))
    lead = _("The invitation is composed from these details, with the next number of your own register.")
    again_lead = _("The new invitation replaces the one before, which stays on record.")
    return journey_form_page(
        request,
        journey,
        form,
        "call_deliberation",
        title=_("Move the meeting or change its invitation") if again else "",
        button=_("Replace the invitation") if again else _("Create the invitation"),
        lead=again_lead if again else lead,
        note=_unit_missing(request, journey.organisation),
    )


def _unit_missing(request: HttpRequest, city: Organisation) -> SafeString | str:
    """Return where to record the unit code that numbers of letters need, if it is missing and the reader may."""
    if city.letter_unit or not may_keep(reader(request), city, on=now()[0]):
        return ""
    sentence = _("Numbers of your letters contain a unit code, which is not recorded yet.")
    return markup('{} <a href="{}">{}</a>', sentence, navigation.page_url("organisation", city.slug), _("Record it"))


@page_for("cancel_deliberation")
def cancel(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Cancel a meeting that was called."""
    on, at = now()
    form = CancelForm(request.POST or None, initial={"on": on})
    if submitted(
        request, form, lambda: actions.cancel_deliberation(journey, by=reader(request), at=at, **form.cleaned_data)
    ):
        return done(request, journey, _("The meeting is cancelled and its invitation revoked. You can call it anew."))
    return journey_form_page(
        request,
        journey,
        form,
        "cancel_deliberation",
        button=Button(_("Cancel the meeting"), kind="danger"),
        lead=_("The reason is shown where the invitation is verified."),
    )


@page_for("conclude_deliberation")
def conclude(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Write the minutes, or correct them until the application is submitted; once whole, go on to check them."""
    (on, at), by = now(), reader(request)
    meeting, corrects = journey.deliberation, JOURNEY.allows(journey.state, "correct_deliberation")
    first = {"on": meeting.decided_on or on, **typed_so_far(journey, "minutes")}
    form = _outcome_form(journey, request.POST or None, initial=first)
    return write_page(
        request,
        form,
        lambda: save_letter(journey, "minutes", answers=form.typed, revision=form.began_from, by=by, at=at),
        paper=lambda: _paper(journey, form, by=by, at=at),
        check_url=reverse("deliberation:check", args=[journey.public_id]),
        page=partial(
            journey_form_page,
            request,
            journey,
            form,
            "conclude_deliberation",
            title=_("Correct the minutes") if corrects else "",
            lead=_("The minutes are composed from these details. Save as often as you like."),
            template="deliberation/outcome.html",
            meeting=meeting,
        ),
    )


@page_for("conclude_deliberation")
def check(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Show the minutes as they will be issued, and record the outcome with them."""
    at, by = now()[1], reader(request)
    written = _outcome_form(journey, typed_so_far(journey, "minutes"))
    form = ConfirmOutcomeForm(request.POST or None, request.FILES or None)
    corrects = JOURNEY.allows(journey.state, "correct_deliberation")

    def record() -> Journey:
        on = written.cleaned_data["on"]
        return actions.conclude_deliberation(journey, written.outcome, by=by, on=on, at=at, **form.cleaned_data)

    answer = check_page(
        request,
        written,
        record,
        paper=lambda: _paper(journey, written, by=by, at=at),
        form=form,
        write_url=reverse("deliberation:conclude", args=[journey.public_id]),
        page=partial(
            journey_form_page,
            request,
            journey,
            form,
            title=_("Check the minutes"),
            button=_("Replace the minutes") if corrects else _("Record the outcome"),
        ),
    )
    if isinstance(answer, Done):
        return done(request, journey, _("The outcome is recorded and the minutes are ready."))
    return answer


def _paper(journey: Journey, form: OutcomeForm, *, by: Person, at: datetime) -> SafeString:
    on = form.cleaned_data["on"]
    return render_html(actions.minutes_to_check(journey, form.outcome, by=by, on=on, at=at))


def _outcome_form(journey: Journey, typed: Mapping[str, Any] | None, **options: Any) -> OutcomeForm:
    meeting = journey.deliberation
    meeting.journey = journey
    attendances = list(meeting.attendances.select_related("department"))
    return OutcomeForm(typed, meeting=meeting, attendances=attendances, **options)


def _announced(meeting: Deliberation) -> dict[str, Any]:
    """Return what the invitation in force says."""
    held = timezone.localtime(meeting.held_at, ZoneInfo(meeting.journey.organisation.time_zone))
    return {
        "held_on": held.date(),
        "held_time": held.time(),
        "place": meeting.place,
        "agenda": meeting.agenda,
        "departments": [one.department_id for one in meeting.attendances.all()],
    }
