"""Kinds of participation for everyone; the list of members for the network's desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_safe

from jejaring.kit import clock
from jejaring.kit.components import Tab
from jejaring.kit.drawing import example_mark, state_chip
from jejaring.kit.markup import markup
from jejaring.kit.navigation import page_url
from jejaring.kit.refusal import require
from jejaring.kit.requests import reader
from jejaring.kit.tables import Column, TableSpec, attribute, choice_filter, count_sentence, list_page
from jejaring.membership.models import Membership, ParticipationKind
from jejaring.membership.queries import members as queries
from jejaring.membership.queries import standing
from jejaring.membership.rules import members as rules
from jejaring.membership.rules.standing import may_resolve


# --- kinds of participation -----------------------------------------------------------------------
def _kind(kind: ParticipationKind, name: Any) -> SafeString:
    return format_html('{}<span class="note small">{}</span>', name, kind.meaning)


def _vote(_kind: ParticipationKind, can_vote: bool) -> SafeString:
    return state_chip("ok", _("may vote")) if can_vote else state_chip("neutral", _("no vote"))


def _source(kind: ParticipationKind, confirmed: bool) -> SafeString:
    if confirmed:
        return format_html('<a href="{}" rel="external">{}</a>', kind.source, _("confirmed by a source"))
    return format_html('<span class="muted">{}</span>', _("not confirmed: the network's own rule"))


KINDS = (
    Column("kind", gettext_lazy("Takes part as"), value=str, draw=_kind),
    attribute("can_vote", gettext_lazy("Vote"), draw=_vote),
    attribute("numbered", gettext_lazy("Member number")),
    attribute("pays_dues", gettext_lazy("Dues")),
    attribute("confirmed", gettext_lazy("Source"), draw=_source),
)


def _in_standing(value: str) -> Callable[[standing.Right], str]:
    return lambda right: _("no") if value in right.stopped_in else _("yes")


@login_not_required
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """Show the kinds of participation, who may vote, and the rights that each standing leaves."""
    by_standing = [Column(value, label, value=_in_standing(value)) for value, label in Membership.Standing.choices]
    page = {
        "columns": KINDS,
        "kinds": queries.kinds(),
        "right_columns": [attribute("label", _("Right or duty")), *by_standing],
        "rights": standing.rights(),
        "rights_confirmed": standing.rights_are_confirmed(),
        "crumbs": [(_("Members"), page_url("register")), (_("Kinds of participation"), "")],
    }
    return render(request, "membership/members/kinds.html", page)


# --- the network's desk ---------------------------------------------------------------------------
def desk_tabs() -> list[Tab]:
    """Return the pages of the network's desk on members."""
    return [
        Tab("members", _("Members"), reverse("membership:members")),
        Tab("obligations", _("Obligations"), reverse("membership:obligations")),
        Tab("calendar", _("Calendar"), reverse("membership:obligations_calendar")),
        Tab("dues", _("Dues"), page_url("dues")),
    ]


def _member(row: Membership, name: str) -> SafeString:
    address = reverse("membership:standing", args=[row.organisation.slug])
    mark = example_mark() if row.example or row.organisation.example else ""
    return format_html('<a href="{}">{}</a> {}', address, name, mark)


MEMBERS = TableSpec(
    name="anggota",
    columns=(
        attribute("organisation.short_name", gettext_lazy("Member"), key="member", draw=_member),
        attribute(
            "number", gettext_lazy("Number"), numeric=True, draw=lambda _row, number: markup("{}", number or "–")
        ),
        attribute("kind", gettext_lazy("Takes part as"), sort=False),
        Column(
            "standing",
            gettext_lazy("Standing"),
            value=lambda one: one.get_standing_display(),
            sort="standing",
            draw=lambda one, words: state_chip(standing.CHIPS[one.standing], words),
        ),
        attribute("since", gettext_lazy("Member since")),
        attribute("valid_until", gettext_lazy("Valid until")),
    ),
    search=("organisation__short_name", "organisation__name"),
    filters=(choice_filter("keadaan", gettext_lazy("Standing"), Membership.Standing.choices, "standing"),),
    default_sort="member",
    sentence=count_sentence(ngettext_lazy("%(count)s member", "%(count)s members")),
    empty_title=gettext_lazy("No members yet"),
    empty_text=gettext_lazy("Members appear here once their number has been granted."),
)


@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """List the members with what waits for a decision, for those who hold an office of the network."""
    person, on = reader(request), clock.today()
    require(rules.may_see_desk(person, on=on))
    return list_page(
        request,
        MEMBERS,
        queries.memberships_visible_to(person, on=on),
        "membership/members/members.html",
        title=_("Members"),
        eyebrow=_("The network's desk"),
        lead=_("Each member with its standing. Open one to record a decision."),
        tabs=desk_tabs(),
        current="members",
        proposals=[(one, may_resolve(person, one.membership, on=on)) for one in standing.open_proposals()],
    )
