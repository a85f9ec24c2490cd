"""The instruments of the files in `data/instruments`: read, checked, listed and found by date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import yaml

from engines.scoring.errors import ScoringError
from engines.scoring.instruments import Instrument
from engines.spelling import did_you_mean
from jejaring.indicators.instruments.files import instrument_from

FOLDER = Path(__file__).parents[1] / "data" / "instruments"


@cache
def instruments() -> tuple[Instrument, ...]:
    """Return all instruments, by code and then by first day in force, those without one last."""
    return checked(read(path) for path in sorted(FOLDER.glob("*.yaml")))


def read(path: Path) -> Instrument:
    """Return the instrument of a file, whose name is `<code>-<version>.yaml`.

    Raises ScoringError that names the file and the key, and all others with it.
    """
    try:
        instrument = instrument_from(yaml.safe_load(path.read_text(encoding="utf-8")))
        if path.stem != (name := f"{instrument.code}-{instrument.version}"):
            raise ScoringError(f"it holds {name}, so it should be called {name}.yaml")
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ScoringError(f"{path.name}: {' '.join(str(error).split())}") from error
    except ScoringError as error:
        raise _in_file(path, error) from error
    return instrument


def _in_file(path: Path, error: ScoringError) -> ScoringError:
    place = f"{error.key}: " if error.key else ""
    named = ScoringError(f"{path.name}: {place}{error}", indicator=error.indicator, key=error.key)
    named.others = tuple(_in_file(path, other) for other in error.others)
    return named


def checked(found: Iterable[Instrument]) -> tuple[Instrument, ...]:
    """Return instruments in order. Raises ScoringError if two versions of one code are in force on the same day."""
    listed = tuple(sorted(found, key=lambda one: (one.code, one.valid_from or date.max, one.version)))
    for one, other in pairwise(listed):
        if one.code == other.code and other.valid_from and other.valid_from <= (one.valid_to or date.max):
            both = f"{one.version} and {other.version} of {one.code}"
            raise ScoringError(f"{both} are both in force on {other.valid_from}")
    return listed


def versions(code: str) -> tuple[Instrument, ...]:
    """Return the versions of an instrument, the oldest first. Raises ScoringError for a code that is not known."""
    found = tuple(instrument for instrument in instruments() if instrument.code == code)
    if not found:
        known = dict.fromkeys(instrument.code for instrument in instruments())
        raise ScoringError(f"no instrument {code!r}{did_you_mean(code, known)}")
    return found


def instrument(code: str, version: str) -> Instrument:
    """Return one version. Raises ScoringError for a code or a version that is not known."""
    found = {one.version: one for one in versions(code)}
    if version not in found:
        raise ScoringError(f"{code} has no version {version!r}{did_you_mean(version, found)}")
    return found[version]


def in_force(code: str, on: date) -> Instrument:
    """Return the version in force on a day. Raises ScoringError if none is recorded for it: no other is offered."""
    for one in versions(code):
        if one.valid_from and one.valid_from <= on <= (one.valid_to or date.max):
            return one
    raise ScoringError(f"no version of {code} is recorded for {on}; recorded: {', '.join(map(_term, versions(code)))}")


def _term(one: Instrument) -> str:
    if one.valid_from is None:
        return f"{one.version} (undated)"
    return f"{one.version} ({one.valid_from} to {one.valid_to or 'today'})"
