"""Numbers of a problem: money, shares and years, exact in decimal digits."""

from __future__ import annotations

from decimal import Decimal

from engines.values.errors import invalid
from engines.values.objects import listed
from engines.values.scalars import checked, exact, text

DIGITS = 15  # before the point: with DECIMALS after it, every amount is exact in a Decimal's 28 digits
DECIMALS = 12
LONGEST = 100  # years, of a plan or a debt: more than a city plans for, and few enough to go through one by one


def number(value: object, key: str) -> Decimal:
    """Read a number, exactly as it is written."""
    found = exact(value, key)
    if found and found.adjusted() >= DIGITS:
        raise invalid(f"{value} is too large: a number has at most {DIGITS} digits before the point", key)
    if found and int(found.as_tuple().exponent) < -DECIMALS:
        raise invalid(f"{value} has more than {DECIMALS} decimals", key)
    return found


amount = checked(number, lambda found: found >= 0, "is negative")  # money, or a share that may exceed 1
positive = checked(number, lambda found: found > 0, "is not above 0")
share = checked(number, lambda found: 0 <= found <= 1, "is not a share from 0 to 1")


def tags(value: object, key: str) -> frozenset[str]:
    """Read a list of words in which order means nothing."""
    return frozenset(listed(text)(value, key))
