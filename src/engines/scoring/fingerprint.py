"""Hashes of the inputs of a run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from engines.scoring.specification import Specification
from engines.scoring.structure import Structure
from engines.scoring.table import Data, Table


def hash_of_specification(specification: Specification, structure: Structure) -> str:
    """Return the SHA-256 of the settings and the tree, whatever the layout of the files they came from."""
    settings = {name: value for name, value in asdict(specification).items() if name != "source"}
    tree = [asdict(replace(node, weight=float(node.weight), target=_real(node.target))) for node in structure.nodes]
    return _hash({"settings": settings, "structure": tree})


def hash_of_data(data: Data) -> str:
    """Return the SHA-256 of the values, to the last bit, with their codes and names, denominators and groups."""
    digest = hashlib.sha256(_hash({"groups": data.groups, "names": data.names}).encode())
    for table in (data.table, data.denominators):
        _feed(digest, table)
    return digest.hexdigest()


def _real(value: float | None) -> float | None:
    return None if value is None else float(value)


def _feed(digest: Any, table: Table | None) -> None:
    if table is None:
        digest.update(b"-")
        return
    digest.update(json.dumps([table.units, table.columns]).encode())
    values = np.where(np.isnan(table.values), np.nan, table.values) + 0.0  # one kind of missing, one zero
    digest.update(values.astype("<f8").tobytes())


def _hash(value: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
