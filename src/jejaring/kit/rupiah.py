"""Sums of rupiah as people and banks write them, read strictly."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext_noop

LONGEST = 40  # characters
CURRENCY = r"(?:rp\.?|idr)"
SUM = re.compile(
    rf"(?P<minus>[-−])?\s*{CURRENCY}?\s*(?P<minus_after>[-−])?(?P<sum>[0-9][0-9.,\s]*?)(?:[.,](?:-|−|–|=){{1,2}})?\s*{CURRENCY}?",
    re.IGNORECASE,
)
# A separator separates thousands only where it makes groups of three, and one sum has one kind of it.
GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+(?:,[0-9]{1,2})?|(?:,[0-9]{3})+(?:\.[0-9]{1,2})?)")
SPACED = re.compile(r"[1-9][0-9]{0,2}(?:\s[0-9]{3})+(?:[.,][0-9]{1,2})?")
UNGROUPED = re.compile(r"[0-9]+(?:[.,][0-9]{1,2})?")


class NotRupiah(ValueError):
    """A text is not a sum of whole rupiah; `sentence` says why and is to be translated, filled with its `text`."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read_rupiah(text: str) -> Decimal:
    """Return the whole rupiah of "1.250.000", "Rp 1,250,000.00", "IDR 1 250 000", "1.250.000,-" or "1250000".

    A leading minus is kept. Raises NotRupiah if it is no sum, has sen, or its points and commas do not separate
    groups of three digits.
    """
    found = SUM.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if found is None:
        raise NotRupiah(gettext_noop("“%(text)s” is not an amount in rupiah"))
    digits = found["sum"]
    if not any(form.fullmatch(digits) for form in (GROUPED, SPACED, UNGROUPED)):
        raise NotRupiah(gettext_noop("the points or commas in “%(text)s” do not separate groups of three digits"))
    whole, sen = re.fullmatch(r"(.*?)(?:[.,]([0-9]{1,2}))?", digits, re.DOTALL).groups()  # type: ignore[union-attr]  # it matches every sum
    if int(sen or 0):
        raise NotRupiah(gettext_noop("“%(text)s” is not in whole rupiah"))
    value = Decimal(re.sub(r"[.,\s]", "", whole))
    return -value if found["minus"] or found["minus_after"] else value
