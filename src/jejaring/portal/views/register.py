"""The public register of members, with its map."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from jejaring.cities.maps import COAST_SOURCE, DISCLAIMER, draw_map, drawing, image_answer
from jejaring.kit import words
from jejaring.kit.appearance import chosen_theme
from jejaring.kit.components import Fact
from jejaring.kit.exports import WRITERS
from jejaring.kit.navigation import address
from jejaring.kit.tables import Column, TableSpec, attribute, build, choice_filter
from jejaring.ledger.freshness import cached_page, cached_part
from jejaring.membership.models import Membership
from jejaring.membership.models.sources import place_of
from jejaring.membership.queries.members import kinds
from jejaring.portal import queries
from jejaring.portal.views import cells

ENDED = (Membership.Standing.WITHDRAWN, Membership.Standing.EXCLUDED)
MOST_CANDIDATES = 50


def _province(membership: Membership) -> str:
    region = membership.organisation.region
    return region.province.name if region and region.province else region.name if region else ""


def _agreement_url(membership: Membership) -> str:
    return reverse("documents:verify", args=[membership.agreement.public_id]) if membership.agreement else ""


COLUMNS = (  # of `queries.Row`
    attribute("member", gettext_lazy("Member"), sort="organisation__short_name", draw=cells.member),
    attribute("number", gettext_lazy("Number"), draw=cells.number),
    attribute("kind", gettext_lazy("Takes part as"), sort=False),
    Column(
        "standing",
        gettext_lazy("Standing"),
        value=lambda one: Membership.Standing(one.standing).label,
        sort="standing",
        draw=cells.standing,
    ),
    attribute("since", gettext_lazy("Member since")),
    Column("proof", gettext_lazy("Proof"), value=lambda one: one.agreement_number or one.source, draw=cells.proof),
)
EXPORTED = (
    attribute("organisation.name", gettext_lazy("Name"), sort="organisation__short_name"),
    attribute("organisation.short_name", gettext_lazy("Member"), key="member", sort=False),
    attribute("number", gettext_lazy("Number")),
    attribute("kind_id", gettext_lazy("Takes part as"), key="kind", sort=False),
    attribute("standing", gettext_lazy("Standing")),
    attribute("since", gettext_lazy("Member since")),
    attribute("valid_until", gettext_lazy("Valid until"), sort=False),
    attribute("ended_on", gettext_lazy("Ended on"), sort=False),
    attribute("organisation.region_id", gettext_lazy("Code of the region"), key="region_code", sort=False),
    Column("province", gettext_lazy("Province"), value=_province, sort="organisation__region__province__name"),
    Column("agreement", gettext_lazy("Agreement"), value=_agreement_url),
    attribute("source", gettext_lazy("Source"), sort=False),
    attribute("source_url", gettext_lazy("Address of the source"), sort=False),
    attribute("attested", gettext_lazy("Period the source covers"), sort=False),
    Column("page", gettext_lazy("Page"), value=lambda one: one.organisation.get_absolute_url()),
    attribute("example", gettext_lazy("Example"), sort=False),
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list can be narrowed to, and names by code; of each kind also whether it has numbers."""

    provinces: list[queries.Province]
    kinds: dict[str, tuple[str, bool]]
    names_of_provinces: dict[str, str]

    def rows(self, found: QuerySet[Membership]) -> list[queries.Row]:
        return queries.as_shown(found, kinds=self.kinds, provinces=self.names_of_provinces)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the list, whatever is searched in it."""

    counts: queries.Counts
    above: SafeString
    below: SafeString


def _choices() -> Choices:
    provinces = queries.provinces()
    return Choices(
        provinces=[one for one in provinces if one.members],
        kinds={kind.pk: (str(kind), kind.numbered) for kind in kinds()},
        names_of_provinces={one.code: one.name for one in provinces},
    )


def _around() -> Around:
    candidates, counts = list(queries.candidates_as_shown()[:MOST_CANDIDATES]), queries.counts()
    above = render_to_string("portal/register/_above.html", {"counts": counts, "figures": _facts(counts)})
    below = render_to_string("portal/register/_below.html", {"counts": counts, "candidates": candidates})
    return Around(counts, above, below)


@login_not_required
@require_safe
@cached_page("admission", "cities", "documents", "membership")
def register(request: HttpRequest) -> HttpResponse:
    """Show the register; `?format=csv|xlsx|json` takes it away."""
    ended = request.GET.get("keadaan") in ENDED
    found = queries.register_visible_to_all(ended=ended)
    choices = cached_part(request, "portal.register.choices", _choices, "cities", "membership")
    if request.GET.get("format") in WRITERS:
        answer = build(_spec(EXPORTED, choices), found, request).export()
        if answer:
            return answer
    around = cached_part(request, "portal.register.around", _around, "admission", "cities", "membership")
    page = {
        "table": build(_spec(COLUMNS, choices, around.counts.named), found, request),
        "above": around.above,
        "below": around.below,
        "provinces": choices.provinces,
        "disclaimer": DISCLAIMER,
        "coast": COAST_SOURCE,
        **_map(request, around.counts, choices.provinces),
    }
    return render(request, "portal/register/register.html", page)


@login_not_required
@require_safe
def register_data(request: HttpRequest, kind: str) -> HttpResponse:
    """The whole register as a file of its own address: /anggota/data.json and data.csv."""
    if kind not in WRITERS:
        raise Http404
    asked = request.GET.copy()
    asked["format"] = kind
    request.GET = asked  # type: ignore[assignment]  # a copy can be changed
    return register(request)


@login_not_required
@require_safe
def map_image(request: HttpRequest) -> HttpResponse:
    """Draw the country with its members and candidates. Its address changes (`v`) when they do."""
    return image_answer(request, queries.map_marks(), title=_("Map of the members of the network."), province=None)


def _spec(columns: Sequence[Column], choices: Choices, named: int = 0) -> TableSpec:
    provinces = [(one.code, one.name) for one in choices.provinces]
    kinds_by_name = [(code, name) for code, (name, _numbered) in choices.kinds.items()]
    return TableSpec(
        name="anggota",
        columns=columns,
        reads=choices.rows if columns is COLUMNS else iter,
        cached_rows=columns is COLUMNS,
        search=lambda word: queries.matching(word, choices.names_of_provinces),
        filters=(
            choice_filter("keadaan", gettext_lazy("Standing"), Membership.Standing.choices, "standing"),
            choice_filter("jenis", gettext_lazy("Takes part as"), kinds_by_name, "kind"),
            choice_filter("provinsi", gettext_lazy("Province"), provinces, "organisation__region__province"),
        ),
        default_sort="organisation__short_name",
        sentence=_sentence_of(named),
        empty_title=gettext_lazy("No members yet"),
        empty_text=gettext_lazy("The register is open. The first city to complete its journey will appear here."),
        empty_url=address("admission:how_to_join"),
        empty_action=gettext_lazy("How to join"),
    )


def _sentence_of(named: int) -> Callable[[int, Mapping[str, str]], str]:
    def sentence(count: int, active: Mapping[str, str]) -> str:
        values = {"count": words.number(count), "all": words.number(named), "province": active.get("provinsi", "")}
        if set(active) == {"provinsi"}:
            return (
                ngettext(
                    "%(all)s member, %(count)s of them in %(province)s",
                    "%(all)s members, %(count)s of them in %(province)s",
                    named,
                )
                % values
            )
        if active:
            return ngettext("%(count)s entry matches", "%(count)s entries match", count) % values
        return (
            ngettext(
                "%(count)s member is named in this register", "%(count)s members are named in this register", count
            )
            % values
        )

    return sentence


def _facts(counts: queries.Counts) -> list[Fact]:
    place = place_of(counts.source_url) or counts.source
    older = _("%(count)s joined before this register was opened; source: %(place)s")
    return [
        Fact(
            _("Members"),
            counts.members,
            note=older % {"count": words.number(counts.opening), "place": place} if counts.opening else "",
            url=counts.source_url,
        ),
        Fact(_("Named in this register"), counts.named, note=_not_named(counts)),
        Fact(_("Candidates"), counts.candidates, note=_("letter of intent signed"), url="#calon"),
        Fact(_("Next number"), str(counts.next_number), note=_("each number is given once, without gaps")),
    ]


def _not_named(counts: queries.Counts) -> str:
    if not counts.unnamed:
        return ""
    return ngettext(
        "%(count)s more is not named in the sources",
        "%(count)s more are not named in the sources",
        counts.unnamed,
    ) % {"count": words.number(counts.unnamed)}


def _map(request: HttpRequest, counts: queries.Counts, provinces: Sequence[queries.Province]) -> dict[str, Any]:
    """Return the country as an image, or the chosen province drawn into the page."""
    code = request.GET.get("provinsi", "")
    chosen = next((one for one in provinces if one.code == code), None)
    if chosen and code in drawing().views:
        content = queries.map_of_province(code)
        title = _("Map of %(province)s with its members.") % {"province": chosen.name}
        svg = draw_map(content.marks, title=title, province=code, links=content.links, names=content.names)
        return {"map": svg, "chosen": chosen}
    theme = chosen_theme(request)
    query = f"?v={counts.version}" + (f"&tampilan={theme}" if theme != "auto" else "")
    return {"map_url": address("portal:register_map") + query}
