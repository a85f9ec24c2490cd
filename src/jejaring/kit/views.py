"""The theme switch and, in development, the gallery of all components."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jejaring.kit import clock
from jejaring.kit.appearance import THEMES, remember_theme
from jejaring.kit.gallery import job, samples


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


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    context = samples(request, clock.today())
    answer: HttpResponse | None = context["table"].export()
    if answer is not None:
        return answer
    messages.success(request, _("The letter of intent was signed and sent to both parties."))
    messages.error(request, _("The file is not a PDF. Nothing was stored; choose another one."))
    return render(request, "kit/gallery.html", context)


@login_not_required
def gallery_job(request: HttpRequest) -> HttpResponse:
    if "HX-Request" not in request.headers:
        return redirect("kit:gallery")
    return render(request, "kit/progress.html", {"job": job()})
