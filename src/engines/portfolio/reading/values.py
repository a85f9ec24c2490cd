"""Readers of single values, and how readers of lists and objects are made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from engines.portfolio.errors import PortfolioError
from engines.spelling import did_you_mean

Reader = Callable[[object, str], Any]  # a plain value and its place (`programmes[3].parts`) to what it means
TOO_LARGE = 15  # digits before the point: with DECIMALS after it, every amount is exact in a Decimal's 28 digits
DECIMALS = 12
YEARS = range(1900, 2201)
LONGEST = 100  # years, of a plan or a debt: more than a city plans for, and few enough to go through one by one


class PortfolioErrors(ValueError):
    """The problem is refused; `errors` are all that was found, in the order of the problem."""

    def __init__(self, errors: Iterable[PortfolioError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


def refused(message: str, key: str) -> PortfolioErrors:
    """Return the refusal of one thing."""
    return PortfolioErrors([PortfolioError(message, key=key)])


def shown(value: object) -> str:
    """Return a plain value as its reader would call it."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return repr(value)
        case Mapping():
            return "an object"
        case Sequence():
            return "a list"
        case _:
            return str(value)


def text(value: object, key: str) -> str:
    """Read a name, a code or a sentence."""
    if not isinstance(value, str):
        raise refused(f"{shown(value)} is not a text", key)
    if not value.strip() or not value.isprintable():
        raise refused(f"{value!r} is empty or cannot be printed", key)
    return value


def flag(value: object, key: str) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise refused(f"{shown(value)} is neither true nor false", key)
    return value


def number(value: object, key: str) -> Decimal:
    """Read a number, exactly as it is written."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise refused(f"{shown(value)} is not a number", key)
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise refused(f"{'NaN is not a number' if exact.is_nan() else f'{exact} is not finite'}", key)
    if exact and exact.adjusted() >= TOO_LARGE:
        raise refused(f"{value} is too large: a number has at most {TOO_LARGE} digits before the point", key)
    if exact and int(exact.as_tuple().exponent) < -DECIMALS:
        raise refused(f"{value} has more than {DECIMALS} decimals", key)
    return exact


def amount(value: object, key: str) -> Decimal:
    """Read a number that is not negative: money, a share of something that may be exceeded."""
    exact = number(value, key)
    if exact < 0:
        raise refused(f"{exact} is negative", key)
    return exact


def positive(value: object, key: str) -> Decimal:
    """Read a number above 0."""
    exact = amount(value, key)
    if not exact:
        raise refused("0 is not above 0", key)
    return exact


def share(value: object, key: str) -> Decimal:
    """Read a share, 0–1."""
    exact = number(value, key)
    if not 0 <= exact <= 1:
        raise refused(f"{exact} is not a share from 0 to 1", key)
    return exact


def whole(least: int, most: int | None = None) -> Reader:
    """Return a reader of whole numbers from `least` up, or to `most`."""
    span = f"from {least} up" if most is None else f"from {least} to {most}"

    def read(value: object, key: str) -> int:
        exact = number(value, key)
        if exact != int(exact) or exact < least or (most is not None and exact > most):
            raise refused(f"{exact} is not a whole number {span}", key)
        return int(exact)

    return read


def year(value: object, key: str) -> int:
    """Read a year."""
    exact = number(value, key)
    if exact not in YEARS:
        raise refused(f"{exact} is not a year", key)
    return int(exact)


def day(value: object, key: str) -> date:
    """Read a day, such as 2026-01-31."""
    written = text(value, key)
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise refused(f"{written!r} is not a day such as 2026-01-31", key) from None


def choice(*known: str) -> Reader:
    """Return a reader of one of a few words."""

    def read(value: object, key: str) -> str:
        if value not in known:
            raise refused(f"unknown word {shown(value)}{did_you_mean(value, known)}", key)
        return str(value)

    return read


def each(value: object, key: str, read: Reader) -> tuple[dict[str, Any], list[PortfolioError]]:
    """Return what a list holds, by place, and what is wrong in it."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return {}, [PortfolioError(f"{shown(value)} is not a list", key=key)]
    found: dict[str, Any] = {}
    errors: list[PortfolioError] = []
    for at, item in enumerate(value):
        place = f"{key}[{at}]"
        try:
            found[place] = read(item, place)
        except PortfolioErrors as wrong:
            errors += wrong.errors
    return found, errors


