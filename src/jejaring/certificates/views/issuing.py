"""Who has earned a certificate and who has not; issuing for many, one by hand, correcting and revoking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext
from django.views.decorators.http import require_safe

from jejaring.certificates import queries
from jejaring.certificates.actions import issuing
from jejaring.certificates.forms import BatchForm, ReasonForm
from jejaring.certificates.models import Certificate
from jejaring.certificates.papers import shown_hours
from jejaring.certificates.queries import Standing
from jejaring.certificates.views.common import certificate_to_manage, event_to_certify, page_of
from jejaring.documents import verifying
from jejaring.events.models import Event
from jejaring.kit import jobs
from jejaring.kit.components import Button, Fact, Link
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import Column, Filter, TableSpec, attribute, count_sentence, list_page
from jejaring.kit.words import long_date, moment
from jejaring.registration.models import Registration

STATES: dict[str, tuple[Any, Callable[[Standing], bool]]] = {
    "berhak": (gettext_lazy("has earned one"), lambda one: one.earned),
    "belum-terbit": (gettext_lazy("earned, not issued yet"), lambda one: one.to_issue),
    "belum": (gettext_lazy("has not earned one"), lambda one: not one.earned),
    "terbit": (gettext_lazy("has one in force"), lambda one: one.certificate is not None and one.certificate.current),
    "nama": (gettext_lazy("name not checked yet"), lambda one: one.registration.name_checked_at is None),
}


def state_of(one: Certificate | None) -> str:
    """Return in words what became of a certificate."""
    if one is None or one.document is None:
        return _("not issued")
    if not one.current:
        return str(one.document.get_state_display())
    if not one.document.signatures.all():
        return _("issued, not signed yet")
    return _("signed")


def _table(event: Event, found: Mapping[int, Standing]) -> TableSpec:
    """Return the table of an event's people, whose columns read how each stands."""

    def where(one: Registration) -> str:
        certificate = found[one.pk].certificate
        if certificate and certificate.current:
            return reverse("certificates:certificate", args=[event.slug, certificate.public_id])
        return reverse("certificates:give", args=[event.slug, one.public_id])

    def hours(one: Registration) -> Any:
        time = found[one.pk].hours
        return None if time is None else shown_hours(time)

    def narrowed(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        holds = STATES[value][1]
        return rows.filter(pk__in=[pk for pk, one in found.items() if holds(one)])

    return TableSpec(
        name="sertifikat",
        columns=(
            attribute("name", gettext_lazy("Name"), sort="sort_name", link=where),
            Column("role", gettext_lazy("Role"), value=lambda one: one.get_role_display(), sort="role"),
            Column("earned", gettext_lazy("Earned"), value=lambda one: found[one.pk].earned),
            Column("why", gettext_lazy("Why"), value=lambda one: found[one.pk].why),
            Column("hours", gettext_lazy("Hours"), value=hours, numeric=True),
            Column("certificate", gettext_lazy("Certificate"), value=lambda one: state_of(found[one.pk].certificate)),
        ),
        search=("name", "sort_name", "delegation__organisation__short_name"),
        filters=(Filter("keadaan", gettext_lazy("State"), [(key, one[0]) for key, one in STATES.items()], narrowed),),
        default_sort="name",
        sentence=count_sentence(ngettext_lazy("%(count)s person", "%(count)s persons")),
        empty_title=gettext_lazy("Nobody is confirmed yet"),
        empty_text=gettext_lazy("Whoever is confirmed stands here, with what they attended and what is needed."),
    )


@require_safe
def certificates(request: HttpRequest, slug: str) -> HttpResponse:
    """List who has earned a certificate, who has not and why."""
    event = event_to_certify(request, slug)
    found, numbers = {one.registration.pk: one for one in queries.standings(event)}, queries.numbers(event)
    to_issue, template = sum(one.to_issue for one in found.values()), queries.template_of(event)
    page = {
        "facts": [
            Fact(
                _("Have earned one"),
                sum(one.earned for one in found.values()),
                note=_("of %(all)s") % {"all": len(found)},
            ),
            Fact(_("Not issued yet"), to_issue),
            Fact(_("Issued"), numbers.issued),
            Fact(_("Signed"), numbers.signed, note=template.office.title if template else ""),
        ],
        "actions": [
            Link(_("Issue certificates"), reverse("certificates:issue", args=[slug])),
            Link(_("Template"), reverse("certificates:template", args=[slug])),
            Link(_("Who gets one"), reverse("certificates:rules", args=[slug])),
        ],
    }
    return list_page(
        request,
        _table(event, found),
        event.registrations.filter(pk__in=found),
        "certificates/list.html",
        title=_("Certificates"),
        **page,
        **page_of(request, event),
    )


def issue(request: HttpRequest, slug: str) -> HttpResponse:
    """Issue certificates to everyone who has earned one and has none."""
    event, (on, at) = event_to_certify(request, slug), now()
    form = BatchForm(request.POST or None)
    if done := submitted(
        request, form, lambda: issuing.begin_batch(event, by=reader(request), on=on, at=at, **form.cleaned_data)
    ):
        return redirect(jobs.address_to_follow(done.value))
    waiting = issuing.to_issue(event, checked=False)
    checked = sum(one.registration.name_checked_at is not None for one in waiting)
    return form_page(
        request,
        form,
        title=_("Issue certificates"),
        lead=_("Each gets a number and can be verified. They are then signed by the office, in one act."),
        button=_("Issue certificates"),
        template="certificates/issue.html",
        facts=[Fact(_("Earned, not issued yet"), len(waiting)), Fact(_("with a checked name"), checked)],
        **page_of(request, event),
    )


def give(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Issue a certificate to one person by hand, whatever the rules say."""
    event, (on, at) = event_to_certify(request, slug), now()
    person = get_object_or_404(event.registrations, public_id=public_id)
    form = ReasonForm(request.POST or None)
    if done := submitted(
        request, form, lambda: issuing.issue_by_hand(person, by=reader(request), on=on, at=at, **form.cleaned_data)
    ):
        messages.success(request, _("The certificate is issued. It waits for its signature."))
        return redirect("certificates:certificate", slug, done.value.public_id)
    return form_page(
        request,
        form,
        title=_("Issue a certificate to %(name)s by hand") % {"name": person.name},
        lead=_(
            "Check the name as it stands here: you answer for it. The reason is seen by those who manage the event."
        ),
        button=_("Issue the certificate"),
        template="certificates/give.html",
        standing=next((one for one in queries.standings(event) if one.registration.pk == person.pk), None),
        **page_of(request, event),
    )


@require_safe
def certificate(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Show one certificate: what it attests, what became of it, and what can be done."""
    shown = certificate_to_manage(request, slug, public_id)
    document = shown.document
    page = {
        "shown": shown,
        "document": document,
        "facts": [
            Fact(_("Number"), document.number if document else ""),
            Fact(_("Date"), long_date(document.issued_on) if document else ""),
            Fact(_("State"), state_of(shown)),
        ],
        "attested": [(verifying.LABELS[key], value) for key, value in verifying.attested(document).items()]
        if document
        else [],
        "issued": _("%(who)s, %(when)s") % {"who": shown.issued_by, "when": moment(shown.issued_at)},
        "others": shown.registration.certificates.exclude(pk=shown.pk).select_related("document"),
        "title": shown.registration.name,
    }
    return render(request, "certificates/certificate.html", {**page_of(request, shown.event), **page})


def correct(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Issue a new certificate that replaces one, from what is recorded now."""
    shown, (on, at) = certificate_to_manage(request, slug, public_id), now()
    form = ReasonForm(request.POST or None)
    if done := submitted(
        request, form, lambda: issuing.correct(shown, by=reader(request), on=on, at=at, **form.cleaned_data)
    ):
        messages.success(request, _("The new certificate is issued; the old one answers that it was replaced."))
        return redirect("certificates:certificate", slug, done.value.public_id)
    return form_page(
        request,
        form,
        title=_("Correct the certificate of %(name)s") % {"name": shown.registration.name},
        lead=_("Correct name, role or attendance first. The new one takes what is recorded now, and has to be signed."),
        button=_("Issue the corrected certificate"),
        **_below(request, shown),
    )


def revoke(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Revoke a certificate, with a reason that verification shows to everyone."""
    shown, (on, at) = certificate_to_manage(request, slug, public_id), now()
    form = ReasonForm(request.POST or None)
    if submitted(request, form, lambda: issuing.revoke(shown, by=reader(request), on=on, at=at, **form.cleaned_data)):
        messages.success(request, _("The certificate is revoked."))
        return redirect("certificates:certificate", slug, public_id)
    return form_page(
        request,
        form,
        title=_("Revoke the certificate of %(name)s") % {"name": shown.registration.name},
        lead=_("Everyone who verifies it reads that it was revoked, and your reason. This cannot be undone."),
        button=Button(pgettext("certificate", "Revoke the certificate"), kind="danger"),
        **_below(request, shown),
    )


def _below(request: HttpRequest, shown: Certificate) -> dict[str, Any]:
    address = reverse("certificates:certificate", args=[shown.event.slug, shown.public_id])
    return page_of(request, shown.event, (shown.registration.name, address))
