"""The page on which the office that signs an event's certificates signs all that wait."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jejaring.certificates import queries, rules
from jejaring.certificates.actions.signing import begin_signing
from jejaring.documents import verifying
from jejaring.events.models import Event
from jejaring.kit import jobs
from jejaring.kit.components import Fact
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, attribute


def _attested(key: str) -> Column:
    return Column(key, verifying.LABELS[key], value=lambda one: verifying.attested(one.document).get(key, ""))


ROWS = (
    attribute("document.number", gettext_lazy("Number"), link=lambda one: one.document.get_absolute_url()),
    _attested("name"),
    _attested("role"),
    _attested("hours"),
)


def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what waits for the office's signature, and sign all of it in one act."""
    on, at = now()
    event = get_object_or_404(Event, slug=slug)
    require(rules.may_sign_some(reader(request), event, on=on))
    waiting = [one for one in queries.to_sign(event) if rules.may_sign_for(reader(request), one.office, on=on)]
    form = forms.Form(request.POST if request.method == "POST" else None)
    if done := submitted(request, form, lambda: begin_signing(event, by=reader(request), at=at)):
        return redirect(jobs.address_to_follow(done.value))
    signed = queries.numbers(event).signed
    return form_page(
        request,
        form,
        title=_("Sign the certificates"),
        eyebrow=event.name,
        lead=_(
            "One act of yours signs all that stand here, each file with its own signature. Each person is then told."
        ),
        button=_("Sign these certificates") if waiting else (),
        template="certificates/sign.html",
        crumbs=workroom_crumbs((_("Sign the certificates"), "")),
        facts=[Fact(_("To be signed"), len(waiting)), Fact(_("Signed"), signed)],
        columns=ROWS,
        rows=waiting,
    )
