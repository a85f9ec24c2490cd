"""What an installation and its network still need: lines that are done or missing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from engines.lifecycle.journey import NETWORK
from jejaring.admission.duties import DECIDERS, MAY_SIGN
from jejaring.cities.calendars import holiday_years
from jejaring.cities.models import Holding, Organisation, Region
from jejaring.cities.queries import SECRETARIAT, acts_for_secretariat, holding_on
from jejaring.dues.models import DuesTable
from jejaring.kit.appearance import Brand
from jejaring.kit.compiled import compiled
from jejaring.kit.components import Link, State, Text
from jejaring.kit.data_files import file_sha256, load
from jejaring.ledger.models import Entry
from jejaring.membership.models import NumberSeries, Organ, ParticipationKind
from jejaring.people.models import Person
from jejaring.setup.colours import stylesheet
from jejaring.setup.models import Appearance, Confirmation

Standing = Literal["done", "missing"]
CHIPS: dict[Standing, State] = {"done": "ok", "missing": "warn"}
Done = Mapping[str, bool]
FACTS = ("seat", "address", "email", "letter_unit")
FILES = {
    "kinds": ("membership", "participation_kinds"),
    "loi": ("admission", "loi"),
    "agreement": ("admission", "agreement_parts"),
}
ENOUGH = 2  # people of the secretariat: nobody deletes their own account, nobody lets themselves in again


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a network needs: how it stands, what to do in a sentence, where, and what can be confirmed instead."""

    key: str
    title: Text
    state: Standing
    text: Text
    link: Link | None = None
    confirm: Text = ""
    sha256: str = ""
    paragraphs: tuple[str, ...] = ()  # of the text that is to be read

    @property
    def chip(self) -> tuple[State, str]:
        """Return colour and word of the state."""
        words = {"done": _("done"), "missing": _("missing")}
        return CHIPS[self.state], words[self.state]


def missing(lines: Iterable[Line]) -> list[Line]:
    """Return the lines that are not done."""
    return [line for line in lines if line.state == "missing"]


# --- what the operator does -------------------------------------------------------------------
def installation_lines(*, on: date) -> list[Line]:
    """Return what `jejaring setup` and the settings have to give."""
    network = Organisation.objects.filter(kind=Organisation.Kind.NETWORK).first()
    regions, kinds = Region.objects.count(), ParticipationKind.objects.count()
    series = NumberSeries.objects.first()
    vouched = Entry.objects.filter(verb="setup.vouch").exists()
    held = _held(on) if network else frozenset()
    names = {network.name, network.short_name} if network else set()
    mail = not getattr(settings, "EMAIL_FILE_PATH", None)
    found = (
        ("reference", _("Regions and kinds of participation"), bool(regions and kinds)),
        ("network", _("The network"), network is not None),
        ("name", _("JEJARING_NETWORK is the network's name"), settings.NETWORK_NAME in names),
        ("register", _("The register is opened with its count"), bool(series and series.source)),
        ("secretary", _("Somebody holds the secretariat"), bool(held & {*SECRETARIAT})),
        ("signer", _("It is recorded who vouches for signatures"), vouched),
        ("mail", _("Letters leave by e-mail (JEJARING_EMAIL_URL)"), mail),
    )
    return [Line(key, title, "done" if done else "missing", "") for key, title, done in found]


# --- what the secretariat does ----------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Found:
    """What the lines go by: "role:holder" of the network's offices, "line:sha256" of confirmations, what there is."""

    held: Sequence[str]
    confirmed: Sequence[str]
    has_dues: bool
    has_organs: bool
    has_appearance: bool

    @property
    def roles(self) -> set[str]:
        return {one.partition(":")[0] for one in self.held}

    @property
    def secretaries(self) -> set[str]:
        return {holder for role, _colon, holder in (one.partition(":") for one in self.held) if role in SECRETARIAT}

    def confirms(self, line: str, sha256: str = "") -> bool:
        return f"{line}:{sha256}" in self.confirmed


@compiled
def _found(network: int, on: date, year: int) -> QuerySet[Organisation, tuple[list[str], list[str], bool, bool, bool]]:
    held = Holding.objects.filter(holding_on(on), office__organisation=network).order_by()
    pairs = Concat("office__role", Value(":"), Cast("holder", CharField()), output_field=CharField())
    words = Concat("line", Value(":"), "sha256", output_field=CharField())
    return (
        Organisation.objects.filter(pk=network)
        .order_by()
        .values_list(
            ArraySubquery(held.annotate(pair=pairs).values("pair")),
            ArraySubquery(Confirmation.objects.annotate(word=words).values("word")),
            Exists(DuesTable.objects.filter(first_year__lte=year, example=False)),
            Exists(Organ.objects.all()),
            Exists(Appearance.objects.all()),
        )
    )


