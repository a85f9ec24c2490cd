"""What an installation begins with, and reading it from a file: every error at once, each with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Field, Model, URLField

from engines.spelling import did_you_mean
from engines.values.errors import Collected, InvalidValue, InvalidValues, invalid, shown
from engines.values.objects import Key, Keys, entry, fields, listed, or_null, record
from engines.values.scalars import Reader, checked, choice, flag, text, whole, year
from jejaring.cities.letters import check_pattern
from jejaring.cities.models import Office, Organisation
from jejaring.cities.queries import NETWORK_ROLES
from jejaring.dues.models import DuesBand, DuesTable
from jejaring.indicators.files.locations import InputError, InvalidInput
from jejaring.indicators.files.yaml_source import nearest, read_yaml
from jejaring.kit.fields import UrlField
from jejaring.kit.refusal import Refusal
from jejaring.membership.models import Membership, NumberSeries, Officer, Organ, OrganTerm
from jejaring.people.models import Invitation, Person

SIGNERS = ("own-authority", "pkcs12", "pkcs11", "remote")
LARGEST = 2_147_483_647  # of a whole number in the database
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """An office of the network besides its secretariat, with so many seats."""

    role: str
    title: str
    seats: int = 1


@dataclass(frozen=True, slots=True)
class RegisterPlan:
    """How many members are older than the register, and who states that."""

    opening_count: int
    source: str
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class MemberPlan:
    """A member that is older than the register, and the source that names it."""

    region: str
    source: str
    source_url: str = ""
    attested: str = ""
    note_id: str = ""
    note_en: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """Return what is recorded of the membership."""
        return {name: value for name, value in asdict(self).items() if name != "region"}


@dataclass(frozen=True, slots=True)
class DuesPlan:
    """A table of dues from a year on; its bands are not saved."""

    first_year: int
    decision: str
    bands: tuple[DuesBand, ...]
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class SecretaryPlan:
    """Who is invited to the secretariat first."""

    name: str
    email: str
    language: str = Person.Language.INDONESIAN.value


@dataclass(frozen=True, slots=True)
class Plan:
    """What an installation begins with; what is left out stays as it is. `network` holds facts by their column."""

    network: Values | None = None
    offices: tuple[OfficePlan, ...] = ()
    register: RegisterPlan | None = None
    members: tuple[MemberPlan, ...] = ()
    organs: tuple[Values, ...] = ()
    terms: tuple[Values, ...] = ()
    dues: DuesPlan | None = None
    secretary: SecretaryPlan | None = None
    signer: str = ""


def column(model: type[Model], name: str) -> Reader[str]:
    """Return a reader of what a page would accept for a column: its length, its form, its characters."""
    found = model._meta.get_field(name)
    if not isinstance(found, Field):
        raise TypeError(f"{name} is not a column")
    form: Any = found.formfield(form_class=UrlField) if isinstance(found, URLField) else found.formfield()

    def read(value: object, key: str) -> str:
        typed = text(value, key)
        try:
            return str(form.clean(typed))
        except ValidationError as wrong:
            raise InvalidValues(
                InvalidValue(f"{shown(typed)}: {sentence}", key) for sentence in wrong.messages
            ) from None

    return read


def columns(model: type[Model], *names: str, required: tuple[str, ...] = ()) -> Keys:
    """Return the keys of columns of a model."""
    return {name: Key(column(model, name), name in required) for name in names}


def network(value: object, key: str) -> Values:
    """Read the network's facts. Raises InvalidValues, also for a pattern by which letters cannot be numbered."""
    found = entry(NETWORK)(value, key)
    try:
        check_pattern(Organisation(**found))
    except Refusal as refusal:
        raise invalid(str(refusal), f"{key}.letter_pattern") from refusal
    return found


def bands(value: object, key: str) -> tuple[DuesBand, ...]:
    """Read the bands of a table of dues; two that one government falls into are refused."""
    found, errors = listed(band, least=1)(value, key), Collected()
    for (place, one), (other_place, other) in combinations(enumerate(found), 2):
        if one.meets(other):
            errors.add(f"the band overlaps with {key}[{place}]", f"{key}[{other_place}]")
    errors.raise_all()
    return found


def band(value: object, key: str) -> DuesBand:
    """Read one band; its upper limits are above the lower ones."""
    found = entry(BAND)(value, key)
    for low, high in DuesBand.LIMITS:
        if found.get(high) is not None and found[high] <= found.get(low, 0):
            raise invalid(f"{found[high]} is not above {low}", f"{key}.{high}")
    return DuesBand(**found)


def term(regions: Collection[str]) -> Reader[Values]:
    """Return a reader of a term of office-holders; it does not end before it begins."""
    officer = entry({**OFFICER, "region": Key(code_of(regions, "region"), True)})
    read = entry({**TERM, "officers": Key(listed(officer))})

    def read_term(value: object, key: str) -> Values:
        found = {"note_id": "", "note_en": "", "further_sources": [], "officers": (), **read(value, key)}
        if found["last_year"] < found["first_year"]:
            raise invalid("the term ends before it begins", f"{key}.last_year")
        return found

    return read_term


def code_of(regions: Collection[str], what: str) -> Reader[str]:
    """Return a reader of the code of one of these regions; `what` they are is for the message."""

    def read(value: object, key: str) -> str:
        code = text(value, key)
        if code not in regions:
            raise invalid(f"there is no {what} with the code {code!r}{did_you_mean(code, regions)}", key)
        return code

    return read


