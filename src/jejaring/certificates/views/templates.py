"""The appearance of an event's certificates with its preview, and who gets one."""

from __future__ import annotations

import base64
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from jejaring.certificates import papers, queries
from jejaring.certificates.actions import templates as actions
from jejaring.certificates.forms import RulesForm, TemplateForm
from jejaring.certificates.models import Template
from jejaring.certificates.views.common import event_to_certify, page_of
from jejaring.documents.actions import verification_address
from jejaring.documents.rendering.face import Label
from jejaring.documents.rendering.pdf import render_preview
from jejaring.kit.components import Button
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.requests import now, reader

PREVIEW = "preview"


def template(request: HttpRequest, slug: str) -> HttpResponse:
    """Edit the appearance of an event's certificates; see it before it is saved."""
    event, (on, at) = event_to_certify(request, slug), now()
    shown = queries.template_of(event)
    form = TemplateForm(request.POST or None, request.FILES or None, event=event, template=shown)
    if PREVIEW in request.POST:
        if done := submitted(request, form, lambda: actions.proposed(event, form.look)):
            shown = done.value
    elif submitted(request, form, lambda: actions.save_template(event, form.look, by=reader(request), on=on, at=at)):
        messages.success(request, _("The template is saved. Certificates issued from now on look like this."))
        return redirect("certificates:template", slug)
    return form_page(
        request,
        form,
        title=_("Template of the certificates"),
        lead=_("Certificates that were issued never change; this is how the next ones look."),
        button=[Button(_("Save the template")), Button(_("Show a preview"), name=PREVIEW, kind="quiet")],
        template="certificates/template.html",
        preview=_preview(shown, on=on) if shown else "",
        unsaved=PREVIEW in request.POST and not form.errors,
        **page_of(request, event),
    )


def _preview(shown: Template, *, on: date) -> str:
    """Return the picture of a certificate as an address of its own, with a name that is nobody's."""
    who = papers.Certified(_("Full Name with Titles"), _("Position, Organisation"), _("participant"), "participant")
    outline = papers.outline(shown, who, on=on)
    label = Label(verification_address(UUID(int=0)), shown.office.organisation.name, _("(number)"), on)
    return f"data:image/png;base64,{base64.b64encode(render_preview(outline, label)).decode()}"


def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose who gets a certificate, and how much presence is enough."""
    event, (on, at) = event_to_certify(request, slug), now()
    form = RulesForm(request.POST or None, rules={one.audience: one for one in event.certificate_rules.all()})
    if submitted(request, form, lambda: actions.save_rules(event, form.rules, by=reader(request), on=on, at=at)):
        messages.success(request, _("The rules are saved. The list below is computed by them."))
        return redirect("certificates:certificates", slug)
    return form_page(
        request,
        form,
        title=_("Who gets a certificate"),
        lead=_(
            "Of parallel sessions nobody can attend all: what is possible is the most that one person could. "
            "Breaks do not count."
        ),
        button=_("Save the rules"),
        **page_of(request, event),
    )
