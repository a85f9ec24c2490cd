"""Whether records still are what the ledger holds of them: what was changed past the actions is found here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from jejaring.kit.registry import Registry
from jejaring.ledger.models import Entry

NOT_COMPARED = object()


@dataclass(frozen=True, slots=True)
class Claim:
    """A field of a record that entries hold: the newest of `verbs` (any, if none is named) that has `key`.

    Without a key it is the date of the decision. `at_first` is its value before any such entry.
    """

    field: str
    key: str = ""
    verbs: tuple[str, ...] = ()
    at_first: Any = NOT_COMPARED

    def value(self, verb: str, decided_on: date | None, facts: Mapping[str, Any]) -> Any:
        """Return what an entry holds of the field, or NOT_COMPARED."""
        if self.verbs and verb not in self.verbs:
            return NOT_COMPARED
        return facts.get(self.key, NOT_COMPARED) if self.key else _plain(decided_on)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A kind of record that begins with an entry of one of `begins`, and the fields that entries hold.

    Records of a kind that is not `lasting` may be deleted by an action.
    """

    begins: tuple[str, ...]
    claims: tuple[Claim, ...]
    lasting: bool = True


recorded = Registry[Recorded]("kind of record that is compared with the ledger")  # by kind: "membership.membership"
removals = Registry[str]("verb of an action that removes records of any kind")


def disagreements() -> Iterator[str]:
    """Compare every record of the registered kinds with its entries; yield a sentence for each that does not agree."""
    last_removal = Entry.objects.filter(verb__in=removals.keys()).order_by("-id").values_list("id", flat=True).first()
    for kind, one in recorded.items():
        yield from _of_kind(kind, one, last_removal or 0)


def _of_kind(kind: str, recorded: Recorded, last_removal: int) -> Iterator[str]:
    known = _known(kind, recorded)
    fields = [claim.field for claim in recorded.claims]
    rows = apps.get_model(kind)._base_manager.order_by("pk").values("pk", *fields)
    missing = set(known)
    for row in rows.iterator(chunk_size=5000):
        name = f"{kind} {row['pk']}"
        missing.discard(str(row["pk"]))
        if (found := known.get(str(row["pk"]))) is None:
            yield f"{name}: no entry records how it began"
            continue
        for field, value in found.values.items():
            if value is not NOT_COMPARED and _plain(row[field]) != value:
                yield f"{name}: {field} is {_shown(row[field])}, but the ledger has {_shown(value)}"
    for pk in sorted(missing) if recorded.lasting else ():
        if known[pk].last > last_removal:
            yield f"{kind} {pk}: it is gone, but no entry records that"


@dataclass(slots=True)
class _Known:
    """What entries hold of one record: its fields, and the id of the newest entry."""

    values: dict[str, Any]
    last: int = 0


def _known(kind: str, recorded: Recorded) -> dict[str, _Known]:
    """Return what the entries of a kind hold, by the records' ids; of records that begin with one of its verbs."""
    known: dict[str, _Known] = {}
    entries = Entry.objects.filter(record_type=kind).order_by("id")
    for pk, verb, record_id, decided_on, data in entries.values_list(
        "id", "verb", "record_id", "decided_on", "data"
    ).iterator(chunk_size=5000):
        if verb in recorded.begins and record_id not in known:
            known[record_id] = _Known({claim.field: _plain(claim.at_first) for claim in recorded.claims})
        if record_id not in known:
            continue
        found, facts = known[record_id], json.loads(data)
        found.last = pk
        for claim in recorded.claims:
            if (value := claim.value(verb, decided_on, facts)) is not NOT_COMPARED:
                found.values[claim.field] = value
    return known


def _plain(value: Any) -> Any:
    """Return a value as an entry's data holds it."""
    return value if value is NOT_COMPARED else json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def _shown(value: Any) -> str:
    return "empty" if value is None else str(value)