def secretariat_lines(network: Organisation, *, on: date) -> list[Line]:
    """Return what a new network's secretariat has to do or to confirm. One query."""
    found = _look(network, on)
    done = _done(network, found, on)
    return [
        _facts(network, done),
        *_people(network, done),
        _dues(found, done),
        _bodies(found, done),
        *_texts(done),
        _holidays(on, done),
        _looks(found, done),
        _languages(),
    ]


def is_led_through(person: Person, *, on: date, holdings: Sequence[Holding]) -> bool:
    """Tell whether `person`, who holds these offices, is of the secretariat of a network that still needs something."""
    if settings.DEMO or not acts_for_secretariat(person, on=on, holdings=holdings):
        return False  # the demo's network is not a new one
    network = next(one.office.organisation for one in holdings if one.office.is_of_network)
    return not all(_done(network, _look(network, on), on).values())


def _look(network: Organisation, on: date) -> _Found:
    return _Found(*_found(network.pk, on, on.year + 1)[0])


def _done(network: Organisation, found: _Found, on: date) -> dict[str, bool]:
    """Return by the key of each line whether it is done; without words, because the workroom asks only this."""
    year = holiday_years().get(on.year)
    return {
        "facts": all(getattr(network, name) for name in FACTS),
        "signatories": bool(found.roles & MAY_SIGN[NETWORK] and found.roles & DECIDERS),
        "colleagues": len(found.secretaries) >= ENOUGH,
        "dues": found.has_dues or found.confirms("dues"),
        "bodies": found.has_organs or found.confirms("bodies"),
        **{key: found.confirms(key, file_sha256(*file)) for key, file in FILES.items()},
        "holidays": bool(year and (year.confirmed or found.confirms("holidays", _sha256_of(on)))),
        "appearance": found.has_appearance or found.confirms("appearance"),
    }


def _sha256_of(on: date) -> str:
    """Return the SHA-256 of the file of a year's holidays."""
    return file_sha256("cities", f"holidays/{on.year}")


def _held(on: date) -> frozenset[str]:
    """Return which roles of the network are held."""
    found = Holding.objects.filter(holding_on(on), office__organisation__kind=Organisation.Kind.NETWORK)
    return frozenset(found.order_by().values_list("office__role", flat=True))


def _state(done: bool) -> Standing:
    return "done" if done else "missing"


def _facts(network: Organisation, done: Done) -> Line:
    empty = [name for name in FACTS if not getattr(network, name)]
    names = ", ".join(capfirst(str(Organisation._meta.get_field(name).verbose_name)) for name in empty)  # type: ignore[union-attr]
    text = _("Still empty: %(names)s.") % {"names": names} if empty else _("They stand in the head of every letter.")
    link = Link(_("Facts of the network"), reverse("cities:facts", args=[network.slug]))
    return Line("facts", _("Address, seat and numbers of letters"), _state(done["facts"]), text, link)


def _people(network: Organisation, done: Done) -> list[Line]:
    link = Link(_("Offices of the network"), reverse("cities:organisation", args=[network.slug]))
    return [
        Line(
            "signatories",
            _("Who signs and decides for the network"),
            _state(done["signatories"]),
            _(
                "The president signs; the president or the executive decides on applications. "
                "Open the offices that your statutes name, and appoint."
            ),
            link,
        ),
        Line(
            "colleagues",
            _("A second person in the secretariat"),
            _state(done["colleagues"]),
            _(
                "Nobody deletes their own account or confirms their own request. "
                "With three, each of them can be let in again when a phone is lost."
            ),
            link,
        ),
    ]


def _dues(found: _Found, done: Done) -> Line:
    return Line(
        "dues",
        _("Table of dues"),
        _state(done["dues"]),
        _("What members pay by population and, if you like, by GDP per capita; invoices follow from it."),
        Link(_("Tables of dues"), reverse("dues:tables")),
        "" if found.has_dues else _("We levy no dues"),
    )


