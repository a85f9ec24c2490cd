"""The theme switch and a person's long jobs."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from jejaring.kit import clock, jobs
from jejaring.kit.appearance import THEMES, remember_theme
from jejaring.kit.forms import attempt
from jejaring.kit.models import Job
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.tables import TableSpec, attribute, count_sentence, list_page


@csrf_exempt  # so that public pages need no token and no cookie; a forger could only change our colours
@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("theme", "")
    back = request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if chosen in THEMES:
        remember_theme(response, chosen)
    return response


JOBS = TableSpec(
    name="pekerjaan",
    columns=(
        attribute("title", gettext_lazy("Job"), sort=False, link=Job.get_absolute_url),
        attribute("created_at", gettext_lazy("Started"), key="started"),
        attribute("ended_at", gettext_lazy("Ended"), key="ended"),
        attribute("sentence", gettext_lazy("State"), key="state", sort="state"),
    ),
    default_sort="-started",
    sentence=count_sentence(ngettext_lazy("%(count)s job", "%(count)s jobs")),
    empty_title=gettext_lazy("No jobs yet"),
    empty_text=gettext_lazy("Work that takes a while goes on without you; you find it here."),
)


@require_safe
def jobs_page(request: HttpRequest) -> HttpResponse:
    way = workroom_crumbs((_("Your jobs"), ""))
    return list_page(request, JOBS, jobs.jobs_of(request.user), title=_("Your jobs"), crumbs=way)


@require_safe
def job_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How far a job is; htmx asks for its fragment, others for the page. Whoever watches goes on to the result."""
    shown = get_object_or_404(jobs.jobs_of(request.user), public_id=public_id)
    watched = "HX-Request" in request.headers
    if watched and shown.is_open:
        return render(request, "kit/progress.html", {"job": shown.progress})
    if watched and shown.result_url:
        return HttpResponse(headers={"HX-Redirect": shown.result_url})
    if shown.result_url and jobs.FOLLOW in request.GET:
        return redirect(shown.result_url)
    way = workroom_crumbs((_("Your jobs"), reverse("kit:jobs")), (shown.title, ""))
    response = render(request, "kit/job.html", {"shown": shown, "crumbs": way})
    if watched:
        response["HX-Refresh"] = "true"  # it has ended: the whole page says what became of it
    return response


@require_POST
def stop_job(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shown = get_object_or_404(jobs.jobs_of(request.user), public_id=public_id)
    attempt(request, lambda: jobs.stop(shown, at=clock.now()), _("The job is being stopped."))
    return redirect(shown)
