"""The letters of a journey: draft them, read what was issued, sign it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from engines.lifecycle.journey import CITY, NETWORK
from jejaring.admission import letters
from jejaring.admission.actions import agreement, loi
from jejaring.admission.actions import signing as actions
from jejaring.admission.actions.drafts import save_letter
from jejaring.admission.actions.notices import side
from jejaring.admission.actions.signing import sign_own_letter, signing_office
from jejaring.admission.duties import TASKS
from jejaring.admission.forms.journey import AgreementForm, LetterForm, RemarkForm, SignForm
from jejaring.admission.models import Agreement, Journey
from jejaring.admission.queries.journey import (
    SIGNED_BY_BOTH,
    latest_document,
    signed_by,
    steps_of,
    typed_so_far,
    under_signature,
    unsigned_own_letters,
)
from jejaring.admission.rules import may_sign
from jejaring.admission.views.common import done, find, journey_form_page, not_now, page_for
from jejaring.cities.letters import on_behalf
from jejaring.cities.queries import the_network
from jejaring.documents.queries import issued_outline
from jejaring.documents.rendering.html import render_html
from jejaring.drafts.views import check_page, write_page
from jejaring.kit.components import Button, Text
from jejaring.kit.data_files import unconfirmed_source
from jejaring.kit.days import years_after
from jejaring.kit.forms import Done, submitted
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader

YEARS = 4  # an agreement runs for, unless the form is given another end


@page_for("draft_loi")
def draft_loi(request: HttpRequest, journey: Journey) -> HttpResponse:
    on, at = now()
    form = LetterForm(request.POST or None, initial={"on": on, "place": the_network().seat})
    if submitted(request, form, lambda: loi.draft_loi(journey, by=reader(request), at=at, **form.cleaned_data)):
        return done(request, journey, _("The letter of intent is ready to be signed by both sides."))
    return journey_form_page(
        request,
        journey,
        form,
        "draft_loi",
        button=_("Create the letter of intent"),
        lead=_(
            "The letter is composed from the records of both sides, with the next number of the network's register."
        ),
        unconfirmed=unconfirmed_source("admission", "loi"),
    )


@page_for("draft_agreement")
def draft_agreement(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Write the draft of the agreement; once it is whole, go on to the page to check it."""
    (on, at), by = now(), reader(request)
    first = {**_first_agreement(journey, on), **typed_so_far(journey, "agreement")}
    form = AgreementForm(request.POST or None, initial=first)
    return write_page(
        request,
        form,
        lambda: save_letter(journey, "agreement", answers=form.typed, revision=form.began_from, by=by, at=at),
        paper=lambda: render_html(agreement.agreement_to_check(journey, by=by, at=at, **form.agreement)),
        check_url=reverse("admission:check_agreement", args=[journey.public_id]),
        page=partial(
            journey_form_page,
            request,
            journey,
            form,
            "draft_agreement",
            lead=_("Adapt the wording where this city needs it. Save as often as you like."),
            unconfirmed=unconfirmed_source("admission", "agreement_parts"),
        ),
    )


