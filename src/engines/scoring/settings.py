"""The settings of a step from plain values, every one checked; each reader takes a value and its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, cast

from engines.scoring.errors import ScoringError, refuse_all
from engines.scoring.specification import Aggregate, Goalpost, Impute, Normalise, Treat, Weigh
from engines.scoring.table import LARGEST
from engines.spelling import did_you_mean

Reader = Callable[[Any, str], Any]
MOST = 1_000_000  # of what is counted
LEAST_POWER = 1e-3  # of a generalised mean: nearer to 0 it is the geometric one but for rounding


def mapping(value: object, what: str, *, key: str | None = None) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ScoringError(f"{what} must be names and values, not {value!r}", key=key)
    return cast(Mapping[str, Any], value)


def refuse_unknown(given: Mapping[str, Any], known: Sequence[str] | Mapping[str, Any], key: str) -> None:
    refuse_all(
        ScoringError(
            f"unknown key {name!r}{did_you_mean(name, list(known))}", key=f"{key}.{name}" if key else str(name)
        )
        for name in given
        if name not in known
    )


def _number(value: object, key: str) -> float:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or (isinstance(value, float) and not isfinite(value))
    ):
        raise ScoringError(f"{value!r} is not a number", key=key)
    if abs(value) > LARGEST:
        raise ScoringError(f"the number is beyond {LARGEST:g}, too large to compute with", key=key)
    return float(value)


def _power(value: object, key: str) -> float:
    number = _number(value, key)
    if number and not LEAST_POWER <= abs(number) <= 1 / LEAST_POWER:
        message = f"{value!r} is neither 0 nor of a size between {LEAST_POWER:g} and {1 / LEAST_POWER:g}"
        raise ScoringError(message, key=key)
    return number


def share(value: object, key: str) -> float:
    number = _number(value, key)
    if not 0 <= number <= 1:
        raise ScoringError(f"{value!r} is not between 0 and 1", key=key)
    return number


def _positive(value: object, key: str) -> float:
    number = _number(value, key)
    if number <= 0:
        raise ScoringError(f"{value!r} is not above 0", key=key)
    return number


def _count(value: object, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ScoringError(f"{value!r} is not a whole number from 0 up", key=key)
    if value > MOST:
        raise ScoringError(f"the number is beyond {MOST:,}", key=key)
    return value


def _flag(value: object, key: str) -> bool:
    if not isinstance(value, bool):
        raise ScoringError(f"{value!r} is neither true nor false", key=key)
    return value


def word(value: object, key: str) -> str:
    if not isinstance(value, str) or not value:
        raise ScoringError(f"{value!r} is not a name", key=key)
    return value


def pair(value: object, key: str) -> tuple[float, float]:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
        raise ScoringError(f"{value!r} is not a pair [low, high]", key=key)
    low, high = _number(value[0], key), _number(value[1], key)
    if low >= high:
        raise ScoringError(f"{value!r}: the first must be below the second", key=key)
    return low, high


def _shares(value: object, key: str) -> tuple[float, float]:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
        raise ScoringError(f"{value!r} is not a pair [low, high]", key=key)
    low, high = share(value[0], key), share(value[1], key)
    if low > high:
        raise ScoringError(f"{value!r}: the first must not be above the second", key=key)
    return low, high


def levels(value: object, key: str) -> tuple[int, ...]:
    listed = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return tuple(dict.fromkeys(_count(level, key) for level in listed))


def choice(known: Sequence[str]) -> Reader:
    def read(value: object, key: str) -> str:
        if value not in known:
            raise ScoringError(f"unknown {key.rpartition('.')[2]} {value!r}{did_you_mean(value, known)}", key=key)
        return cast(str, value)

    return read


def _methods(value: object, key: str) -> tuple[str, ...]:
    listed = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    if not listed:
        raise ScoringError("no method is named", key=key)
    return tuple(choice(Aggregate.METHODS)(method, key) for method in listed)


def _goalposts(value: object, key: str) -> Mapping[str, Goalpost]:
    return {str(code): _goalpost(post, f"{key}.{code}") for code, post in mapping(value, key, key=key).items()}


def _goalpost(value: object, key: str) -> Goalpost:
    if not isinstance(value, Mapping):
        return Goalpost(*pair(value, key))
    refuse_unknown(value, ("low", "high", "log"), key)
    if "low" not in value or "high" not in value:
        raise ScoringError("a goalpost has `low` and `high`", key=key)
    low, high = pair((value["low"], value["high"]), key)
    log = _flag(value.get("log", False), f"{key}.log")
    if log and low <= 0:
        raise ScoringError(f"{low:g}: a logarithm needs a low end above 0", key=f"{key}.low")
    return Goalpost(low, high, log)


def _matrices(value: object, key: str) -> Mapping[str, tuple[tuple[float, ...], ...]]:
    return {str(group): _matrix(rows, f"{key}.{group}") for group, rows in mapping(value, key, key=key).items()}


def _matrix(value: object, key: str) -> tuple[tuple[float, ...], ...]:
    if not isinstance(value, Sequence) or not all(
        isinstance(row, Sequence) and len(row) == len(value) for row in value
    ):
        raise ScoringError("a pairwise matrix has as many rows as columns", key=key)
    return tuple(tuple(_positive(cell, key) for cell in row) for row in value)


NAMES = {"lambda": "boxcox_lambda"}
READERS: Mapping[str, Mapping[str, Reader]] = {
    "denominate": {},
    "screen": {"coverage": share},
    "impute": {"method": choice(Impute.METHODS), "group": word},
    "treat": {
        "winsorise_max": _count,
        "skewness": _positive,
        "kurtosis": _number,
        "then": choice(Treat.TRANSFORMS),
        "lambda": _number,
    },
    "normalise": {
        "method": choice(Normalise.METHODS),
        "range": pair,
        "mean": _number,
        "sd": _positive,
        "cap": _flag,
        "goalposts": _goalposts,
    },
    "weigh": {"method": choice(Weigh.METHODS), "levels": levels, "comparisons": _matrices, "shares": _shares},
    "aggregate": {"method": _methods, "coverage": share, "power": _power},
}