def listed(read: Reader, *, least: int = 0) -> Reader:
    """Return a reader of lists of at least so many."""

    def read_all(value: object, key: str) -> tuple[Any, ...]:
        found, errors = each(value, key, read)
        if errors:
            raise PortfolioErrors(errors)
        if len(found) < least:
            raise refused("the list is empty" if least == 1 else f"the list has fewer than {least} entries", key)
        return tuple(found.values())

    return read_all


def tags(value: object, key: str) -> frozenset[str]:
    """Read a list of words in which order means nothing."""
    return frozenset(listed(text)(value, key))


def mapping(value: object, key: str) -> Mapping[str, object]:
    """Read an object."""
    if not isinstance(value, Mapping):
        raise refused(f"{shown(value)} is not an object", key)
    return value


def by_name(read: Reader) -> Reader:
    """Return a reader of objects whose keys are free names."""

    def read_all(value: object, key: str) -> dict[str, Any]:
        return _entries(mapping(value, key), key, text, read)

    return read_all


def by_year(read: Reader) -> Reader:
    """Return a reader of objects whose keys are years."""

    def name(value: object, key: str) -> int:
        written = str(value)
        if not (written.isascii() and written.isdecimal()):
            raise refused(f"{value!r} is not a year", key)
        return year(int(written), key)

    def read_all(value: object, key: str) -> dict[int, Any]:
        try:
            return dict(sorted(_entries(mapping(value, key), key, name, read).items()))
        except PortfolioErrors as wrong:
            for error in wrong.errors:
                error.year = _year_in(error.key)
            raise

    return read_all


def _year_in(key: str | None) -> int | None:
    last = (key or "").rpartition(".")[2]
    return int(last) if last.isascii() and last.isdecimal() else None


def _entries(given: Mapping[str, object], key: str, name: Reader, read: Reader) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    errors: list[PortfolioError] = []
    for word, value in given.items():
        place = f"{key}.{word}"
        try:
            means = name(word, place)
            found[means] = read(value, place)
        except PortfolioErrors as wrong:
            errors += wrong.errors
    if errors:
        raise PortfolioErrors(errors)
    return found


@dataclass(frozen=True, slots=True)
class Key:
    """How the value of a key is read, and whether it must be there."""

    read: Reader
    required: bool = False


Keys = Mapping[str, Key]


def fields(given: Mapping[str, object], key: str, keys: Keys) -> tuple[dict[str, Any], list[PortfolioError]]:
    """Return what an object says under the keys that are known, and what is wrong in it."""
    errors = [
        PortfolioError(f"unknown key {word!r}{did_you_mean(word, keys)}", key=f"{key}.{word}" if key else str(word))
        for word in given
        if word not in keys
    ]
    found: dict[str, Any] = {}
    for name, entry in keys.items():
        if name in given:
            try:
                found[name] = entry.read(given[name], f"{key}.{name}" if key else name)
            except PortfolioErrors as wrong:
                errors += wrong.errors
        elif entry.required:
            errors.append(PortfolioError(f"`{name}` is missing", key=key or name))
    return found, errors


def record(make: Callable[..., object], keys: Keys) -> Reader:
    """Return a reader of objects with known keys, made into what they mean."""

    def read(value: object, key: str) -> object:
        found, errors = fields(mapping(value, key), key, keys)
        if errors:
            raise PortfolioErrors(errors)
        return make(**found)

    return read
