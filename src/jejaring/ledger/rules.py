"""Who may see a history: whoever may see what it is the history of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jejaring.kit import clock, registry
from jejaring.kit.doorways import may_see


def may_see_history(reader: Any, record_type: str, record_id: str) -> bool:
    """A record's history, and a person's own, is seen by whoever may see the record or the person."""
    return may_see(reader, record_type, record_id)


def histories_open_to(reader: Any, names: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of the records, by type and id, whose history the reader may see. One query per kind of record."""
    by_kind: dict[str, set[str]] = {}
    for record_type, record_id in names:
        by_kind.setdefault(record_type, set()).add(record_id)
    return {(kind, one) for kind, ids in by_kind.items() for one in _open_ids(reader, kind, ids)}


def _open_ids(reader: Any, record_type: str, ids: set[str]) -> set[str]:
    doorway = registry.doorways.find(record_type)
    if doorway and doorway.visible:
        found = doorway.visible(reader, on=clock.today()).filter(pk__in=ids)
        return {str(pk) for pk in found.values_list("pk", flat=True)}
    return {one for one in ids if may_see(reader, record_type, one)}
