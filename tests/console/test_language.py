"""The language of a console command: texts of a room's catalogue, numbers as its readers write them, aligned tables."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from jejaring.console.language import Language, aligned, language_of

CATALOGUE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "year"
msgstr "tahun"

#, fuzzy
msgid "cost"
msgstr "beaya"

msgid "net"
msgstr ""
"""


@pytest.fixture
def room(tmp_path: Path) -> Path:
    folder = tmp_path / "locale" / "id" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(CATALOGUE, encoding="utf-8")
    return tmp_path


def test_a_text_is_read_from_the_catalogue_and_one_without_translation_stays_as_it_is(room: Path) -> None:
    indonesian = language_of("id", room)
    assert [indonesian.gettext(text) for text in ("year", "cost", "net", "rate")] == ["tahun", "cost", "net", "rate"]
    assert language_of("en", room).gettext("year") == "year"


@pytest.mark.parametrize(
    ("value", "english", "indonesian"),
    [
        (Decimal("1234567.895"), "1,234,567.90", "1.234.567,90"),
        (-1234.5, "−1,234.50", "−1.234,50"),
        (Decimal("-0.001"), "0.00", "0,00"),
        (0, "0.00", "0,00"),
        (None, "–", "–"),
    ],
)
def test_numbers_are_written_as_readers_of_the_language_write_them(
    value: Decimal | float | None, english: str, indonesian: str
) -> None:
    assert (Language("en", {}).number(value), Language("id", {}).number(value)) == (english, indonesian)


def test_cells_stand_below_each_other_numbers_to_the_right() -> None:
    rows = [["year", "cost"], ["2026", "1,000.00"], ["2027", "−5.00"]]
    assert aligned(rows, indent="  ") == ["  year      cost", "  2026  1,000.00", "  2027     −5.00"]
