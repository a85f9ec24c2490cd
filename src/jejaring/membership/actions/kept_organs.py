"""Bodies, terms and office-holders as the secretariat enters and corrects them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max, QuerySet
from django.forms.models import model_to_dict
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jejaring.kit.refusal import Refusal, unless_taken
from jejaring.ledger.actions import record
from jejaring.membership.models import Officer, Organ, OrganTerm
from jejaring.people.models import Person

LONGEST_TERM = 10  # years
Kept = Organ | OrganTerm | Officer
T = TypeVar("T", Organ, OrganTerm, Officer)
VERB = {Organ: "membership.keep_organ", OrganTerm: "membership.keep_term", Officer: "membership.keep_officer"}


@transaction.atomic
def keep_organ(organ: Organ | None, *, by: Person, on: date, **facts: Any) -> Organ:
    """Enter a body of the network, or correct what is known of it. Raises Refusal if its name is taken."""
    facts["confirmed"] = bool(facts["source"])
    organ = organ or Organ(code=slugify(facts["name_en"])[:30] or "organ", order=_last(Organ.objects.all()) + 1)
    with unless_taken("membership_organ_pkey", _("There is a body of that name already."), field="name_en"):
        return _kept(organ, facts, by=by, on=on)


@transaction.atomic
def keep_term(term: OrganTerm | None, *, by: Person, on: date, **facts: Any) -> OrganTerm:
    """Enter a term of office, or correct it.

    Raises Refusal if it ends before it begins or lasts longer than terms do, if another begins in the same year, or if
    an office of it was held outside of its years.
    """
    if not 0 <= facts["last_year"] - facts["first_year"] <= LONGEST_TERM:
        raise Refusal(
            _("A term ends in its first year or up to %(n)s years later.") % {"n": LONGEST_TERM}, field="last_year"
        )
    with unless_taken("one_term_per_first_year", _("Another term begins in that year."), field="first_year"):
        kept = _kept(term or OrganTerm(), facts, by=by, on=on)
    for one in kept.officers.all():
        _refuse_outside(kept, one.since, "first_year")
        _refuse_outside(kept, one.until, "last_year")
    return kept


@transaction.atomic
def keep_officer(term: OrganTerm, officer: Officer | None, *, by: Person, on: date, **facts: Any) -> Officer:
    """Enter who holds an office in a term, or correct it. Raises Refusal for days outside the term or out of order."""
    for name in ("since", "until"):
        _refuse_outside(term, facts[name], name)
    if facts["since"] and facts["until"] and facts["until"] < facts["since"]:
        raise Refusal(_("It ends before it begins."), field="until")
    return _kept(officer or Officer(term=term, order=_last(term.officers.all()) + 1), facts, by=by, on=on)


@transaction.atomic
def remove(kept: Kept, *, by: Person, on: date) -> None:
    """Remove what was entered by mistake; the ledger keeps what it was.

    Raises Refusal for a body or term that office-holders are entered for, or if it is gone already.
    """
    there = type(kept)._default_manager.select_for_update().filter(pk=kept.pk).first()
    if there is None:
        raise Refusal(_("%(name)s is gone already.") % {"name": kept})
    if not isinstance(there, Officer) and (holders := list(there.officers.all())):
        names = ", ".join(str(one) for one in holders)
        raise Refusal(_("Office-holders are entered for it: %(names)s. Remove them first.") % {"names": names})
    record("membership.remove_organ", there, by=by, on=on, data=_plain(there))
    there.delete()


def _kept(thing: T, facts: Mapping[str, Any], *, by: Person, on: date) -> T:
    fresh = thing._state.adding
    before = {} if fresh else _plain(thing)
    for name, value in facts.items():
        setattr(thing, name, value)
    if changed := {key: value for key, value in _plain(thing).items() if before.get(key) != value}:
        thing.save(force_insert=fresh)
        record(VERB[type(thing)], thing, by=by, on=on, data=changed)
    return thing


def _refuse_outside(term: OrganTerm, day: date | None, field: str) -> None:
    if day and not term.first_year <= day.year <= term.last_year:
        raise Refusal(_("An office of the term %(term)s is held in these years.") % {"term": term}, field=field)


def _last(found: QuerySet[Any]) -> int:
    return int(found.aggregate(last=Max("order"))["last"] or 0)


def _plain(thing: Kept) -> dict[str, Any]:
    values = model_to_dict(thing, exclude=["id", "further_sources", "order"])
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}
