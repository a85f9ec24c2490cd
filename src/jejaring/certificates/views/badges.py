"""Badges: who has one, printing them for many, and one anew."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_safe

from jejaring.certificates import badges as printing
from jejaring.certificates.actions.badges import begin_print
from jejaring.certificates.forms import PrintForm
from jejaring.events.views.common import Crumb, crumbs, event_for, work_page
from jejaring.kit import clock, jobs
from jejaring.kit.components import Fact, Link
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, Filter, TableSpec, attribute, count_sentence, list_page
from jejaring.registration.models import Registration

TAB = "participants"


def _code(one: Registration) -> str:
    return next((code.text for code in one.codes.all()), "")


def _checked(one: Registration) -> str:
    return _("yes") if one.name_checked_at else _("not yet")


BADGES = TableSpec(
    name="lencana",
    columns=(
        attribute("name", gettext_lazy("Name"), sort="sort_name"),
        Column("organisation", gettext_lazy("Organisation"), value=printing.organisation_of),
        Column("role", gettext_lazy("Role"), value=lambda one: one.get_role_display(), sort="role"),
        Column("code", gettext_lazy("Code"), value=_code),
        Column("checked", gettext_lazy("Name checked"), value=_checked, sort="name_checked_at"),
        Column(
            "print",
            gettext_lazy("Badge"),
            value=lambda one: "",
            template="certificates/_badge_cell.html",
            silent=True,
        ),
    ),
    search=("name", "sort_name", "codes__text", "delegation__organisation__short_name"),
    filters=(
        Filter(
            "nama",
            gettext_lazy("Name checked"),
            (("ya", gettext_lazy("checked")), ("belum", gettext_lazy("not checked yet"))),
            lambda rows, value: rows.filter(name_checked_at__isnull=value == "belum"),
        ),
    ),
    default_sort="name",
    sentence=count_sentence(ngettext_lazy("%(count)s badge", "%(count)s badges")),
    empty_title=gettext_lazy("Nobody is confirmed yet"),
    empty_text=gettext_lazy("Whoever is confirmed, and every speaker, gets a badge and stands here."),
)


@require_safe
def badges(request: HttpRequest, slug: str) -> HttpResponse:
    """List everyone who gets a badge."""
    event = event_for(request, slug)
    return list_page(
        request,
        BADGES,
        printing.badged(event),
        title=_("Badges"),
        lead=_("Confirmed people and speakers, sorted by name. One badge can be printed anew, or its code renewed."),
        crumbs=crumbs(event, (_("Badges"), "")),
        actions=[Link(_("Print badges"), reverse("certificates:print_badges", args=[slug]))],
        **work_page(request, event, TAB),
    )


def print_badges(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose sheet and people, start the printing, and offer what was printed before."""
    event, at = event_for(request, slug), now()[1]
    form = PrintForm(request.POST or None, event=event)
    if done := submitted(request, form, lambda: begin_print(event, by=reader(request), at=at, **form.cleaned_data)):
        return redirect(jobs.address_to_follow(done.value))
    unchecked = printing.badged(event).filter(name_checked_at=None).count()
    return form_page(
        request,
        form,
        title=_("Print badges"),
        lead=_("The sheets have cut marks. Print them in their own size (100 %)."),
        button=_("Print badges"),
        crumbs=_crumbs(request, slug),
        template="certificates/print_badges.html",
        facts=[
            Fact(_("Badges"), printing.badged(event).count(), note=_("confirmed people and speakers")),
            Fact(_("Names not checked yet"), unchecked),
        ],
        prints=event.badge_prints.select_related("file"),
        sheets=dict(printing.sheet_choices()),
        **work_page(request, event, TAB),
    )


@require_safe
def badge(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Give the badge of one person as a PDF."""
    event = event_for(request, slug)
    person = printing.badged(event).filter(public_id=public_id).first()
    code = next(iter(person.codes.all()), None) if person else None
    if person is None or code is None:
        raise Http404
    title = _("Badge: %(name)s") % {"name": person.name}
    pdf = printing.render([printing.badge(person, code)], printing.SINGLE_SHEET, title=title, on=clock.today())
    headers = {"Content-Disposition": f'inline; filename="{_("badge")}-{code.text}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _crumbs(request: HttpRequest, slug: str) -> list[Crumb]:
    return crumbs(event_for(request, slug), (_("Badges"), reverse("certificates:badges", args=[slug])))
