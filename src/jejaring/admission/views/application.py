"""The application: write it, sign and submit it, check it, compare its versions."""

from __future__ import annotations

from itertools import pairwise
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from engines.lifecycle import journey as states
from engines.lifecycle.journey import CITY
from jejaring.admission import letters
from jejaring.admission.actions import application
from jejaring.admission.actions.signing import signing_office
from jejaring.admission.forms.journey import ApplicationForm, ReviewForm, SignForm, initial_answers
from jejaring.admission.models import ApplicationVersion, Journey
from jejaring.admission.queries.application import (
    comparisons,
    draft_of,
    missing_answers,
    remarks_to_answer,
    submitted_versions,
)
from jejaring.admission.queries.texts import Field, application_sections
from jejaring.admission.rules import may_make
from jejaring.admission.views.common import crumbs, done, find, find_for, form_page, too_late
from jejaring.admission.views.letters import shown
from jejaring.cities.letters import on_behalf
from jejaring.cities.queries import the_network
from jejaring.kit.refusal import Refusal
from jejaring.kit.requests import now, reader
from jejaring.membership.views.common import act, put_beside

Row = tuple[str, str, BoundField]


def write(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the draft; "save" keeps it with gaps, "present" lays it before the signatory."""
    journey = find_for(request, public_id, "save_application")
    title = _("The application")
    if journey.state not in application.WRITING:
        return too_late(request, journey, title)
    draft = draft_of(journey)
    remarks = remarks_to_answer(journey) if journey.state == states.RETURNED else {}
    form = ApplicationForm(request.POST or None, remarks=remarks, initial=initial_answers(journey, draft))
    if request.method == "POST" and (answer := _write(request, journey, form)):
        return answer
    return form_page(
        request,
        journey,
        form,
        title=title,
        button=_("Lay before the signatory"),
        lead=_(
            "What your organisation has recorded already is filled in. "
            "Save as often as you like; nobody else sees the draft."
        ),
        template="admission/application.html",
        draft=draft,
        remarks=remarks,
    )


def _write(request: HttpRequest, journey: Journey, form: ApplicationForm) -> HttpResponse | None:
    """Save or present what was typed; None if something must be said on the form first."""
    presenting = "present" in request.POST
    whole = form.is_valid()
    if presenting and not whole:
        return None
    revision = form.cleaned_data.get("revision", 0)
    if not presenting:
        form.errors.clear()  # a draft may have gaps
    do = application.present_application if presenting else application.save_application
    try:
        do(
            journey,
            answers=form.answers,
            replies=form.replies,
            revision=revision,
            by=reader(request),
            at=now()[1],
        )
    except application.Overtaken as refusal:
        _show_other_window(form, refusal)
        return None
    except Refusal as refusal:
        put_beside(form, refusal)
        return None
    if presenting:
        return done(request, journey, _("The application is complete and waits for its signature."))
    messages.success(request, _("The draft is saved."))
    return redirect(request.path)


def _show_other_window(form: ApplicationForm, refusal: application.Overtaken) -> None:
    put_beside(form, refusal)
    form.show_stored(refusal.stored.answers, refusal.stored.replies)
    form.data = {
        **cast(QueryDict, form.data).dict(),
        "revision": str(refusal.stored.revision),
    }  # both texts seen: the next saving counts


def submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the letter as it will be, ask once, sign and hand in."""
    journey = find_for(request, public_id, "submit_application")
    on, at = now()
    title = _("Sign and submit the application")
    draft = draft_of(journey)
    if journey.state not in application.WRITING or draft is None or missing_answers(draft.answers):
        return too_late(request, journey, title)
    office, mandated = signing_office(reader(request), journey, CITY, on=on)
    signer = on_behalf(office, journey.organisation, mandated=mandated)
    form = SignForm(
        request.POST or None,
        request.FILES or None,
        mandated=mandated,
        initial={"party": CITY},
    )
    if form.is_valid() and act(
        form,
        lambda: application.submit_application(
            journey,
            revision=int(request.POST.get("revision") or 0),
            by=reader(request),
            on=on,
            at=at,
            mandate=form.cleaned_data.get("mandate"),
        ),
    ):
        return done(request, journey, _("The application is signed and submitted. The secretariat is told."))
    paper = letters.application_letter(
        draft, the_network(), number=_("(given when signed)"), signer_title=signer, on=on
    )
    return form_page(
        request,
        journey,
        form,
        title=title,
        button=title,
        template="admission/sign.html",
        office=signer,
        paper=shown(paper),
        revision=draft.revision,
    )


def review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The secretariat reads the newest version beside the one before and verifies or returns it."""
    journey = find_for(request, public_id, "verify_application")
    on, at = now()
    title = _("Check the application")
    if journey.state != states.SUBMITTED:
        return too_late(request, journey, title)
    form = ReviewForm(request.POST or None, initial={"on": on})
    if form.is_valid():
        data = form.cleaned_data
        if "return" in request.POST:
            if act(
                form,
                lambda: application.return_application(
                    journey, remarks=form.remarks, general=data["result"], by=reader(request), on=data["on"], at=at
                ),
                {key: f"remark_{key}" for key in form.remarks},
            ):
                return done(request, journey, _("The application is returned with your remarks."))
        elif any(form.remarks.values()):
            form.add_error(None, _("There are remarks: return the application, or clear them to verify it."))
        elif act(
            form,
            lambda: application.verify_application(
                journey, result=data["result"], by=reader(request), on=data["on"], at=at
            ),
        ):
            return done(request, journey, _("The application is verified. The executive is told."))
    versions = submitted_versions(journey)
    return form_page(
        request,
        journey,
        form,
        title=title,
        button=_("Verify the application"),
        lead=_("Remark on the fields that need a change and return it, or say what you checked and verify it."),
        template="admission/review.html",
        version=versions[-1],
        sections=_answers(form, versions[-1]),
        changes=comparisons(versions[-2], versions[-1]) if len(versions) > 1 else [],
    )


def _answers(form: ReviewForm, version: ApplicationVersion) -> list[tuple[str, list[Row]]]:
    """Return the answers by section, each with the field for a remark on it."""
    return [
        (section.label, [_row(form, version, field) for field in section.fields]) for section in application_sections()
    ]


def _row(form: ReviewForm, version: ApplicationVersion, field: Field) -> Row:
    return field.label, field.shown(version.answers.get(field.key)), form[f"remark_{field.key}"]


def versions(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show every version handed in: what was remarked and what was changed, side by side."""
    journey = find(request, public_id)
    found = submitted_versions(journey)
    title = _("Versions of the application")
    pairs = [(before, after, comparisons(before, after)) for before, after in pairwise(found)]
    context = {
        "journey": journey,
        "title": title,
        "crumbs": crumbs(journey, title),
        "versions": found,
        "pairs": pairs,
        "may_write": may_make(reader(request), journey, "save_application", on=now()[0]),
        "write_url": reverse("admission:application", args=[journey.public_id]),
    }
    return render(request, "admission/versions.html", context)
