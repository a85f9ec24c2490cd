"""The application: write it, sign and submit it, check it, compare its versions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from uuid import UUID

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from engines.lifecycle.journey import CITY
from jejaring.admission import letters
from jejaring.admission.actions import application
from jejaring.admission.actions.signing import signing_office
from jejaring.admission.duties import TASKS
from jejaring.admission.forms.journey import ApplicationForm, ReviewForm, SignForm, initial_answers
from jejaring.admission.models import ApplicationVersion, Journey
from jejaring.admission.queries.application import (
    comparisons,
    draft_of,
    missing_answers,
    remarks_to_answer,
    submitted_versions,
)
from jejaring.admission.queries.journey import unused_evidence
from jejaring.admission.queries.texts import application_sections
from jejaring.admission.rules import may_do
from jejaring.admission.views.common import crumbs, done, find, journey_form_page, not_now, page_for
from jejaring.admission.views.letters import returned, sign_page
from jejaring.cities.letters import on_behalf
from jejaring.cities.queries import the_network
from jejaring.documents.queries import issued_outline
from jejaring.documents.rendering.html import render_html
from jejaring.documents.serialisation import fingerprint
from jejaring.drafts.views import draft_saved
from jejaring.kit.components import Button
from jejaring.kit.forms import submitted
from jejaring.kit.refusal import Refusal
from jejaring.kit.remarks import REMARK
from jejaring.kit.requests import now, reader


@dataclass(frozen=True, slots=True)
class Row:
    """One answer under review; `before` is that of the version before, or the same in the first version."""

    label: str
    answer: str
    before: str
    remark: BoundField


@page_for("save_application")
def write(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Write the draft; "save" keeps it with gaps, "present" presents it for signature."""
    draft, remarks = draft_of(journey), remarks_to_answer(journey)
    form = ApplicationForm(request.POST or None, remarks=remarks, initial=initial_answers(journey, draft))
    presenting = "present" in request.POST
    do = application.present_application if presenting else application.save_application
    if draft_saved(request, form, lambda: do(journey, by=reader(request), at=now()[1], **form.draft), whole=presenting):
        if presenting:
            return done(request, journey, _("The application is complete and waits for its signature."))
        messages.success(request, _("The draft is saved."))
        return redirect(request.path)
    return journey_form_page(
        request,
        journey,
        form,
        "save_application",
        button=(
            Button(_("Present for signature"), name="present"),
            Button(_("Save the draft"), name="save", kind="quiet"),
        ),
        lead=_(
            "What is already on record about your organisation is filled in. "
            "Save as often as you like; nobody else sees the draft."
        ),
        template="admission/application.html",
        cancel_label=_("Back to the journey"),
        draft=draft,
        remarks=remarks,
        signatory_remark=unused_evidence(journey).get("signatory_remark"),
    )


@page_for("submit_application")
def submit(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Show the letter as it will be issued; sign and submit it if it is still the one that was read."""
    on, at = now()
    title, draft = TASKS["submit_application"].title, draft_of(journey)
    if draft is None or missing_answers(draft.answers):
        return not_now(request, journey, title)
    office, mandated = signing_office(reader(request), journey, CITY, on=on)
    signer = on_behalf(office, journey.organisation, mandated=mandated)
    form = SignForm(request.POST or None, request.FILES or None, mandated=mandated, initial={"party": CITY})
    paper = letters.application_letter(
        draft, the_network(), number=_("(assigned when signed)"), signer_title=signer, on=on
    )
    read = fingerprint(paper)

    def submit_it() -> ApplicationVersion:
        if request.POST.get("read") != read:
            raise Refusal(_("The application has changed since you opened it. Read it again before you sign."))
        mandate = form.cleaned_data.get("mandate")
        return application.submit_application(
            journey, revision=draft.revision, by=reader(request), on=on, at=at, mandate=mandate
        )

    if submitted(request, form, submit_it):
        return done(request, journey, _("The application is signed and submitted. The secretariat has been notified."))
    back = reverse("admission:return_draft", args=[journey.public_id]) if draft.ready_at else ""
    return sign_page(
        request, journey, form, title=title, office=signer, paper=render_html(paper), read=read, return_url=back
    )


@page_for("return_draft")
def return_draft(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Return the application that waits for its signature to the liaison, with comments."""
    return returned(request, journey, "return_draft", partial(application.return_draft, journey))


@page_for("verify_application")
def review(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Show the secretariat the newest version beside the one before, and verify or return it."""
    form = ReviewForm(request.POST or None, initial={"on": now()[0]})
    if answer := _reviewed(request, journey, form):
        return answer
    versions = submitted_versions(journey)
    return journey_form_page(
        request,
        journey,
        form,
        "verify_application",
        button=(
            Button(_("Verify the application"), name="verify"),
            Button(_("Return with comments"), name="return", kind="quiet"),
        ),
        lead=_("Comment on the fields that need a change and return it, or write what you checked and verify it."),
        template="admission/review.html",
        version=versions[-1],
        rows=_answers(form, versions),
        paper=render_html(issued_outline(versions[-1].document)) if versions[-1].document else "",
        changes=comparisons(versions[-2], versions[-1]) if len(versions) > 1 else [],
    )


def _reviewed(request: HttpRequest, journey: Journey, form: ReviewForm) -> HttpResponse | None:
    """Return or verify the application. Return None if the form is to be shown (again)."""
    at, returning = now()[1], "return" in request.POST

    def review_it() -> Journey:
        data, by = form.cleaned_data, reader(request)
        if returning:
            return application.return_application(
                journey, remarks=form.remarks, general=data["result"], by=by, on=data["on"], at=at
            )
        return application.verify_application(journey, result=data["result"], by=by, on=data["on"], at=at)

    if not returning and form.is_valid() and any(form.remarks.values()):
        form.add_error(None, _("There are comments: return the application, or clear them to verify it."))
        return None
    if not submitted(request, form, review_it):
        return None
    if returning:
        return done(request, journey, _("The application is returned with your comments."))
    return done(request, journey, _("The application is verified. The executive has been notified."))


def _answers(form: ReviewForm, versions: list[ApplicationVersion]) -> list[Row]:
    """Return the answers of the newest version, each with the one before and the field for a comment on it."""
    newest, before = versions[-1], versions[-2:][0]
    return [
        Row(
            field.label,
            field.shown(newest.answers.get(field.key)),
            field.shown(before.answers.get(field.key)),
            form[f"{REMARK}{field.key}"],
        )
        for section in application_sections()
        for field in section.fields
    ]


def versions(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show every version submitted: the comments and what was changed, side by side."""
    journey = find(request, public_id)
    found = submitted_versions(journey)
    title = _("Versions of the application")
    context = {
        "journey": journey,
        "title": title,
        "crumbs": crumbs(journey, title),
        "versions": found,
        "pairs": [(before, after, comparisons(before, after)) for before, after in pairwise(found)],
        "may_write": may_do(reader(request), journey, "save_application", on=now()[0]),
        "write_url": reverse("admission:application", args=[journey.public_id]),
    }
    return render(request, "admission/versions.html", context)
