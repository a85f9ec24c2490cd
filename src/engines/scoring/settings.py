"""The settings of a step from plain values, each of them checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engines.scoring.specification import Aggregate, Goalpost, Impute, Normalise, Treat, Weigh
from engines.scoring.table import LARGEST
from engines.values.errors import invalid, shown
from engines.values.objects import Key, Keys, by_name, entry, listed
from engines.values.scalars import Reader, checked, choice, exact, flag, text, whole

MOST = 1_000_000  # of what is counted
LEAST_POWER = 1e-3  # of a generalised mean: nearer to 0 it is the geometric one but for rounding


def number(value: object, key: str) -> float:
    """Read a number within the range that can be computed with."""
    found = float(exact(value, key))
    if abs(found) > LARGEST:
        raise invalid(f"the number is beyond {LARGEST:g}, too large to compute with", key)
    return found


share = checked(number, lambda found: 0 <= found <= 1, "is not a share from 0 to 1")
positive = checked(number, lambda found: found > 0, "is not above 0")
count = whole(0, MOST)
power = checked(
    number,
    lambda found: not found or LEAST_POWER <= abs(found) <= 1 / LEAST_POWER,
    f"is neither 0 nor of a size between {LEAST_POWER:g} and {1 / LEAST_POWER:g}",
)


def pair(value: object, key: str) -> tuple[float, float]:
    """Read two numbers, the first below the second."""
    low, high = _two(value, key, number)
    if low >= high:
        raise invalid(f"{value!r}: the first must be below the second", key)
    return low, high


def _shares(value: object, key: str) -> tuple[float, float]:
    low, high = _two(value, key, share)
    if low > high:
        raise invalid(f"{value!r}: the first must not be above the second", key)
    return low, high


def _two(value: object, key: str, read: Reader[float]) -> tuple[float, float]:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
        raise invalid(f"{value!r} is not a pair [low, high]", key)
    low, high = listed(read, numbered=False)(value, key)
    return low, high


def levels(value: object, key: str) -> tuple[int, ...]:
    """Read a level, or a list of levels, each once."""
    return tuple(dict.fromkeys(listed(count, numbered=False)(_as_list(value), key)))


def _methods(value: object, key: str) -> tuple[str, ...]:
    methods = listed(choice(*Aggregate.METHODS, what="method"), numbered=False)(_as_list(value), key)
    if not methods:
        raise invalid("no method is named", key)
    return methods


def _as_list(value: object) -> object:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else [value]


GOALPOST: Keys = {"low": Key(number), "high": Key(number), "log": Key(flag)}


def _goalpost(value: object, key: str) -> Goalpost:
    if not isinstance(value, Mapping):
        return Goalpost(*pair(value, key))
    found = entry(GOALPOST)(value, key)
    if "low" not in found or "high" not in found:
        raise invalid("a goalpost has `low` and `high`", key)
    pair((found["low"], found["high"]), key)
    if found.get("log") and found["low"] <= 0:
        raise invalid(f"{shown(value['low'])}: a logarithm needs a low end above 0", f"{key}.low")
    return Goalpost(**found)


def _matrix(value: object, key: str) -> tuple[tuple[float, ...], ...]:
    if not isinstance(value, Sequence) or not all(
        isinstance(row, Sequence) and len(row) == len(value) for row in value
    ):
        raise invalid("a pairwise matrix has as many rows as columns", key)
    return listed(listed(positive, numbered=False), numbered=False)(value, key)


SETTINGS: Mapping[str, Keys] = {
    "denominate": {},
    "screen": {"coverage": Key(share)},
    "impute": {"method": Key(choice(*Impute.METHODS, what="method")), "group": Key(text)},
    "treat": {
        "winsorise_max": Key(count),
        "skewness": Key(positive),
        "kurtosis": Key(number),
        "then": Key(choice(*Treat.TRANSFORMS, what="then")),
        "lambda": Key(number),
    },
    "normalise": {
        "method": Key(choice(*Normalise.METHODS, what="method")),
        "range": Key(pair),
        "mean": Key(number),
        "sd": Key(positive),
        "cap": Key(flag),
        "goalposts": Key(by_name(_goalpost)),
    },
    "weigh": {
        "method": Key(choice(*Weigh.METHODS, what="method")),
        "levels": Key(levels),
        "comparisons": Key(by_name(_matrix)),
        "shares": Key(_shares),
    },
    "aggregate": {"method": Key(_methods), "coverage": Key(share), "power": Key(power)},
}
ATTRIBUTES = {"lambda": "boxcox_lambda"}  # of a step, where a setting is not called like it
