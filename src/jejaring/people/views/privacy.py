"""Rights over one's data: consents, a copy of everything, deletion, who read what."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jejaring.kit import clock
from jejaring.kit.components import Event
from jejaring.kit.refusal import Refusal
from jejaring.kit.tables import Column, TableSpec, build
from jejaring.people import actions, pdp, queries
from jejaring.people.forms import DeletionForm
from jejaring.people.models import Consent
from jejaring.people.views.frame import account_frame, crumbs, reader_of

READS = TableSpec(
    name="reads",
    columns=(
        Column("at", gettext_lazy("When"), value=lambda read: read.at, sort="at"),
        Column("reader", gettext_lazy("Who"), value=lambda read: read.reader.name, sort="reader__name"),
        Column("purpose", gettext_lazy("What for"), value=lambda read: read.purpose),
        Column("page", gettext_lazy("Page"), value=lambda read: read.page),
    ),
    search=("reader__name", "purpose"),
    default_sort="-at",
    empty_title=gettext_lazy("Nobody has read your data"),
    empty_text=gettext_lazy("Whenever someone opens your personal data, who, when and what for will stand here."),
)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    reader, today = reader_of(request), clock.today()
    context = {
        "agreements": queries.agreements_of(reader, on=today),
        "past": [_event(consent) for consent in queries.consents_of(reader) if consent.withdrawn_at],
        "deletion": queries.open_deletion_of(reader),
        "deletion_days": pdp.constant("deletion_days"),
        "law": pdp.law(),
    }
    return render(request, "people/privacy.html", account_frame("privacy") | context)


@require_safe
def reads(request: HttpRequest) -> HttpResponse:
    table = build(READS, queries.reads_visible_to(reader_of(request)), request)
    return table.export() or render(request, "people/reads.html", account_frame("reads") | {"table": table})


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    reader, now = reader_of(request), clock.now()
    answer = HttpResponse(actions.export(reader, by=reader, at=now), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="data-{now:%Y-%m-%d}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def agree(request: HttpRequest, key: str) -> HttpResponse:
    reader, now = reader_of(request), clock.now()
    if key not in {text.key for text in pdp.current_texts(on=now.date())}:
        return redirect("people:privacy")
    actions.give_consent(reader, key, by=reader, at=now)
    messages.success(request, _("Your consent was noted."))
    return redirect("people:privacy")


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then withdraw a consent."""
    reader = reader_of(request)
    consent = get_object_or_404(queries.consents_of(reader), pk=pk)
    if request.method == "POST":
        try:
            actions.withdraw_consent(consent, by=reader, at=clock.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your consent was withdrawn."))
        return redirect("people:privacy")
    context = {
        "consent": consent,
        "text": pdp.text_of(consent.key, consent.version),
        "hours": pdp.constant("withdrawal_hours").value,
        "crumbs": crumbs((_("Your account"), reverse("people:privacy")), (_("Withdraw a consent"), "")),
    }
    return render(request, "people/withdraw.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_deletion(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    form = DeletionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.request_deletion(reader, reason=form.cleaned_data["reason"], by=reader, at=clock.now())
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The secretariat was asked to delete your account."))
            return redirect("people:privacy")
    context = {
        "form": form,
        "days": pdp.constant("deletion_days"),
        "crumbs": crumbs((_("Your account"), reverse("people:privacy")), (_("Delete your account"), "")),
    }
    return render(request, "people/ask_deletion.html", context)


@require_POST
def cancel_deletion(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    deletion = queries.open_deletion_of(reader)
    try:
        if deletion is None:
            raise Refusal(_("This deletion was cancelled."))
        actions.cancel_deletion(deletion, by=reader, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your account stays."))
    return redirect("people:privacy")


def _event(consent: Consent) -> Event:
    text = pdp.text_of(consent.key, consent.version)
    said = _("Withdrawn: %(text)s") % {"text": text.title if text else consent.key}
    return Event(consent.withdrawn_at or consent.given_at, said, detail=consent.version)
