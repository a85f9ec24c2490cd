"""Readers of single values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from engines.spelling import did_you_mean
from engines.values.errors import invalid, shown

T = TypeVar("T")
Reader = Callable[[Any, str], T]  # a plain value and its key (`programmes[3].parts`) to what it means
YEARS = range(1900, 2201)


def text(value: object, key: str) -> str:
    """Read a name, a code or a sentence."""
    if not isinstance(value, str):
        raise invalid(f"{shown(value)} is not a text", key)
    if not value.strip() or not value.isprintable():
        raise invalid(f"{shown(value)} is empty or cannot be printed", key)
    return value


def flag(value: object, key: str) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise invalid(f"{shown(value)} is neither true nor false", key)
    return value


def exact(value: object, key: str) -> Decimal:
    """Read a finite number, with every digit that is written."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise invalid(f"{shown(value)} is not a number", key)
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise invalid("NaN is not a number" if number.is_nan() else f"{number} is not finite", key)
    return number


def fraction(value: object, key: str) -> Fraction:
    """Read a number or a fraction ("1/9", 2.75), without loss."""
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        raise invalid(f"{shown(value)} is neither a number nor a fraction such as 1/9", key) from None


def checked(read: Reader[T], holds: Callable[[T], bool], message: str) -> Reader[T]:
    """Return a reader that also refuses what does not hold; `message` goes on after the value, "is negative"."""

    def read_checked(value: object, key: str) -> T:
        found = read(value, key)
        if not holds(found):
            raise invalid(f"{shown(value)} {message}", key)
        return found

    return read_checked


def whole(least: int, most: int) -> Reader[int]:
    """Return a reader of whole numbers from `least` to `most`."""

    def read(value: object, key: str) -> int:
        number = exact(value, key)
        if not least <= number <= most or number != int(number):
            raise invalid(f"{shown(value)} is not a whole number from {least} to {most:,}", key)
        return int(number)

    return read


def year(value: object, key: str) -> int:
    """Read a year."""
    number = exact(value, key)
    if number not in YEARS:
        raise invalid(f"{shown(value)} is not a year", key)
    return int(number)


def day(value: object, key: str) -> date:
    """Read a date: one that YAML has read, or a text such as 2026-01-31."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type] # what is no text is refused in the same words
    except (TypeError, ValueError):
        raise invalid(f"{shown(value)} is not a date such as 2026-01-31", key) from None


def choice(*known: str, what: str = "word") -> Reader[str]:
    """Return a reader of one of a few words; `what` they are is for the message."""
    words = tuple(map(str, known))  # of an enumeration, the values

    def read(value: object, key: str) -> str:
        word = value if isinstance(value, str) else text(value, key)
        if word not in words:
            raise invalid(f"unknown {what} {shown(word)}{did_you_mean(word, words)}", key)
        return word

    return read
