"""How the number of a letter is composed from its register's pattern."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jejaring.kit.refusal import Refusal
from jejaring.texts import patterns

ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
LONGEST = 120  # characters of a number, as its column holds
LAST, LONGEST_MONTH = 999_999, date(9999, 8, 1)  # a sequence and a month whose numbers are the longest

_UNKNOWN = _("The letter number pattern “%(pattern)s” uses {%(unknown)s}, which is not known. Known are: %(known)s.")


def compose(pattern: str, *, sequence: int, on: date, values: Mapping[str, str]) -> str:
    """Return a letter's number, such as "000.7/12/KOMINFO".

    Placeholders are {nomor_urut} (needed), {bulan} and {tahun}, which may be padded as in `{nomor_urut:03d}`,
    {bulan_romawi} and the names in `values`. Raises Refusal if the pattern has another one or cannot be read.
    """
    known: dict[str, str | int] = {
        **values,
        "bulan": on.month,
        "bulan_romawi": ROMAN_MONTHS[on.month - 1],
        "tahun": on.year,
        "nomor_urut": sequence,
    }
    try:
        if unknown := sorted(patterns.names_in(pattern) - set(known)):
            names = ", ".join(f"{{{name}}}" for name in sorted(known))
            raise _refused(_UNKNOWN, pattern, unknown=unknown[0], known=names)
        return patterns.filled(pattern, known)
    except patterns.PatternError as error:
        raise _refused(_("The letter number pattern “%(pattern)s” cannot be read."), pattern) from error


def check(pattern: str, values: Mapping[str, str]) -> None:
    """Raise Refusal (field "letter_pattern") unless every number of a pattern can be composed, and differs."""
    longest = compose(pattern, sequence=LAST, on=LONGEST_MONTH, values=values)
    if "nomor_urut" not in patterns.names_in(pattern):
        raise _refused(_("The letter number pattern “%(pattern)s” lacks {nomor_urut}, the running number."), pattern)
    if len(longest) > LONGEST:
        raise _refused(
            _("The letter number pattern “%(pattern)s” makes numbers of more than %(limit)s characters."),
            pattern,
            limit=LONGEST,
        )


def _refused(sentence: str | Promise, pattern: str, **words: str | int) -> Refusal:
    return Refusal(str(sentence) % {"pattern": pattern, **words}, field="letter_pattern")
