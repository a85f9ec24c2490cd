"""Rule sets: the numbers of the regulations, what has to be assumed, and what a file must not do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from engines.portfolio.errors import PortfolioError, PortfolioErrors
from engines.portfolio.problem import (
    CoverageRule,
    DeficitRule,
    RuleSet,
    SpendingRule,
    StockRule,
    TermRule,
)
from jejaring.financing.rule_sets.files import CATEGORIES, FOLDER, codes, read
from jejaring.financing.rule_sets.rule_sets import load

D = Decimal
STOCK = StockRule("stock", D("0.75"))
COVERAGE = CoverageRule("coverage", D("2.5"), "uu_1_2022")
SHARES = (
    SpendingRule("personnel", "pegawai", maximum=D("0.3")),
    SpendingRule("infrastructure", "infrastruktur", minimum=D("0.4"), of="without_transfers"),
    SpendingRule("education", "pendidikan", minimum=D("0.2")),
)


def refusal(act: Callable[[], object]) -> tuple[str, int | None, str | None, str | None]:
    """Return what a refusal says, and the year, the rule and the key it is about."""
    with pytest.raises(PortfolioError) as error:
        act()
    return str(error.value), error.value.year, error.value.rule, error.value.key


def caps_of(rules: RuleSet) -> DeficitRule:
    return next(rule for rule in rules.rules if isinstance(rule, DeficitRule))


# The numbers


@pytest.mark.parametrize(
    ("code", "year", "per_cent"),
    [
        ("id-2020", 2018, ["5.00", "4.50", "4.00", "3.50", "3.00"]),
        ("id-2020", 2020, ["4.50", "4.25", "4.00", "3.75", "3.50"]),
        ("id-2024", 2024, ["4.65", "4.55", "4.45", "4.35", "4.25"]),
        ("id-2025", 2025, ["3.75", "3.65", "3.55", "3.45", "3.35"]),
        ("id-2026", 2026, ["2.50", "2.50", "2.50", "2.50", "2.50"]),
    ],
)
def test_deficit_caps_are_those_of_the_year_and_of_the_citys_fiscal_capacity(
    code: str, year: int, per_cent: list[str]
) -> None:
    loaded = [load(code, capacity_category=category, years=[year], term_end=year + 9) for category in CATEGORIES]
    assert [caps_of(rules).caps for rules in loaded] == [{year: D(cap) / 100} for cap in per_cent]


def test_the_set_of_2026_is_what_the_law_of_2026_says() -> None:
    rules = load("id-2026", capacity_category="very_high", years=[2026], term_end=2029)
    deficit = DeficitRule("deficit", {2026: D("0.025")})
    assert rules.rules == (STOCK, COVERAGE, deficit, TermRule("term", 2029), *SHARES)
    assert (rules.code, rules.valid_from, rules.valid_to) == ("id-2026", date(2026, 1, 1), date(2026, 12, 31))
    assert rules.name == "Regional borrowing and mandatory spending, fiscal year 2026 (fiscal capacity: very high)"
    assert rules.sources[0] == "UU 1/2022; PP 1/2024; PMK 101/2025"
    assert [doubt.partition(":")[0] for doubt in rules.unconfirmed[:-2]] == [
        "coverage",
        "coverage",
        "deficit",
        "term",
        "personnel",
        "infrastructure",
        "education",
    ]


def test_the_older_law_has_the_classic_form_and_loans_within_the_term() -> None:
    rules = load("id-2020", capacity_category="high", years=[2020], term_end=2021)
    assert rules.rules == (
        STOCK,
        CoverageRule("coverage", D("2.5"), "classic"),
        DeficitRule("deficit", {2020: D("0.0425")}),
        TermRule("term", 2021),
    )


@pytest.mark.parametrize("code", codes())
def test_every_set_says_where_each_rule_was_read_and_what_is_not_confirmed(code: str) -> None:
    recorded = read(FOLDER / f"{code}.yaml")
    cited = {source for _, evidence in recorded.rules for source in evidence.sources}
    assert cited == set(recorded.sources)
    assert [rule.code for rule, evidence in recorded.rules if not evidence.sources] == []
    coverage = next(evidence for rule, evidence in recorded.rules if isinstance(rule, CoverageRule))
    assert coverage.needs_legal_check == (code != "id-2020")


# What a city has to say


def test_the_term_is_left_out_and_named_where_the_law_lets_loans_outlast_it() -> None:
    rules = load("id-2025", capacity_category="low", years=[2025])
    assert [rule for rule in rules.rules if isinstance(rule, TermRule)] == []
    assert "term: left out, because no end of term is given" in rules.unconfirmed


def test_the_older_law_asks_for_the_end_of_the_term() -> None:
    assert refusal(lambda: load("id-2020", capacity_category="high", years=[2020])) == (
        "id-2020 has loans paid back within the head's term: state in which year it ends",
        None,
        "term",
        "term_end",
    )


def test_a_year_without_a_cap_is_refused_unless_one_is_assumed_which_is_named() -> None:
    years = range(2025, 2031)
    assert refusal(lambda: load("id-2026", capacity_category="high", years=years)) == (
        "id-2026 has no deficit cap of 2025, 2027–2030 for fiscal capacity 'high'; assume one",
        2025,
        "deficit",
        "assumed_caps",
    )
    assumed = {2025: D("0.0365"), **dict.fromkeys(range(2027, 2031), D("0.025"))}
    rules = load("id-2026", capacity_category="high", years=years, assumed_caps=assumed)
    assert caps_of(rules).caps == {2025: D("0.0365"), **dict.fromkeys(range(2026, 2031), D("0.025"))}
    assert rules.unconfirmed[:3] == (
        "id-2026 is recorded until 2026-12-31; in 2027–2030 the law is assumed to be unchanged",
        "deficit: a cap of 3.65 % is assumed for 2025",
        "deficit: a cap of 2.5 % is assumed for 2027–2030",
    )


def test_a_category_without_a_cap_in_a_year_is_a_year_without_a_cap() -> None:
    known = load("id-2020", capacity_category="low", years=[2017], term_end=2022)
    assert caps_of(known).caps == {2017: D("0.025")}
    message, year, rule, _ = refusal(lambda: load("id-2020", capacity_category="very_low", years=[2017], term_end=2022))
    assert message == "id-2020 has no deficit cap of 2017 for fiscal capacity 'very_low'; assume one"
    assert (year, rule) == (2017, "deficit")


@pytest.mark.parametrize(
    ("assumed", "message"),
    [
        ({2026: "0.03"}, "id-2026 has a cap of 2026 (2.5 %), and another is assumed"),
        ({2030: "0.03"}, "a cap is assumed for 2030, which is not a year of the plan"),
        ({2027: "3"}, "the cap assumed for 2027, 3, is not a share from 0 to 1"),
        ({2027: "NaN"}, "the cap assumed for 2027, NaN, is not a share from 0 to 1"),
    ],
)
def test_an_assumption_that_makes_no_sense_is_refused(assumed: dict[int, str], message: str) -> None:
    (year,) = assumed
    caps = {year: D(cap) for year, cap in assumed.items()}
    assert refusal(lambda: load("id-2026", capacity_category="high", years=[2026, 2027], assumed_caps=caps)) == (
        message,
        year,
        "deficit",
        f"assumed_caps.{year}",
    )


def test_a_rule_that_is_left_out_is_named() -> None:
    rules = load("id-2026", capacity_category="low", years=[2026], term_end=2029, without=["personnel", "education"])
    assert [rule.code for rule in rules.rules] == ["stock", "coverage", "deficit", "term", "infrastructure"]
    assert rules.unconfirmed[:2] == ("personnel: left out", "education: left out")


@pytest.mark.parametrize(
    ("change", "message", "key"),
    [
        ({"code": "id-2062"}, "unknown rule set 'id-2062' (did you mean 'id-2026'?)", "code"),
        (
            {"capacity_category": "very hihg"},
            "unknown category of fiscal capacity 'very hihg' (did you mean 'very_high'?)",
            "capacity_category",
        ),
        (
            {"without": ["personel"]},
            "id-2026 has no rule 'personel' to leave out (did you mean 'personnel'?)",
            "without",
        ),
    ],
)
def test_a_slip_of_the_pen_is_refused_with_what_was_meant(change: dict[str, Any], message: str, key: str) -> None:
    given = {"code": "id-2026", "capacity_category": "low", "years": [2026]} | change
    found = refusal(lambda: load(given.pop("code"), **given))
    assert (found[0], found[3]) == (message, key)


# The files


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("code: id-2026", "code: id-2027", "code: it holds id-2027, so it should be called id-2027.yaml"),
        ("limit: 0.75", "limit: -1", "rules[0].limit: -1 is negative"),
        ("limit: 0.75", "limt: 0.75", "rules[0].limt: unknown key 'limt' (did you mean 'limit'?)"),
        ("form: uu_1_2022", "form: uu", "rules[1].form: unknown word 'uu' (known: classic, uu_1_2022)"),
        ("sources: [pmk101]", "sources: [pmk102]", "rules[2].sources: 'deficit' cites 'pmk102', which is not listed"),
        ("sources: [pmk101]", "sources: []", "rules[2].sources: the list is empty"),
        ("very_low: 2.50", "tiny: 2.50", "rules[2].percent.2026.tiny: unknown category 'tiny'"),
        ("required: false", "required: 0", "rules[3].required: 0 is neither true nor false"),
        ('from: "2026-01-01"', 'from: "soon"', "in_force.from: 'soon' is not a date such as 2026-01-31"),
        ("rules:", "rules: [", "while parsing"),
    ],
)
def test_a_file_with_a_mistake_is_refused_with_its_name_and_the_place(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = tmp_path / "id-2026.yaml"
    text = (FOLDER / path.name).read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    assert read(path) == read(FOLDER / path.name)
    changed = text.replace(old, new, 1)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(PortfolioErrors) as error:
        read(path)
    assert str(error.value).startswith(f"id-2026.yaml: {said}")


def test_no_number_of_the_law_is_rounded_on_its_way() -> None:
    plain = yaml.safe_load((FOLDER / "id-2025.yaml").read_text(encoding="utf-8"))
    printed = next(rule for rule in plain["rules"] if rule["kind"] == "deficit")["percent"][2025]
    loaded = {
        category: caps_of(load("id-2025", capacity_category=category, years=[2025])).caps[2025]
        for category in CATEGORIES
    }
    assert {category: f"{cap * 100:f}".rstrip("0") for category, cap in loaded.items()} == {
        category: str(cap) for category, cap in printed.items()
    }