def _bodies(found: _Found, done: Done) -> Line:
    return Line(
        "bodies",
        _("Bodies and who holds office in them"),
        _state(done["bodies"]),
        _("They are public: enter the bodies, then the term and who holds office in it."),
        Link(_("Bodies of the network"), reverse("membership:kept_organs")),
        "" if found.has_organs else _("We publish none"),
    )


def _texts(done: Done) -> list[Line]:
    """Return the lines of what stands in data files: to be read and confirmed, again whenever the file changes."""
    titles = {
        "kinds": _("Kinds of participation"),
        "loi": _("Text of the letter of intent"),
        "agreement": _("Text of the cooperation agreement"),
    }
    links = {"kinds": Link(titles["kinds"], reverse("membership:kinds"))}
    text = _("Read it and confirm that it is yours. Another wording is the file %(file)s, which your operator changes.")
    drafts = _("It is only a beginning: you edit the text of each letter when you draft it.")
    lines = []
    for key, title in titles.items():
        room, name = FILES[key]
        words = text % {"file": f"{room}/data/{name}.yaml"}
        words = words if key in links else f"{words} {drafts}"
        sha256, paragraphs = file_sha256(room, name), _text_of(room, name)
        line = Line(key, title, _state(done[key]), words, links.get(key), _("This is ours"), sha256, paragraphs)
        lines.append(line)
    return lines


def _text_of(room: str, name: str) -> tuple[str, ...]:
    """Return the paragraphs of a letter as its data file has them, with its placeholders."""
    found = load(room, name)
    if "points" in found:
        return (found["title"], found["opening"], *found["points"], found["closing"])
    return tuple(f"{part['label_id']}: {part.get('text', '…')}" for part in found.get("parts", ()))


def _holidays(on: date, done: Done) -> Line:
    """Return the line of holidays: this year's file has to be there, and confirmed by a source or by a person."""
    year, link = holiday_years().get(on.year), Link(_("Regional holidays"), reverse("cities:kept_holidays"))
    title, state = _("Holidays of %(year)s") % {"year": on.year}, _state(done["holidays"])
    regional = _("What regions add you enter yourself, with the decision; the days are public.")
    if year is None:
        return Line("holidays", title, state, _("This year is not there: a newer version brings it."), link)
    if year.confirmed:
        return Line("holidays", title, state, regional, link)
    text = _("No source has confirmed them. Compare them with the decision of the ministers.")
    return Line("holidays", title, state, f"{text} {regional}", link, _("They are right"), _sha256_of(on))


def _looks(found: _Found, done: Done) -> Line:
    return Line(
        "appearance",
        _("Logo and colours"),
        _state(done["appearance"]),
        _("Your logo stands at the head of every page, and links and buttons have your colour."),
        Link(_("Logo and colours"), reverse("setup:appearance")),
        "" if found.has_appearance else _("We keep those of Jejaring"),
    )


def _languages() -> Line:
    """Return what nobody can choose yet, so that nobody looks for it."""
    text = _("Every page is there in Indonesian and English; letters are Indonesian. Others cannot be added yet.")
    return Line("languages", _("Languages"), "done", text)


# --- how the network's pages look ---------------------------------------------------------------
def brand() -> Brand:
    """Return where the network's own logo and stylesheet are, under addresses that change with their content."""
    found = _appearance().first()
    if not found or not (found.colour or found.logo_sha256):
        return Brand()
    with override(settings.LANGUAGE_CODE):  # one address in all languages
        sheet = reverse("setup:stylesheet", args=[sha256_of_stylesheet(found.colour)])
        logo = reverse("setup:logo", args=[found.logo_sha256, found.logo_kind]) if found.logo_sha256 else ""
    return Brand(sheet, logo, found.logo_width, found.logo_height)


def own_colour() -> str:
    """Return the network's own colour, "#rrggbb"; or "" where it has Jejaring's."""
    found = _appearance().first()
    return found.colour if found else ""


def logo_content(sha256: str, kind: str) -> bytes | None:
    """Return the network's logo, if it is the one of that hash and kind."""
    found = Appearance.objects.filter(logo_sha256=sha256, logo_kind=kind).first()
    return bytes(found.logo) if found else None


def sha256_of_stylesheet(colour: str) -> str:
    """Return the SHA-256 of the stylesheet of a colour."""
    return hashlib.sha256(stylesheet(colour).encode()).hexdigest()


def _appearance() -> QuerySet[Appearance]:
    return Appearance.objects.defer("logo").order_by()
