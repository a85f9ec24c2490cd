"""How the number of a letter is composed from its register's pattern."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from string import Formatter

from django.utils.translation import gettext as _

from jejaring.kit.refusal import Refusal

ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
OWN_PLACEHOLDERS = ("nomor_urut", "bulan", "bulan_romawi", "tahun")


def compose(pattern: str, *, sequence: int, on: date, values: Mapping[str, str]) -> str:
    """Return a letter's number, such as "000.7/12/KOMINFO".

    Placeholders are {nomor_urut} (needed; `{nomor_urut:03d}` pads it), {bulan}, {bulan_romawi}, {tahun} and
    the names in `values`. Raises Refusal if the pattern has another one or cannot be read.
    """
    known = {"bulan": on.month, "bulan_romawi": ROMAN_MONTHS[on.month - 1], "tahun": on.year}
    check(pattern, values)
    try:
        return pattern.format_map({**values, **known, "nomor_urut": sequence})
    except (ValueError, KeyError, IndexError) as fault:
        raise _unreadable(pattern) from fault


def check(pattern: str, values: Mapping[str, str]) -> None:
    """Raise Refusal unless the pattern uses {nomor_urut} and only placeholders that are known."""
    try:
        used = {name for _text, name, _form, _conversion in Formatter().parse(pattern) if name is not None}
    except ValueError as fault:
        raise _unreadable(pattern) from fault
    if unknown := sorted(used - set(values) - set(OWN_PLACEHOLDERS)):
        raise Refusal(
            _("The letter number pattern “%(pattern)s” uses {%(unknown)s}, which is not known. Known are: %(known)s.")
            % {
                "pattern": pattern,
                "unknown": unknown[0],
                "known": ", ".join(f"{{{name}}}" for name in sorted({*values, *OWN_PLACEHOLDERS})),
            }
        )
    if "nomor_urut" not in used:
        raise Refusal(
            _("The letter number pattern “%(pattern)s” lacks {nomor_urut}, the running number.") % {"pattern": pattern}
        )


def _unreadable(pattern: str) -> Refusal:
    return Refusal(_("The letter number pattern “%(pattern)s” cannot be read.") % {"pattern": pattern})
