"""What records that come from sources share: the source's publisher and the time it speaks of, in words."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from django.utils import dateformat

from jejaring.kit import words


def place_of(address: str) -> str:
    """Return an address's host without "www.", for people."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def time_in_words(attested: str) -> str:
    """Return "3 September 2019", "September 2019" or "2019" of what ISO 8601 writes 2019-09-03, 2019-09 or 2019."""
    parts = [int(part) for part in attested.split("-")] if attested else []
    if len(parts) == 3:
        return words.long_date(date(*parts))
    if len(parts) == 2:
        return dateformat.format(date(parts[0], parts[1], 1), "F Y")
    return attested
