"""Rights over one's data: consents, a copy of everything, deletion, who read what."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jejaring.kit import clock
from jejaring.kit.components import Button, Event, Text
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.navigation import workroom_crumbs
from jejaring.kit.refusal import Refusal
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import TableSpec, attribute, list_page
from jejaring.people import actions, pdp, queries
from jejaring.people.forms import DeletionForm
from jejaring.people.models import Consent, DeletionRequest
from jejaring.people.views.frame import account_frame

READS = TableSpec(
    name="pembacaan",
    columns=(
        attribute("at", gettext_lazy("When")),
        attribute("reader.name", gettext_lazy("Who"), key="reader"),
        attribute("purpose", gettext_lazy("What for"), sort=False),
        attribute("page", gettext_lazy("Page"), sort=False),
    ),
    search=("reader__name", "purpose"),
    default_sort="-at",
    empty_title=gettext_lazy("Nobody has read your data"),
    empty_text=gettext_lazy("Whenever someone opens your personal data, this list shows who, when and what for."),
)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    person, today = reader(request), clock.today()
    context = {
        "agreements": queries.agreements_of(person, on=today),
        "past": [_event(consent) for consent in queries.consents_of(person) if consent.withdrawn_at],
        "deletion": queries.open_deletion_of(person),
        "deletion_days": pdp.constant("deletion_days"),
        "law": pdp.law(),
    }
    return render(request, "people/privacy.html", account_frame("privacy") | context)


@require_safe
def reads(request: HttpRequest) -> HttpResponse:
    lead = _("Everyone who opened your personal data, with the purpose.")
    return list_page(request, READS, queries.reads_visible_to(reader(request)), lead=lead, **account_frame("reads"))


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    person, (today, at) = reader(request), now()
    answer = HttpResponse(actions.export(person, by=person, at=at), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="data-{today:%Y-%m-%d}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def agree(request: HttpRequest, key: str) -> HttpResponse:
    person, (today, at) = reader(request), now()
    if key in {text.key for text in pdp.current_texts(on=today)}:
        actions.give_consent(person, key, by=person, at=at)
        messages.success(request, _("Your consent was recorded."))
    return redirect("people:privacy")


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then withdraw a consent."""
    person = reader(request)
    consent = get_object_or_404(queries.consents_of(person), pk=pk)
    if request.method == "POST":
        withdrawn = _("Your consent was withdrawn.")
        attempt(request, lambda: actions.withdraw_consent(consent, by=person, at=clock.now()), withdrawn)
        return redirect("people:privacy")
    context = {
        "text": pdp.text_of(consent.key, consent.version),
        "hours": pdp.constant("withdrawal_hours").value,
        "crumbs": _crumbs(_("Withdraw a consent")),
    }
    return render(request, "people/withdraw.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_deletion(request: HttpRequest) -> HttpResponse:
    person = reader(request)
    form = DeletionForm(request.POST or None)

    def act() -> DeletionRequest:
        return actions.request_deletion(person, reason=form.cleaned_data["reason"], by=person, at=clock.now())

    if submitted(request, form, act):
        messages.success(request, _("The secretariat was asked to delete your account."))
        return redirect("people:privacy")
    days = pdp.constant("deletion_days").value
    lead = ngettext(
        "The secretariat deletes it within %(days)s day. Until then you can cancel.",
        "The secretariat deletes it within %(days)s days. Until then you can cancel.",
        days,
    )
    return form_page(
        request,
        form,
        title=_("Delete your account"),
        button=Button(_("Ask for deletion"), kind="danger"),
        lead=lead % {"days": days},
        crumbs=_crumbs(_("Delete your account")),
        template="people/ask_deletion.html",
    )


@require_POST
def cancel_deletion(request: HttpRequest) -> HttpResponse:
    person = reader(request)
    deletion = queries.open_deletion_of(person)

    def act() -> None:
        if deletion is None:
            raise Refusal(_("This deletion was cancelled."))
        actions.cancel_deletion(deletion, by=person, at=clock.now())

    attempt(request, act, _("Your account stays."))
    return redirect("people:privacy")


def _crumbs(here: str) -> list[tuple[Text, str]]:
    return workroom_crumbs((_("Your account"), reverse("people:privacy")), (here, ""))


def _event(consent: Consent) -> Event:
    text = pdp.text_of(consent.key, consent.version)
    said = _("Withdrawn: %(text)s") % {"text": text.title if text else consent.key}
    return Event(consent.withdrawn_at or consent.given_at, said, detail=consent.version)
