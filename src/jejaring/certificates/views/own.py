"""A person's own certificates: by the address in their mail, and in their workroom."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from jejaring.certificates import queries
from jejaring.certificates.models import Certificate
from jejaring.files import storage
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.tables import TableSpec, attribute, count_sentence, list_page

OWN = TableSpec(
    name="sertifikat-saya",
    columns=(
        attribute(
            "event.name",
            pgettext_lazy("meeting", "Event"),
            key="event",
            sort="event__name_id",
            link=queries.address_for_person,
        ),
        attribute("document.number", gettext_lazy("Number")),
        attribute("document.issued_on", gettext_lazy("Date")),
    ),
    default_sort="-issued_on",
    sentence=count_sentence(ngettext_lazy("%(count)s certificate", "%(count)s certificates")),
    empty_title=gettext_lazy("No certificates yet"),
    empty_text=gettext_lazy("After an event that you attended with this account, its certificate appears here."),
)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List the reader's own certificates."""
    return list_page(
        request,
        OWN,
        queries.own_certificates(request.user),
        title=_("Your certificates"),
        crumbs=workroom_crumbs((_("Your certificates"), "")),
    )


@login_not_required
@require_safe
def own(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a certificate to whoever has its address: the person it was issued to."""
    shown = _certificate(public_id)
    newer = shown.registration.certificates.filter(current=True).exclude(pk=shown.pk).first()
    page = {"shown": shown, "document": shown.document, "signed": queries.is_signed(shown), "newer": newer}
    answer = render(request, "certificates/own.html", page)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@login_not_required
@require_safe
def own_pdf(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Give the signed PDF of a certificate to whoever has its address."""
    shown = _certificate(public_id)
    if shown.document is None or not queries.is_signed(shown):
        raise Http404
    name = f"{_('certificate')}-{shown.event.slug}.pdf"
    try:
        stream = storage.open_stream(shown.document.sha256)
    except FileNotFoundError as fault:
        raise Http404 from fault
    headers = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/pdf", headers=headers)


def _certificate(public_id: UUID) -> Certificate:
    found = Certificate.objects.select_related("document__replaced_by", "event", "registration")
    return get_object_or_404(found, public_id=public_id)
