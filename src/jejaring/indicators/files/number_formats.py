"""Number formats, and why a text is not a number."""

from __future__ import annotations

import re
from math import isnan

COMMA_NUMBER = re.compile(r"\s*[-+]?\d*,\d+(?:[eE][-+]?\d+)?\s*")
POINT_NUMBER = re.compile(r"\s*[-+]?\d*\.\d+(?:[eE][-+]?\d+)?\s*")
GROUPED = re.compile(
    r"\s*(?P<first>[-+]?[1-9]\d{0,2})(?P<rest>(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*)"
    r"(?:(?!(?P=mark))[.,](?P<part>\d+))?\s*"
)
DOUBTFUL = re.compile(r"\s*[-+]?[1-9]\d{0,2}[.,]\d{3}\s*")
DATE = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d.*)?")


def is_number(cell: object) -> bool:
    """Return whether a cell is a number, finite or not, in our format."""
    try:
        return not isnan(float(cell)) and "_" not in str(cell)  # type: ignore[arg-type] # what raises is not a number
    except (TypeError, ValueError):
        return False


def plainly_decimal(text: str) -> bool:
    """Return whether the point in a number cannot stand between thousands."""
    return POINT_NUMBER.fullmatch(text) is not None and not DOUBTFUL.fullmatch(text)


def why_not_a_number(text: str, mark: str, *, decimal_comma: bool, stored: bool) -> str:
    """Return why a text is not a number.

    `mark` is the decimal mark to write, `decimal_comma` whether other numbers of the file have a comma, and `stored`
    whether numbers can be stored as such, without a mark.
    """
    if decimal_comma and POINT_NUMBER.fullmatch(text):
        return f"{text!r} has a decimal point, but other numbers of this file have a decimal comma"
    if match := GROUPED.fullmatch(text):
        whole = _marked(match, "")
        if DOUBTFUL.fullmatch(text):
            remedy = "store it as a number" if stored else f"write {whole!r} or {_marked(match, mark)!r}"
            return f"{text!r} may be {whole} or {_marked(match, '.')}; {remedy}"
        part = f"{mark}{match['part']}" if match["part"] else ""
        return f"{text!r} has separators of thousands; write {whole + part!r}"
    if COMMA_NUMBER.fullmatch(text) and not decimal_comma:
        return f"{text!r} has a decimal comma; write {text.replace(',', '.')!r}"
    if DATE.fullmatch(text):
        return f"{text!r} is a date, not a number"
    return f"{text} is infinite" if is_number(text) else f"{text!r} is not a number"


def _marked(match: re.Match[str], mark: str) -> str:
    """Return a number in groups of three with another mark in the place of its own."""
    return match["first"] + match["rest"].replace(match["mark"], mark)
