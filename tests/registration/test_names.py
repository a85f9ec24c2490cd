"""Names as Indonesians write them: one word or ninety characters with titles in front and behind."""

from __future__ import annotations

import pytest

from jejaring.registration.names import sort_name

LONG = "Prof. Dr. Ir. H. Muhammad Abdurrahman Wirakusumah Sastranegara Kartadinata, S.T., M.Si., Ph.D."


@pytest.mark.parametrize(
    "name", ["Suparno", "Sukarni", "H.", "Ir.", "N.", "Mahyeldi Ansharullah", "I Gusti Ngurah Rai"]
)
def test_complaint_17_a_single_name_and_a_name_without_titles_stay_whole(name: str) -> None:
    assert sort_name(name) == name


@pytest.mark.parametrize(
    ("written", "sorted_by"),
    [
        (LONG, "Muhammad Abdurrahman Wirakusumah Sastranegara Kartadinata"),
        ("Ir. Soekarno", "Soekarno"),
        ("Hj. Siti Aminah, S.Pd.", "Siti Aminah"),
        ("H. Mahyeldi Ansharullah, S.P.", "Mahyeldi Ansharullah"),
        ("Drs.H.Ahmad Yani,MM", "Ahmad Yani"),
        ("Dr. dr. Anak Agung Gde Putra, Sp.PD-KGEH", "Anak Agung Gde Putra"),
        ("drg. Ratna, M.Kes., Sp.Ort.", "Ratna"),
        ("Brigjen Bambang Sutrisno S.IP", "Bambang Sutrisno"),
        ("K.H. Ahmad Dahlan", "Ahmad Dahlan"),
        ("Budi Santoso ST", "Budi Santoso"),
        ("Budi Santoso, ST, MT", "Budi Santoso"),
        ("  Yohanes   Lado,  S.STP,  M.Si ", "Yohanes Lado"),
        ("M. Nuh", "M. Nuh"),  # Muhammad: a name, no title
        ("A.A. Ngurah Oka", "A.A. Ngurah Oka"),
        ("Sutan Syahrir", "Sutan Syahrir"),
        ("Lestari, Dewi", "Lestari, Dewi"),  # not a title behind the comma
        ("Sri Mulyani", "Sri Mulyani"),
        ("Ma'ruf Amin", "Ma'ruf Amin"),
    ],
)
def test_complaint_18_titles_are_printed_and_not_sorted_by(written: str, sorted_by: str) -> None:
    assert sort_name(written) == sorted_by


def test_complaint_18_the_long_name_has_more_than_ninety_characters() -> None:
    assert len(LONG) > 90
    assert sorted([LONG, "Suparno", "Dra. Ani"], key=sort_name) == ["Dra. Ani", LONG, "Suparno"]
