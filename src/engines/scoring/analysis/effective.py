"""What each node weighs in the index as a whole."""

from __future__ import annotations

from collections.abc import Mapping

from engines.scoring.structure import Structure


def effective_weights(structure: Structure, shares: Mapping[str, float]) -> dict[str, float]:
    """Return for every node the product of the shares (0–1) on its way up: its weight in the index, 1 at the top.

    `shares` are those within the groups, as `Build.nominal_weights`; a node is left out if one on its way has none
    (each unit has its own). Indicators add up to 1 where none is left out. Source: COINr's `get_eff_weights`.
    """
    found: dict[str, float] = {}
    for level in range(structure.height, 0, -1):
        for node in structure.at(level):
            if node.parent is None:
                found[node.code] = 1.0
            elif node.parent in found and node.code in shares:
                found[node.code] = found[node.parent] * shares[node.code]
    return found
