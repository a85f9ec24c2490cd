"""The page of all components, and the job under way that it shows."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.gallery import samples
from jejaring.kit import clock


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Return the gallery, or its table as a file."""
    context = samples.samples(request, clock.today())
    answer: HttpResponse | None = context["table"].export()
    if answer is not None:
        return answer
    messages.success(request, _("The letter of intent was signed and sent to both parties."))
    messages.error(request, _("The file is not a PDF. Nothing was stored; choose another one."))
    return render(request, "gallery/gallery.html", context)


@login_not_required
def job(request: HttpRequest) -> HttpResponse:
    """Return the sample of a job to htmx as a fragment; send others to the gallery."""
    if "HX-Request" not in request.headers:
        return redirect("gallery:page")
    return render(request, "kit/progress.html", {"job": samples.job()})


@login_not_required
def job_page(request: HttpRequest) -> HttpResponse:
    """Return the page on which an owner watches a job."""
    shown = samples.SampleJob()
    crumbs = [(_("Gallery"), reverse("gallery:page")), (shown.title, "")]
    return render(request, "kit/job.html", {"shown": shown, "crumbs": crumbs})
