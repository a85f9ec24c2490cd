"""Letter of intent and cooperation agreement: draft them, see them, sign them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from engines.lifecycle import journey as states
from engines.lifecycle.journey import CITY, NETWORK
from jejaring.admission import letters
from jejaring.admission.actions import agreement, loi
from jejaring.admission.actions.signing import sign_own_letter, signing_office
from jejaring.admission.forms.journey import AgreementForm, LetterForm, SignForm
from jejaring.admission.models import Evidence, Journey
from jejaring.admission.queries.journey import latest_document, signed_by, steps_of, unsigned_own_letters
from jejaring.admission.queries.texts import agreement_parts
from jejaring.admission.rules import may_sign
from jejaring.admission.views.common import done, find, find_for, form_page, too_late
from jejaring.cities.letters import on_behalf
from jejaring.cities.queries import the_network
from jejaring.documents.outline import Outline
from jejaring.documents.rendering.html import render_html
from jejaring.kit.data_files import unconfirmed_source
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.membership.views.common import act


def draft_loi(request: HttpRequest, public_id: UUID) -> HttpResponse:
    journey = find_for(request, public_id, "draft_loi")
    on, at = now()
    if journey.state not in (states.INTEREST, states.LOI_DRAFTED) or signed_by(journey):
        return too_late(request, journey, _("Draft the letter of intent"))
    form = LetterForm(request.POST or None, initial={"on": on, "place": the_network().seat})
    if form.is_valid() and act(form, lambda: loi.draft_loi(journey, by=reader(request), at=at, **form.cleaned_data)):
        return done(request, journey, _("The letter of intent is ready to be signed by both sides."))
    return form_page(
        request,
        journey,
        form,
        title=_("Draft the letter of intent"),
        button=_("Make the letter of intent"),
        lead=_("The letter is made from what is known of both sides, with a number of the network's register."),
        unconfirmed=unconfirmed_source("admission", "loi"),
    )


def draft_agreement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    journey = find_for(request, public_id, "draft_agreement")
    on, at = now()
    if journey.state not in (states.APPROVED, states.AGREEMENT_DRAFTED) or signed_by(journey):
        return too_late(request, journey, _("Draft the cooperation agreement"))
    initial = _first_wording(journey, on)
    if journey.state == states.AGREEMENT_DRAFTED:
        written = journey.agreement
        initial |= {**written.parts, "valid_from": written.valid_from, "valid_until": written.valid_until}
    form = AgreementForm(request.POST or None, initial=initial)
    if form.is_valid():
        values = dict(form.cleaned_data)
        parts = {part.key: values.pop(part.key) for part in agreement_parts()}
        if act(form, lambda: agreement.draft_agreement(journey, parts=parts, by=reader(request), at=at, **values)):
            return done(request, journey, _("The cooperation agreement is ready to be signed by both sides."))
    return form_page(
        request,
        journey,
        form,
        title=_("Draft the cooperation agreement"),
        button=_("Make the cooperation agreement"),
        lead=_("Change the wording where this city needs it."),
        unconfirmed=unconfirmed_source("admission", "agreement_parts"),
    )


def sign_loi(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _sign(request, public_id, code="loi", state=states.LOI_DRAFTED)


def sign_agreement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _sign(request, public_id, code="agreement", state=states.AGREEMENT_DRAFTED)


def _sign(request: HttpRequest, public_id: UUID, *, code: str, state: str) -> HttpResponse:
    """Show the document and ask once; the second signature completes the step."""
    journey = find(request, public_id)
    on, at = now()
    parties = [party for party in (CITY, NETWORK) if may_sign(reader(request), journey, party, on=on)]
    require(bool(parties))
    title = _("Sign the letter of intent") if code == "loi" else _("Sign the cooperation agreement")
    signed = signed_by(journey)
    unsigned = [party for party in parties if party not in signed]
    if journey.state != state or not unsigned:
        return too_late(request, journey, title)
    party = unsigned[0]
    office, mandated = signing_office(reader(request), journey, party, on=on)
    form = SignForm(request.POST or None, request.FILES or None, mandated=mandated, initial={"party": party})
    sign = loi.sign_loi if code == "loi" else agreement.sign_agreement
    if form.is_valid() and act(
        form,
        lambda: sign(journey, party=party, by=reader(request), on=on, at=at, mandate=form.cleaned_data.get("mandate")),
    ):
        both = _("Signed by both sides: this step is complete.")
        said = both if signed else _("Signed. Now the other side signs.")
        return done(request, journey, said)
    evidence = latest_document(steps_of(journey), code)
    return form_page(
        request,
        journey,
        form,
        title=title,
        button=title,
        template="admission/sign.html",
        document=evidence.document if evidence else None,
        office=on_behalf(office, journey.organisation if party == CITY else the_network(), mandated=mandated),
        paper=_paper(journey, code, evidence),
    )


def sign_invitation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _sign_own(request, public_id, code="invitation", title=_("Sign the invitation"))


def sign_minutes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _sign_own(request, public_id, code="minutes", title=_("Sign the minutes"))


def _sign_own(request: HttpRequest, public_id: UUID, *, code: str, title: str) -> HttpResponse:
    """Show a letter to the city's own departments and ask for the signature, which the journey does not wait for."""
    journey = find(request, public_id)
    on, at = now()
    require(may_sign(reader(request), journey, CITY, on=on))
    steps = steps_of(journey)
    if code not in unsigned_own_letters(steps):
        return too_late(request, journey, title)
    office, mandated = signing_office(reader(request), journey, CITY, on=on)
    form = SignForm(request.POST or None, request.FILES or None, mandated=mandated, initial={"party": CITY})
    if form.is_valid() and act(
        form,
        lambda: sign_own_letter(
            journey, code, by=reader(request), on=on, at=at, mandate=form.cleaned_data.get("mandate")
        ),
    ):
        return done(request, journey, _("The letter is signed."))
    evidence = latest_document(steps, code)
    return form_page(
        request,
        journey,
        form,
        title=title,
        button=title,
        template="admission/sign.html",
        document=evidence.document if evidence else None,
        office=on_behalf(office, journey.organisation, mandated=mandated),
        paper=_paper(journey, code, evidence),
    )


def _paper(journey: Journey, code: str, evidence: Evidence | None) -> str:
    if evidence is None or evidence.document is None:
        return ""
    number, on, network = evidence.document.number, evidence.document.issued_on, the_network()
    if code == "agreement":
        return shown(letters.agreement(journey, network, journey.agreement.parts, number=number, on=on))
    if code == "loi":
        place = evidence.step.remark if evidence.step else ""
        return shown(
            letters.letter_of_intent(journey, network, number=number, place=place, on=on, purpose=evidence.text)
        )
    attendances = list(journey.deliberation.attendances.select_related("department"))
    if code == "minutes":
        return shown(letters.minutes(journey.deliberation, attendances, number=number, on=on))
    names = [one.department.name for one in attendances]
    return shown(letters.invitation(journey.deliberation, names, number=number, on=on))


def shown(outline: Outline) -> str:
    """Return an outline as the page shows it."""
    return render_html(outline)


def _first_wording(journey: Journey, on: date) -> dict[str, Any]:
    until = _years_on(on, 4)
    values = letters.agreement_values(journey, the_network(), valid_from=on, valid_until=until)
    parts = {part.key: part.text.format_map(values) for part in agreement_parts()}
    return {"on": on, "valid_from": on, "valid_until": until, **parts}


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
