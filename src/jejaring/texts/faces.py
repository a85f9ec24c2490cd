"""The faces that documents are set in, and the characters each can print."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
FAMILIES = (  # in the order in which a face is looked for
    "Plus Jakarta Sans",
    "Noto Sans",
    "Noto Naskh Arabic",
    "Noto Sans Balinese",
    "Noto Sans Batak",
    "Noto Sans Buginese",
    "Noto Sans Javanese",
    "Noto Sans Rejang",
    "Noto Sans Sundanese",
    "Noto Sans Math",
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
)


@cache
def characters() -> dict[str, frozenset[int]]:
    """Return the code points that each family can print, by its name in `FAMILIES`."""
    return {family: _in_file(FONTS / f"{family.replace(' ', '')}-Regular.ttf") for family in FAMILIES}


@lru_cache(maxsize=8192)
def can_print(cluster: str) -> bool:
    """Return whether one face has every character of a cluster: a character with the marks set on it."""
    points = frozenset(map(ord, cluster))
    return any(points <= family for family in characters().values())


def _in_file(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