@page_for("draft_agreement")
def check_agreement(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Show the agreement as it will be issued, and issue it."""
    at, by = now()[1], reader(request)
    written, form = AgreementForm(typed_so_far(journey, "agreement")), Form(request.POST or None)
    title, button = _("Check the cooperation agreement"), _("Create the cooperation agreement")
    answer = check_page(
        request,
        written,
        lambda: agreement.draft_agreement(journey, by=by, at=at, **written.agreement),
        paper=lambda: render_html(agreement.agreement_to_check(journey, by=by, at=at, **written.agreement)),
        form=form,
        write_url=reverse("admission:draft_agreement", args=[journey.public_id]),
        page=partial(journey_form_page, request, journey, form, title=title, button=button),
    )
    if isinstance(answer, Done):
        return done(request, journey, _("The cooperation agreement is ready to be signed by both sides."))
    return answer


def _first_agreement(journey: Journey, on: date) -> dict[str, Any]:
    """Return what the form begins with: the draft that is to be replaced, or the first wording."""
    if written := Agreement.objects.filter(journey=journey).first():
        return {"on": on, "valid_from": written.valid_from, "valid_until": written.valid_until, **written.parts}
    first = letters.first_wording(journey, the_network())
    return {"on": on, "valid_from": on, "valid_until": years_after(on, YEARS), **first}


def sign_loi(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _sign(request, public_id, "loi", loi.sign_loi)


def sign_agreement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _sign(request, public_id, "agreement", agreement.sign_agreement)


def _sign(request: HttpRequest, public_id: UUID, code: str, sign: Callable[..., Journey]) -> HttpResponse:
    """Show the letter both sides sign and ask for the reader's signature; the second one completes the step."""
    journey, task = find(request, public_id), TASKS[f"sign_{code}"]
    on, _at = now()
    parties = [party for party in (CITY, NETWORK) if may_sign(reader(request), journey, party, on=on)]
    require(bool(parties))
    signed = signed_by(journey)
    unsigned = [party for party in parties if party not in signed]
    if not unsigned or not task.is_open(journey.state):
        return not_now(request, journey, task.title)
    said = (
        _("Signed by both sides: this step is complete.") if signed else _("Signed. It is now the other side's turn.")
    )
    party = unsigned[0]
    return _sign_letter(request, journey, code, party, task.title, said, partial(sign, journey, party=party))


def return_letter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Return the letter under signature unsigned, with comments; it is drafted anew."""
    code = under_signature(find(request, public_id)) or SIGNED_BY_BOTH[0]

    def view(request: HttpRequest, journey: Journey) -> HttpResponse:
        return returned(request, journey, f"return_{code}", partial(actions.return_letter, journey, code))

    return page_for(f"return_{code}")(view)(request, public_id)


def returned(request: HttpRequest, journey: Journey, task: str, do: Callable[..., object]) -> HttpResponse:
    """Ask a signatory for the comments with which a text goes back, and return it by `do`."""
    on, at = now()
    form = RemarkForm(request.POST or None)
    if submitted(request, form, lambda: do(by=reader(request), on=on, at=at, **form.cleaned_data)):
        return done(request, journey, _("Returned with your comments. Who prepared it has been notified."))
    return journey_form_page(request, journey, form, task, button=_("Return it with comments"))


def sign_invitation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _sign_own(request, public_id, "invitation", _("Sign the invitation"))


def sign_minutes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _sign_own(request, public_id, "minutes", _("Sign the minutes"))


def _sign_own(request: HttpRequest, public_id: UUID, code: str, title: str) -> HttpResponse:
    """Show a letter to the city's own departments and ask for the signature, which the journey does not wait for."""
    journey = find(request, public_id)
    require(may_sign(reader(request), journey, CITY, on=now()[0]))
    if code not in unsigned_own_letters(steps_of(journey)):
        return not_now(request, journey, title)
    sign = partial(sign_own_letter, journey, code)
    return _sign_letter(request, journey, code, CITY, title, _("The letter is signed."), sign)


def _sign_letter(
    request: HttpRequest,
    journey: Journey,
    code: str,
    party: str,
    title: Text,
    said: str,
    sign: Callable[..., Journey],
) -> HttpResponse:
    """Show the letter as it was issued, and sign it for `party`."""
    on, at = now()
    office, mandated = signing_office(reader(request), journey, party, on=on)
    form = SignForm(request.POST or None, request.FILES or None, mandated=mandated, initial={"party": party})
    if submitted(
        request, form, lambda: sign(by=reader(request), on=on, at=at, mandate=form.cleaned_data.get("mandate"))
    ):
        return done(request, journey, said)
    letter = latest_document(steps_of(journey), code)
    document = letter.document if letter else None
    return sign_page(
        request,
        journey,
        form,
        title=title,
        office=on_behalf(office, side(journey, party), mandated=mandated),
        paper=render_html(issued_outline(document)) if document else "",
        document=document,
        return_url=reverse("admission:return_letter", args=[journey.public_id]) if code in SIGNED_BY_BOTH else "",
    )


def sign_page(
    request: HttpRequest, journey: Journey, form: SignForm, *, title: Text, office: str, **context: Any
) -> HttpResponse:
    """Answer with a page that shows a `paper` and asks for the signature on it, in an `office`."""
    return journey_form_page(
        request,
        journey,
        form,
        title=title,
        button=Button(title, icon="signature"),
        lead=_("You sign as %(office)s.") % {"office": office},
        template="admission/sign.html",
        note=_("Your signature is put on the document at once and cannot be taken back."),
        cancel_label=_("Not now"),
        **context,
    )
