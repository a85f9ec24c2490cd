"""Letter numbers: by pattern, by register and year, without holes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from jejaring.documents import actions
from jejaring.documents.models import LetterNumber
from jejaring.documents.numbering import compose
from jejaring.kit.refusal import Refusal
from tests.factories import documents as make

DAY = date(2019, 10, 17)
PATTERN = "{klasifikasi}/{nomor_urut}/{kode_unit}"
VALUES = {"klasifikasi": "000.7", "kode_unit": "KOMINFO"}


def give(register: str = "org:uji", on: date = DAY, pattern: str = PATTERN) -> str:
    return actions.next_letter_number(register, on=on, pattern=pattern, values=VALUES)


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        (PATTERN, "000.7/12/KOMINFO"),
        ("{klasifikasi}/{nomor_urut}/{kode_unit}/{bulan_romawi}/{tahun}", "000.7/12/KOMINFO/X/2019"),
        ("{nomor_urut:03d}-{bulan:02d}", "012-10"),
    ],
)
def test_a_number_is_composed_by_its_pattern(pattern: str, number: str) -> None:
    assert compose(pattern, sequence=12, on=DAY, values=VALUES) == number


def test_every_month_has_its_numeral() -> None:
    numerals = [compose("{bulan_romawi}", sequence=1, on=date(2019, n, 1), values={}) for n in range(1, 13)]
    assert numerals == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("{nomor_urut}/{kode}", "uses {kode}, which is not known"),
        ("{nomor_urut.__class__}", "cannot be read"),
        ("{klasifikasi}", "lacks {nomor_urut}"),
        ("{nomor_urut", "cannot be read"),
        ("{nomor_urut:x%}", "cannot be read"),
        ("{nomor_urut:300000000d}", "cannot be read"),
        ("{nomor_urut:c}", "cannot be read"),
        ("{nomor_urut:.1g}", "cannot be read"),
        ("{nomor_urut!r}", "cannot be read"),
        ("{{nomor_urut}}", "cannot be read"),
        ("{nomor_urut}{}", "cannot be read"),
        ("{nomor_urut}{kode_unit:03d}", "cannot be read"),
        ("{nomor_urut}" + "{kode_unit}" * 20, "more than 120 characters"),
    ],
)
@pytest.mark.django_db
def test_a_pattern_that_cannot_be_filled_is_refused_and_costs_no_number(pattern: str, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        give(pattern=pattern)
    assert give() == "000.7/1/KOMINFO"


@pytest.mark.django_db
def test_every_register_and_every_year_counts_for_itself() -> None:
    given = [give(), give(), give("org:lain"), give(on=date(2020, 1, 2)), give()]
    assert given == [f"000.7/{n}/KOMINFO" for n in (1, 2, 1, 1, 3)]


@pytest.mark.django_db
def test_a_register_names_the_document_that_bears_a_number() -> None:
    give()
    document = make.issued(number=give())
    lines = [(line.number, line.document) for line in LetterNumber.objects.order_by("sequence")]
    assert lines == [("000.7/1/KOMINFO", None), ("000.7/2/KOMINFO", document)]


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_get_numbers_without_holes_though_every_fourth_is_undone() -> None:
    def work(n: int) -> str | None:
        try:
            with transaction.atomic():
                number = give()
                if n % 4 == 0:
                    raise RuntimeError
                return number
        except RuntimeError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as threads:
        given = {number for number in threads.map(work, range(64)) if number}
    assert given == {f"000.7/{n}/KOMINFO" for n in range(1, 49)}
