"""The work on what an event brought: asking for feedback, reading its texts, publishing the report."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jejaring.events.models import Event
from jejaring.events.views.common import Crumb, crumbs, event_for, work_page
from jejaring.kit.components import Fact
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.requests import now, reader
from jejaring.kit.words import number
from jejaring.outcomes.actions import feedback, reports
from jejaring.outcomes.figures import figures_of
from jejaring.outcomes.forms import ReportForm, SurveyForm
from jejaring.outcomes.models import Feedback
from jejaring.outcomes.pages import ReportPage
from jejaring.outcomes.queries import current_report, is_open, survey_of, texts_to_read

DAYS_ASKED = timedelta(days=14)  # after the event, unless the manager says otherwise


@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how far feedback and report are."""
    event, (on, at) = event_for(request, slug), now()
    survey, report = survey_of(event), current_report(event)
    waiting = texts_to_read(event).filter(state=Feedback.State.WAITING).count()
    facts = [
        Fact(_("Feedback"), number(event.feedback.count()), _("on the event and its sessions")),
        Fact(_("Texts to read"), number(waiting), url=reverse("outcomes:texts", args=[slug])),
        Fact(_("Report"), _("edition %(number)s") % {"number": report.number} if report else _("not yet published")),
    ]
    page: dict[str, Any] = {"survey": survey, "open": is_open(survey, on=on), "report": report, "facts": facts}
    page |= {"preview": ReportPage(event, figures_of(event, at=at)), "crumbs": _crumbs(event)}
    return render(request, "outcomes/work.html", work_page(request, event, "report") | page)


def open_survey(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the participants for feedback, from one day to another."""
    event, at = event_for(request, slug), now()[1]
    survey = survey_of(event)
    days = (survey.opens_on, survey.closes_on) if survey else (event.begins_on, event.ends_on + DAYS_ASKED)
    form = SurveyForm(request.POST or None, initial={"opens_on": days[0], "closes_on": days[1]})
    if submitted(request, form, lambda: feedback.open_survey(event, by=reader(request), at=at, **form.cleaned_data)):
        messages.success(request, _("The participants find the questions on their own page."))
        return redirect("outcomes:work", slug)
    title = _("Ask for feedback")
    page = work_page(request, event, "report")
    return form_page(request, form, title=title, button=_("Keep the days"), crumbs=_crumbs(event, (title, "")), **page)


@require_safe
def texts(request: HttpRequest, slug: str) -> HttpResponse:
    """List what was written in words, for a manager to read before others do."""
    event = event_for(request, slug)
    title = _("What participants wrote")
    page = {"texts": texts_to_read(event), "title": title, "crumbs": _crumbs(event, (title, ""))}
    return render(request, "outcomes/texts.html", work_page(request, event, "report") | page)


@require_POST
def judge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let a text be shown, or keep it from being shown."""
    event, at = event_for(request, slug), now()[1]
    given = get_object_or_404(event.feedback.exclude(text=""), pk=pk)
    show = request.POST.get("show") == "1"
    said = _("The text is shown with the results.") if show else _("The text is not shown.")
    attempt(request, lambda: feedback.judge(given, show=show, by=reader(request), at=at), said)
    return redirect("outcomes:texts", slug)


def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish the report, or a new edition of it."""
    event, (on, at) = event_for(request, slug), now()
    report = current_report(event)
    initial = {"summary_id": report.summary_id, "summary_en": report.summary_en} if report else {}
    form = ReportForm(request.POST or None, initial=initial)
    if submitted(
        request, form, lambda: reports.publish_report(event, by=reader(request), on=on, at=at, **form.cleaned_data)
    ):
        messages.success(request, _("The report is published."))
        return redirect("outcomes:report", slug)
    title = _("Publish a new edition") if report else _("Publish the report")
    lead = _("Its figures are those of today, and stay as they are. A correction is a new edition.")
    page = work_page(request, event, "report")
    return form_page(request, form, title=title, button=title, lead=lead, crumbs=_crumbs(event, (title, "")), **page)


def _crumbs(event: Event, *below: Crumb) -> list[Crumb]:
    here = reverse("outcomes:work", args=[event.slug]) if below else ""
    return crumbs(event, (_("Report"), here), *below)
