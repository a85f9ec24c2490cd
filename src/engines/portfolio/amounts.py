"""Numbers as people give them: decimals or floats."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite

Amount = Decimal | float


def is_number(amount: Amount) -> bool:
    """Return whether an amount is a finite number and not too large for a float."""
    if isinstance(amount, Decimal) and not amount.is_finite():
        return False
    return isfinite(amount)
