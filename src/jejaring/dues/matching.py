"""Which invoice a bank's remark names: whole numbers only, and only where exactly one invoice is meant."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from jejaring.dues import queries
from jejaring.dues.models import Invoice, Payment

Reason = Payment.Reason
Words = tuple[str, ...]
FEWEST_WORDS = 2  # of a number that a remark can name: "5" alone is anything


class NumberedInvoices:
    """All invoices by the words of their numbers; the open ones are locked, with what is left to pay of each."""

    def __init__(self) -> None:
        found = list(queries.open_invoices().select_for_update(of=("self",)))
        self._open: dict[int, Invoice] = {invoice.pk: invoice for invoice in found}
        self._left: dict[int, Decimal] = {invoice.pk: invoice.rest for invoice in found}
        self._by_words: dict[Words, list[int]] = defaultdict(list)
        for pk, number in Invoice.objects.values_list("pk", "number"):
            self._by_words[_words(number)].append(pk)
        self._lengths = sorted({len(one) for one in self._by_words if len(one) >= FEWEST_WORDS}, reverse=True)

    def take(self, remark: str, amount_idr: Decimal) -> Invoice | Reason:
        """Return the one open invoice that a remark names and an amount does not exceed, or why there is none."""
        named = [pk for words in self._named(_words(remark)) for pk in self._by_words[words]]
        if not named:
            return Reason.NO_NUMBER
        if len(named) > 1:
            return Reason.SEVERAL
        if named[0] not in self._open:
            return Reason.NOT_OPEN
        if amount_idr > self._left[named[0]]:
            return Reason.TOO_MUCH
        self._left[named[0]] -= amount_idr
        return self._open[named[0]]

    def _named(self, remark: Words) -> set[Words]:
        """Return the numbers in a remark; a shorter number inside a longer one is not meant."""
        found: set[Words] = set()
        covered: set[int] = set()
        for length in self._lengths:
            for at, words in _windows(remark, length):
                places = set(range(at, at + length))
                if words in self._by_words and not places <= covered:
                    found.add(words)
                    covered |= places
        return found


def _windows(words: Words, length: int) -> Iterator[tuple[int, Words]]:
    return ((at, words[at : at + length]) for at in range(len(words) - length + 1))


def _words(text: str) -> Words:
    """Return the runs of letters and of digits, in capitals: what stays when a bank drops or changes the rest."""
    return tuple(re.findall(r"[A-Z]+|[0-9]+", text.upper()))
