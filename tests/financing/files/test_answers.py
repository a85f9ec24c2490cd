"""Answers as text and back."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engines.portfolio.checker import Certificate, Check
from engines.portfolio.errors import PortfolioError
from engines.portfolio.problem import Payment, Plan, Start
from engines.portfolio.reading import PortfolioErrors, read_problem
from jejaring.console.terminal import Refused
from jejaring.financing.files.answers import answer_from, plain_answer
from jejaring.financing.files.problems import line_of, read_plain, write_whole, written
from jejaring.financing.solving.solve import Answer
from tests.engines.portfolio.plain import plain

D = Decimal
PROBLEM = read_problem(plain()).problem
ANSWER = Answer(
    plan=Plan(
        (Start("air", 2026), Start("jalan", 2027, "first_phase")),
        (Payment("air", "works", 2026, "pad", D(6)), Payment("jalan", "works", 2027, "pad", D("8.5"))),
    ),
    value=D("17.25"),
    bound=D("20.5"),
    gap=D("0.158536585366"),
    seconds=1.5,
    solver="HiGHS",
    certificate=Certificate(D("17.25"), (), (Check("ceilings", 4, D("0.5")), Check("must", 1, None))),
    rule_set="Aturan contoh",
)
WRITTEN = """\
{
  "problem": "Kota Contoh",
  "unit": "Rp miliar",
  "value": 17.25,
  "bound": 20.5,
  "gap": 0.158536585366,
  "seconds": 1.5,
  "solver": "HiGHS",
  "checked": true,
  "rule_set": "Aturan contoh",
  "warnings": [
    "a warning"
  ],
  "starts": [
    {"programme": "air", "year": 2026, "extent": "whole"},
    {"programme": "jalan", "year": 2027, "extent": "first_phase"}
  ],
  "payments": [
    {"programme": "air", "part": "works", "year": 2026, "source": "pad", "amount": 6},
    {"programme": "jalan", "part": "works", "year": 2027, "source": "pad", "amount": 8.5}
  ],
  "certificate": {
    "value": 17.25,
    "violations": [],
    "checks": [{"name": "ceilings", "times": 4, "tightest": 0.5}, {"name": "must", "times": 1}]
  }
}"""


def test_an_answer_is_written_in_a_stable_order_whatever_the_order_of_its_plan() -> None:
    assert written(plain_answer(PROBLEM, ANSWER, ["a warning"]), 0) == WRITTEN
    turned = replace(ANSWER, plan=Plan(ANSWER.plan.starts[::-1], ANSWER.plan.payments[::-1]))
    assert written(plain_answer(PROBLEM, turned, ["a warning"]), 0) == WRITTEN


def test_an_answer_that_was_written_is_read_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    write_whole(file, WRITTEN)
    assert answer_from(read_plain(file)) == ANSWER


def test_numbers_without_end_are_cut_so_that_they_can_be_read_and_the_bound_stays_one() -> None:
    third = D(1) / 3
    endless = replace(ANSWER, value=third, bound=third, certificate=replace(ANSWER.certificate, value=third))
    found = answer_from(json.loads(written(plain_answer(PROBLEM, endless)), parse_float=D))
    assert (found.value, found.bound) == (D("0.333333333333"), D("0.333333333334"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (D("1E+3"), "1000"),
        (D("0.10"), "0.1"),
        (D("-0.0"), "0"),
        (D("123456789012345.123456789012"), "123456789012345.123456789012"),
        ({"é": [None, True, "a\n"]}, '{"é": [null, true, "a\\n"]}'),
        ([], "[]"),
    ],
)
def test_plain_values_are_written_as_json_with_every_digit(value: object, text: str) -> None:
    assert written(value) == text


def test_what_is_no_answer_is_refused_with_all_that_is_wrong() -> None:
    source: Any = json.loads(WRITTEN, parse_float=D)
    source["payments"][0]["amount"] = "6"
    source["starts"][1]["extent"] = "half"
    del source["certificate"]
    with pytest.raises(PortfolioErrors) as refused:
        answer_from(source)
    assert [(error.key, str(error)) for error in refused.value.errors] == [
        ("starts[1].extent", "unknown word 'half' (known: whole, first_phase)"),
        ("payments[0].amount", "'6' is not a number"),
        ("certificate", "`certificate` is missing"),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"a":\n  }', ":2:3: is not JSON: Expecting value"),
        (b'{"a": 1, "a": 2}', ": the key 'a' is given twice in one object"),
        (b"\xff{}", ": is not UTF-8 (byte 0)"),
        (b"[" * 100_000, ": is not a problem: lists or objects are nested too deeply"),
        (b"[1e99999999999999999999]", ": the number 1e99999999999999999999 is too large"),
    ],
)
def test_a_file_that_is_not_sound_json_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "problem.json"
    file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_plain(file)
    assert refused.value.lines == (f"{file}{says}",)


def test_a_file_that_is_not_there_or_cannot_be_written_is_said_and_nothing_stays(tmp_path: Path) -> None:
    with pytest.raises(Refused) as unread:
        read_plain(tmp_path / "none.json")
    assert unread.value.lines == (f"{tmp_path / 'none.json'}: cannot be read: No such file or directory",)
    (tmp_path / "taken").mkdir()
    with pytest.raises(Refused) as unwritten:
        write_whole(tmp_path / "taken", "{}")
    assert unwritten.value.lines == (f"{tmp_path / 'taken'}: cannot be written: Is a directory",)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_line_names_file_key_programme_year_and_rule() -> None:
    error = PortfolioError("too dear", key="programmes[0].must", programme="a", year=2026, rule="must")
    assert line_of(Path("p.json"), error) == "p.json: programmes[0].must: programme a, year 2026, rule must: too dear"
    assert line_of(Path("p.json"), PortfolioError("wrong")) == "p.json: wrong"
