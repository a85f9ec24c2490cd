"""Removing what is there only to try the software.

Everything marked as example goes, with all that hangs on it: journeys, memberships, documents, files.
The ledger stays as it is. An example account that acted is named in the ledger and stays too, but can
no longer sign in and holds no office.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard

from django.apps import apps
from django.db import transaction
from django.db.models import SET_NULL, ManyToOneRel, Max, Model, ProtectedError, Q

from jejaring.admission.models import Journey
from jejaring.cities.models import Holding, Organisation
from jejaring.documents.actions import sweep_orphans
from jejaring.ledger.actions import record
from jejaring.membership.models import Membership, NumberSeries
from jejaring.people.models import Person

Found = dict[type[Model], set[Any]]


@dataclass(frozen=True, slots=True)
class Removed:
    """How much was removed, and how many accounts the ledger keeps."""

    records: int
    persons: int
    kept_persons: int


@transaction.atomic
def remove_examples() -> Removed:
    """Remove all example data; doing it again removes nothing more."""
    found = _closure(_roots())
    records = sum(len(keys) for keys in found.values())
    for model, keys in found.items():
        _let_go(model, keys)
    for model, keys in found.items():
        _delete(model, keys)
    gone, kept = _remove_persons()
    _give_numbers_back()
    network = Organisation.objects.filter(kind=Organisation.Kind.NETWORK).first()
    if network and (records or gone):
        record("portal.remove_examples", network, by=None, data={"records": records, "persons": gone})
    transaction.on_commit(sweep_orphans)  # the bytes of files that nothing names any more
    return Removed(records, gone, kept)


def _roots() -> Found:
    """Return every record marked as example, and every journey that only example persons opened; no persons."""
    found: Found = defaultdict(set)
    for model in _models():
        if model is not Person and any(field.name == "example" for field in model._meta.fields):
            found[model] |= set(model._base_manager.filter(example=True).values_list("pk", flat=True))
    tried = Q(steps__by__example=True) | Q(evidence__by__example=True)
    found[Journey] |= set(Journey.objects.filter(tried).values_list("pk", flat=True))
    memberships = Membership.objects.filter(journey__in=found[Journey])
    found[Membership] |= set(memberships.values_list("pk", flat=True))
    return found


def _models() -> Iterator[type[Model]]:
    """Return our models, except the ledger's, which nothing is removed from."""
    for config in apps.get_app_configs():
        if config.name.startswith("jejaring.") and config.label != "ledger":
            yield from config.get_models(include_auto_created=True)


def _closure(found: Found) -> Found:
    """Add all that refers to what was found, until nothing more does."""
    fresh = {model: set(keys) for model, keys in found.items() if keys}
    while fresh:
        following: Found = defaultdict(set)
        for model, keys in fresh.items():
            for other, more in _referring(model, keys):
                if new := more - found[other]:
                    found[other] |= new
                    following[other] |= new
        fresh = following
    return found


def _referring(model: type[Model], keys: set[Any]) -> Iterator[tuple[type[Model], set[Any]]]:
    for relation in _relations(model):
        if not _can_let_go(relation):
            other = relation.related_model
            condition = {f"{relation.field.name}__in": keys}
            yield other, set(other._base_manager.filter(**condition).values_list("pk", flat=True))
    yield from _attached(model, keys)


def _attached(model: type[Model], keys: set[Any]) -> Iterator[tuple[type[Model], set[Any]]]:
    """Return documents and files that belong to records by their name."""
    names = {str(key) for key in keys}
    for other in apps.get_app_config("documents").get_models():
        if any(field.name == "record_type" for field in other._meta.fields):
            belong = other._base_manager.filter(record_type=model._meta.label_lower, record_id__in=names)
            yield other, set(belong.values_list("pk", flat=True))


def _relations(model: type[Model]) -> list[ManyToOneRel]:
    """Return the foreign keys of ours that point to a model, those without a name of the way back as well."""
    return [one for one in model._meta.get_fields(include_hidden=True) if _is_ours(one)]


def _is_ours(relation: object) -> TypeGuard[ManyToOneRel]:
    return isinstance(relation, ManyToOneRel) and relation.related_model in {*_models()} - {Person}


def _can_let_go(relation: ManyToOneRel) -> bool:
    return relation.on_delete is SET_NULL


def _let_go(model: type[Model], keys: set[Any]) -> None:
    """Keep what only points at the removed, such as a line of a register of letters; it points at nothing then."""
    for relation in _relations(model):
        if _can_let_go(relation):
            other, field = relation.related_model, relation.field.name
            other._base_manager.filter(**{f"{field}__in": keys}).update(**{field: None})


def _delete(model: type[Model], keys: Iterable[Any]) -> None:
    """Delete rows past the ORM's protection; the database checks at commit that nothing hangs loose."""
    rows = model._base_manager.filter(pk__in=set(keys))
    rows._raw_delete(rows.db)


def _remove_persons() -> tuple[int, int]:
    """Remove example accounts; those the ledger names can no longer sign in and hold no office."""
    gone = kept = 0
    for person in Person.objects.filter(example=True):
        Holding.objects.filter(holder=person).delete()
        try:
            with transaction.atomic():
                person.delete()
            gone += 1
        except ProtectedError:
            kept += 1
            person.is_active = False
            person.set_unusable_password()
            person.save(update_fields=["is_active", "password"])
    return gone, kept


def _give_numbers_back() -> None:
    """Let the series of numbers go on after the last real member: an example's number was never granted."""
    series = NumberSeries.objects.select_for_update().first()
    if series:
        last = Membership.objects.aggregate(last=Max("number"))["last"] or 0
        series.last_number = max(series.opening_count, last)
        series.save(update_fields=["last_number"])