number = whole(0, LARGEST)
role = choice(*NETWORK_ROLES, what="role")
NETWORK: Keys = {
    **columns(Organisation, "name", "short_name", required=("name", "short_name")),
    **columns(Organisation, "slug", "seat", "address", "phone", "email", "website", "letter_unit", "letter_pattern"),
    "time_zone": Key(checked(text, available_timezones().__contains__, "is not a time zone such as 'Asia/Jakarta'")),
}
OFFICE: Keys = {
    "role": Key(role, True),
    **columns(Office, "title", required=("title",)),
    "seats": Key(whole(1, 100)),
}
REGISTER: Keys = {
    "opening_count": Key(whole(0, 100_000), True),
    **columns(NumberSeries, "source", "source_url", required=("source",)),
}
MEMBER: Keys = {
    **columns(Membership, "source", "source_url", "attested", "note_id", "note_en", required=("source",)),
}
ORGAN: Keys = {
    **columns(Organ, "code", "name_id", "name_en", required=("code", "name_id", "name_en")),
    **columns(Organ, "task_id", "task_en", "source"),
    "confirmed": Key(flag),
}
OFFICER: Keys = {
    **columns(Officer, "title_id", "title_en", "source", required=("title_id", "title_en", "source")),
    **columns(Officer, "person_name", "person_title", "attested"),
    "organ": Key(text, True),
}
TERM: Keys = {
    "first_year": Key(year, True),
    "last_year": Key(year, True),
    **columns(OrganTerm, "source", "note_id", "note_en", required=("source",)),
    "further_sources": Key(listed(text)),
}
BAND: Keys = {
    "population_from": Key(number),
    "population_below": Key(or_null(number)),
    "gdp_per_capita_from": Key(number),
    "gdp_per_capita_below": Key(or_null(number)),
    "amount_idr": Key(whole(0, 10**13), True),
}
DUES: Keys = {
    "first_year": Key(year, True),
    **columns(DuesTable, "decision", required=("decision",)),
    "bands": Key(bands, True),
    "confirmed": Key(flag),
}
SECRETARY: Keys = {
    **columns(Invitation, "name", "email", required=("name", "email")),
    "language": Key(choice(*Person.Language.values, what="language")),
}


@dataclass(frozen=True, slots=True)
class Known:
    """The codes of the regions there are, and of the bodies that were entered already."""

    regions: Collection[str]
    organs: Collection[str] = ()


def plan_keys(regions: Collection[str]) -> Keys:
    """Return the keys of a plan that may name these regions; a member is a regency or city."""
    cities = [code for code in regions if "." in code]
    member = {**MEMBER, "region": Key(code_of(cities, "regency or city"), True)}
    return {
        "network": Key(network, True),
        "offices": Key(listed(record(OfficePlan, OFFICE))),
        "register": Key(record(RegisterPlan, REGISTER)),
        "members": Key(listed(record(MemberPlan, member))),
        "organs": Key(listed(entry(ORGAN))),
        "terms": Key(listed(term(regions))),
        "dues": Key(record(DuesPlan, DUES)),
        "secretary": Key(record(SecretaryPlan, SECRETARY)),
        "signer": Key(choice(*SIGNERS, what="signer")),
    }


def read_plan(path: Path, known: Known) -> Plan:
    """Return the plan in a YAML file, which may name what is known.

    Raises InvalidInput with everything that is wrong, each error with its line.
    """
    values, locations = read_yaml(path)
    errors = Collected()
    sound = fields(values, "", plan_keys(known.regions), errors)
    plan = Plan(**{"signer": settings.SIGNER, **sound})
    organs = {*known.organs, *(one["code"] for one in plan.organs)} if {*values} & {"organs"} <= {*sound} else None
    found = [*errors.errors, *_strangers(plan, organs), *_twice(plan), *_too_many(plan)]
    if found:
        placed = [InputError(nearest(locations, one.key, str(path)), _with_key(one)) for one in found]
        raise InvalidInput(sorted(placed, key=lambda one: (one.location.row or 0, int(one.location.column or 0))))
    return plan


def _with_key(error: InvalidValue) -> str:
    return f"{error.key}: {error.message}" if error.key else error.message


def _strangers(plan: Plan, organs: Collection[str] | None) -> Iterator[InvalidValue]:
    """Yield the bodies that are named and not there, if it can be known which there will be."""
    for at, one in enumerate(plan.terms):
        for place, officer in enumerate(one["officers"]):
            if organs is not None and (code := officer["organ"]) not in organs:
                message = f"there is no body with the code {code!r}{did_you_mean(code, organs)}"
                yield InvalidValue(message, f"terms[{at}].officers[{place}].organ")


def _twice(plan: Plan) -> Iterator[InvalidValue]:
    for name, keys in (
        ("offices", [one.title for one in plan.offices]),
        ("members", [one.region for one in plan.members]),
        ("organs", [one["code"] for one in plan.organs]),
        ("terms", [one["first_year"] for one in plan.terms]),
    ):
        seen: set[object] = set()
        for at, key in enumerate(keys):
            if key in seen:
                yield InvalidValue(f"{shown(key)} is given twice", f"{name}[{at}]")
            seen.add(key)


def _too_many(plan: Plan) -> Iterator[InvalidValue]:
    if plan.register and len(plan.members) > plan.register.opening_count:
        sentence = f"{len(plan.members)} members are named, more than the opening count {plan.register.opening_count}"
        yield InvalidValue(sentence, "members")
