"""Pages and downloads: the public verification of a document, and files by the doorway of their record."""

from __future__ import annotations

from uuid import UUID

from asn1crypto import pem
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jejaring.documents import checking, queries, verifying
from jejaring.documents.forms import CheckForm, CodeForm
from jejaring.documents.models import Document, StoredFile
from jejaring.documents.signers.chosen import chosen_signer
from jejaring.files import storage
from jejaring.kit.components import Fact
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.words import long_date

STATE_KINDS = {Document.State.ISSUED: "ok", Document.State.REPLACED: "warn", Document.State.REVOKED: "bad"}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_not_required
@require_GET
def verify(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say to anyone what became of a document: its state, issuer, signers by office, dates and hash."""
    document = queries.document_to_verify(public_id) if _is_uuid(public_id) else None
    if document is None:
        return render(request, "documents/unknown.html", status=404)
    if request.GET.get("format") == "json":
        return JsonResponse(verifying.machine_answer(document))
    open_slots = queries.open_slots(document) if document.ended_on is None else []
    return render(
        request,
        "documents/verify.html",
        {
            "document": document,
            "facts": _facts(document),
            "attested": [(verifying.LABELS[key], value) for key, value in verifying.attested(document).items()],
            "verdict_kind": "warn" if open_slots else STATE_KINDS.get(Document.State(document.state), "neutral"),
            "may_read": queries.may_read(request.user, document),
            "signatures": document.signatures.all(),
            "open_slots": open_slots,
        },
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_upload(request: HttpRequest) -> HttpResponse:
    """Check a PDF that someone holds; it is read and not kept."""
    code_form = CodeForm(request.GET if "kode" in request.GET else None)
    if code_form.is_valid():
        if found := queries.document_on_paper(request.user, code_form.cleaned_data["kode"]):
            return redirect(found)
        code_form.add_error("kode", _("No document was found. Type the code beside the QR code, letter by letter."))
    form = CheckForm(request.POST or None, request.FILES or None)
    checked = submitted(request, form, lambda: checking.find(form.cleaned_data["file"].read()))
    return form_page(
        request,
        form,
        title=_("Is this document genuine?"),
        button=_("Check the PDF"),
        lead=_(
            "Choose the PDF you received. You learn whether it was issued here, who signed it and whether it "
            "was changed. The file is read and not kept."
        ),
        template="documents/verify_upload.html",
        eyebrow=_("Verification of a document"),
        finding=checked.value if checked else None,
        code_form=code_form,
    )


@login_not_required
@require_GET
def root_certificates(request: HttpRequest) -> HttpResponse:
    """Give the root certificates our documents rest on, for `jejaring verify --trust` and PDF readers."""
    text = b"".join(pem.armor("CERTIFICATE", root.dump()) for root in chosen_signer().roots())
    headers = {"Content-Disposition": 'attachment; filename="akar.pem"'}
    return HttpResponse(text, content_type="application/x-pem-file", headers=headers)


@login_not_required
@require_GET
def pdf(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Give a document's newest PDF."""
    return _given(request, public_id, "sha256", "pdf", "application/pdf")


@login_not_required
@require_GET
def docx(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Give a document as DOCX, as it was issued."""
    return _given(request, public_id, "docx_sha256", "docx", DOCX)


@require_GET
def file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Give a stored file to whoever may see the record it belongs to."""
    found: StoredFile | None = queries.file_for(request.user, public_id)
    if found is None:
        raise Http404
    return _attachment(found.sha256, found.name, found.content_type)


def _facts(document: Document) -> list[Fact]:
    facts = [Fact(_("Issued by"), document.issuer_name), Fact(_("Date of the document"), long_date(document.issued_on))]
    if document.number:
        facts.insert(1, Fact(_("Number"), document.number))
    if document.ended_on:
        facts.append(Fact(_("No longer valid since"), long_date(document.ended_on)))
    return facts


def _given(request: HttpRequest, public_id: UUID, field: str, ending: str, content_type: str) -> HttpResponseBase:
    """Give a document's file; answer alike whether it does not exist or is not for this reader, who may sign in."""
    document = queries.document_for(request.user, public_id)
    if document and getattr(document, field):
        name = (document.number or document.title).replace("/", "-")[:120]
        return _attachment(getattr(document, field), f"{name}.{ending}", content_type)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise Http404


def _attachment(sha256: str, name: str, content_type: str) -> FileResponse:
    try:
        stream = storage.open_stream(sha256)
    except FileNotFoundError as fault:
        raise Http404 from fault
    response = FileResponse(stream, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
