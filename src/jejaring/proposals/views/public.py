"""The call in public, and a proposer's own page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from jejaring.agenda.public_pages import crumbs_to
from jejaring.drafts.views import draft_saved
from jejaring.events.queries import events_visible_to
from jejaring.kit.components import Button
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.requests import now
from jejaring.kit.words import in_language
from jejaring.people.links import granted
from jejaring.people.models import Person
from jejaring.proposals.actions import proposals
from jejaring.proposals.forms import BeginForm, ProposalForm
from jejaring.proposals.models import Call, Proposal
from jejaring.proposals.queries import PURPOSE, is_open, may_move


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an event's call; whoever proposes begins with name and address, or at once with their account."""
    at, found = now()[1], _call(request, slug)
    by = _person(request)
    known = {"name": by.name, "email": by.email} if by else None
    form = BeginForm(known if by and request.method == "POST" else request.POST or None)

    def begin() -> Proposal | None:
        given = form.cleaned_data
        return proposals.begin(found, **given, language=get_language() or "id", by=by, at=at)

    if done := submitted(request, form, begin):
        if done.value:
            return redirect(done.value)
        sent = _("Look into your mailbox: the link we sent there opens your proposal. It may take a few minutes.")
        messages.success(request, sent)
        return redirect("proposals:call", slug)
    return form_page(
        request,
        form,
        title=_("Propose a session"),
        button=_("Begin a proposal"),
        template="proposals/call.html",
        crumbs=[*crumbs_to(found.event), (_("Propose a session"), "")],
        call=found,
        event=found.event,
        is_open=is_open(found, at=at),
        is_early=at < found.opens_at,
        mine=_own(by, found),
        needs_address=by is None,
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Show a proposer their proposal: to be written while the call is open, to be read afterwards."""
    at, found = now()[1], _proposal(slug, public_id)
    if not _may_open(request, found):
        return redirect_to_login(request.get_full_path()) if _person(request) is None else _nothing()
    by, whole = _person(request), "submit" in request.POST
    form = ProposalForm(request.POST or None, call=found.call, initial={**found.typed, "revision": found.revision})

    def keep() -> Proposal:
        if whole:
            return proposals.submit(found, form.proposed, form.typed, revision=form.began_from, by=by, at=at)
        return proposals.save_draft(found, form.typed, revision=form.began_from, by=by, at=at)

    editable = may_move(found, "save") and is_open(found.call, at=at)
    if draft_saved(request, form, keep, whole=whole):
        messages.success(request, _("Your proposal is submitted.") if whole else _("The draft is saved."))
        return redirect(found)
    sent = found.submitted_at is not None
    buttons = (
        Button(_("Submit the changes") if sent else _("Submit the proposal"), name="submit"),
        Button(_("Save the draft"), name="save", kind="quiet"),
    )
    return form_page(
        request,
        form,
        title=str(found),
        eyebrow=_("Proposal for %(event)s") % {"event": found.call.event.name},
        button=buttons,
        template="proposals/proposal.html",
        crumbs=[*crumbs_to(found.call.event), (str(found), "")],
        proposal=found,
        event=found.call.event,
        editable=editable,
        may_withdraw=may_move(found, "withdraw"),
        answers=answered(found),
    )


@login_not_required
@require_POST
def withdraw(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Withdraw a proposal."""
    at, found = now()[1], _proposal(slug, public_id)
    if not _may_open(request, found):
        return redirect_to_login(request.get_full_path()) if _person(request) is None else _nothing()
    by, withdrawn = _person(request), _("The proposal is withdrawn.")
    attempt(request, lambda: proposals.withdraw(found, by=by, at=at), withdrawn)
    return redirect(found)


def answered(found: Proposal) -> list[tuple[str, str]]:
    """Return the further questions with their answers."""
    asked = [(one["key"], in_language(one["label_id"], one["label_en"])) for one in found.call.questions]
    return [(label, found.answers.get(key, "")) for key, label in asked]


def _nothing() -> HttpResponse:
    raise Http404


def _may_open(request: HttpRequest, found: Proposal) -> bool:
    """Tell whether a proposal is the reader's own: by their account, or by the link that this browser has opened."""
    by = _person(request)
    if by is not None and found.person_id == by.pk:
        return True
    return str(found.pk) in granted(request, PURPOSE, at=now()[1])


def _proposal(slug: str, public_id: UUID) -> Proposal:
    found = Proposal.objects.select_related("call__event", "session")
    return get_object_or_404(found, call__event__slug=slug, public_id=public_id)


def _call(request: HttpRequest, slug: str) -> Call:
    event = get_object_or_404(events_visible_to(request.user, on=now()[0]), slug=slug)
    return get_object_or_404(Call.objects.select_related("event"), event=event)


def _own(by: Person | None, found: Call) -> Any:
    return found.proposals.filter(person=by).order_by("pk") if by else ()


def _person(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None
