"""Asking for an account without having one, and the secretariat's answer."""

from __future__ import annotations

from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jejaring.cities import actions, queries, rules
from jejaring.cities.forms import AnswerRequestForm, AskForAccountForm
from jejaring.cities.models import AccountRequest, Office, Organisation
from jejaring.kit import clock
from jejaring.kit.components import Button, Fact, Text
from jejaring.kit.forms import form_page, submitted
from jejaring.kit.navigation import page_url, workroom_crumbs
from jejaring.kit.refusal import require
from jejaring.kit.requests import now, reader
from jejaring.kit.tables import TableSpec, attribute, choice_filter, count_sentence, list_page

REQUESTS = TableSpec(
    name="permintaan-akun",
    columns=(
        attribute("region.name", gettext_lazy("Region"), key="region", link=AccountRequest.get_absolute_url),
        attribute("name", gettext_lazy("Name")),
        attribute("asked_at", gettext_lazy("Asked"), key="asked"),
        attribute("get_state_display()", gettext_lazy("State"), key="state", sort="state"),
    ),
    search=("region__name", "name", "email"),
    filters=(choice_filter("keadaan", gettext_lazy("State"), AccountRequest.State.choices, "state"),),
    default_sort="-asked",
    sentence=count_sentence(ngettext_lazy("%(count)s request", "%(count)s requests")),
    empty_title=gettext_lazy("No requests"),
    empty_text=gettext_lazy("Requests sent from the page “How to join” appear here."),
)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Let anyone ask for an account for a government; the answer tells nothing about that government."""
    form = AskForAccountForm(request.POST or None, initial={"region": request.GET.get("daerah", "")[:100]})
    too_many = form.is_valid() and not ratelimit.consume(request, action="ask_for_account", key="all")
    if too_many:
        form.add_error(None, _("Too many requests came from here. Nothing was sent; try again in an hour."))
    language, at = get_language() or settings.LANGUAGE_CODE, clock.now()
    if submitted(request, form, lambda: actions.ask_for_account(**form.cleaned_data, language=language, at=at)):
        told = _("The answer goes to %(email)s. If that is mistyped, send the request once more.")
        messages.success(request, told % {"email": form.cleaned_data["email"]})
        return redirect("cities:account_asked")
    answer = form_page(
        request,
        form,
        title=_("Ask for an account"),
        button=_("Send the request"),
        lead=_("For whoever will act for a city, regency or province here. It takes about two minutes."),
        crumbs=[(_("How to join"), page_url("join"))],
        template="cities/ask_for_account.html",
        network=_network(),
    )
    if too_many:
        answer.status_code, answer["Retry-After"] = 429, "3600"
    return answer


@login_not_required
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Show that a request has arrived and what happens next."""
    crumbs = [(_("How to join"), page_url("join")), (_("Request sent"), "")]
    return render(request, "cities/account_asked.html", {"crumbs": crumbs, "network": _network()})


@require_safe
def account_requests(request: HttpRequest) -> HttpResponse:
    """List who asked for an account, for the secretariat."""
    person, today = reader(request), clock.today()
    require(rules.may_answer_account_requests(person, on=today))
    return list_page(
        request,
        REQUESTS,
        queries.account_requests_visible_to(person, on=today),
        title=_("Requests for an account"),
        lead=_("Sent on the public page by people without an account. Check who they are before you invite them."),
        crumbs=workroom_crumbs((_("Requests for an account"), "")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def account_request(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one request, and let the secretariat invite or decline."""
    person, (today, at) = reader(request), now()
    require(rules.may_answer_account_requests(person, on=today))
    shown = get_object_or_404(queries.account_requests_visible_to(person, on=today), public_id=public_id)
    roles = queries.roles_to_invite(shown.region, on=today)
    form = AnswerRequestForm(request.POST or None, roles=roles)

    def act() -> Text:
        if "decline" in request.POST:
            actions.decline_requester(shown, reason=form.cleaned_data["reason"], by=person, at=at)
            return _("Declined. The reason is on its way to %(email)s.") % {"email": shown.email}
        role = Office.Role(form.cleaned_data["role"] or form.fields["role"].initial or Office.Role.LIAISON)
        opened = actions.invite_requester(shown, role=role, by=person, on=today, at=at)
        return _("%(person)s is invited: %(office)s, %(name)s.") % {
            "person": shown.name,
            "office": role.label,
            "name": opened.short_name,
        }

    if done := submitted(request, form, act):
        messages.success(request, str(done.value))
        return redirect("cities:account_requests")
    return form_page(
        request,
        form,
        title=_("%(name)s asks for an account") % {"name": shown.region.name},
        button=(Button(_("Invite"), "invite"), Button(_("Decline"), "decline", kind="danger")),
        crumbs=workroom_crumbs((_("Requests for an account"), reverse("cities:account_requests"))),
        template="cities/account_request.html",
        asked=shown,
        facts=_facts(shown),
        government=Organisation.objects.filter(region=shown.region).first(),
    )


def _facts(asked: AccountRequest) -> list[Fact]:
    province = asked.region.province
    region = Fact(_("Region"), asked.region.name, province.name if province else asked.region_id)
    if asked.erased_at:
        return [Fact(_("Position"), asked.position), region]
    return [
        Fact(_("Name"), asked.name, asked.position),
        Fact(_("E-mail address"), asked.email),
        Fact(_("Telephone"), asked.phone),
        region,
    ]


def _network() -> Organisation | None:
    return Organisation.objects.filter(kind=Organisation.Kind.NETWORK).first()
