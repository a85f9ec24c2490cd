"""Kinds of participation for everyone; the list of members for the network's desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from jejaring.kit import clock, words
from jejaring.kit.components import Tab
from jejaring.kit.refusal import require
from jejaring.kit.requests import reader
from jejaring.kit.tables import Column, Filter, TableSpec, build
from jejaring.membership.models import Membership
from jejaring.membership.queries import members as queries
from jejaring.membership.queries import standing
from jejaring.membership.rules import members as rules


@login_not_required
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """Show the kinds of participation, who may vote, and what a standing stops."""
    page = {
        "kinds": queries.kinds(),
        "rights": standing.rights(),
        "standings": Membership.Standing.choices,
        "rights_confirmed": standing.rights_are_confirmed(),
        "crumbs": [(_("Members"), reverse("admission:register")), (_("Kinds of participation"), "")],
    }
    return render(request, "membership/members/kinds.html", page)


def desk_tabs() -> list[Tab]:
    """Return the pages of the network's desk on members."""
    return [
        Tab("members", _("Members"), reverse("membership:members")),
        Tab("obligations", _("Obligations"), reverse("membership:obligations")),
        Tab("calendar", _("Calendar"), reverse("membership:obligations_calendar")),
        Tab("dues", _("Dues"), reverse("dues:invoices")),
    ]


def _by_standing(found: QuerySet[Any], value: str) -> QuerySet[Any]:
    return found.filter(standing=value)


def _sentence(count: int, active: Mapping[str, str]) -> str:
    return ngettext("%(count)s member", "%(count)s members", count) % {"count": words.number(count)}


MEMBERS = TableSpec(
    name="anggota",
    columns=(
        Column(
            "member",
            gettext_lazy("Member"),
            value=lambda one: one.organisation.short_name,
            sort="organisation__short_name",
            template="membership/members/_member.html",
        ),
        Column("number", gettext_lazy("Number"), value=lambda one: one.number, sort="number", numeric=True),
        Column("kind", gettext_lazy("Takes part as"), value=lambda one: one.kind),
        Column(
            "standing",
            gettext_lazy("Standing"),
            value=lambda one: one.get_standing_display(),
            sort="standing",
            template="membership/members/_standing.html",
        ),
        Column("since", gettext_lazy("Member since"), value=lambda one: one.since, sort="since"),
        Column("valid_until", gettext_lazy("Valid until"), value=lambda one: one.valid_until, sort="valid_until"),
    ),
    search=("organisation__short_name", "organisation__name"),
    filters=(Filter("status", gettext_lazy("Standing"), Membership.Standing.choices, _by_standing),),
    default_sort="member",
    sentence=_sentence,
    empty_title=gettext_lazy("No members yet"),
    empty_text=gettext_lazy("A member stands here once its number has been granted."),
)


@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """List the members with what waits for a decision, for those who hold an office of the network."""
    require(rules.may_see_desk(reader(request), on=clock.today()))
    table = build(MEMBERS, queries.memberships_visible_to(request.user), request)
    if answer := table.export():
        return answer
    page = {
        "table": table,
        "proposals": list(standing.open_proposals()),
        "tabs": desk_tabs(),
    }
    return render(request, "membership/members/members.html", page)
