"""A problem from plain values: what is read, and everything that is refused, with its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engines.portfolio.errors import PortfolioError
from engines.portfolio.problem import (
    AvailabilityPayment,
    Budget,
    CostPart,
    CoverageRule,
    Debt,
    DeficitRule,
    FirstPhase,
    GroupLimit,
    Problem,
    Programme,
    Requirement,
    RuleSet,
    RunningCost,
    Source,
    SpendingRule,
    StockRule,
    TermRule,
)
from engines.portfolio.reading import PortfolioErrors, read_problem
from tests.engines.portfolio.plain import plain

D = Decimal
Change = Callable[[Any], object]
BUDGET = Budget(2026, D(210), D(65), D(80), D(20), personnel=D(70), spending=D(210))
WHOLE = Problem(
    name="Kota Contoh",
    unit="Rp miliar",
    first_year=2026,
    years=4,
    programmes=(
        Programme(
            "jalan",
            "Jalan lingkar (contoh)",
            (CostPart("works", (D(10), D("20.5")), ("pad", "dak", "pinjaman")),),
            benefit=D(30),
            running=RunningCost(D(1), ("pad",)),
            tags=frozenset({"roads"}),
            groups={"dimension": "mobility"},
            first_phase=FirstPhase((CostPart("works", (D(8),), ("pad",)),), D(9)),
        ),
        Programme(
            "air",
            "Air minum (contoh)",
            (CostPart("works", (D(6),), ("pad",)),),
            criteria={"reach": D(4)},
            groups={"dimension": "environment"},
            must=True,
        ),
        Programme(
            "taman",
            "Taman kota (contoh)",
            (CostPart("works", (D(5),), ("pad",)),),
            benefit=D(6),
            start_years=(2027, 2028),
            requires=(Requirement("air", 1),),
        ),
        Programme(
            "bus",
            "Bus listrik (contoh)",
            (CostPart("fleet", (D(12),), ("mitra", "pad")),),
            benefit=D(14),
            groups={"dimension": "mobility"},
        ),
        Programme(
            "bus_kecil",
            "Bus listrik kecil (contoh)",
            (CostPart("fleet", (D(7),), ("pad",)),),
            benefit=D(8),
            groups={"dimension": "mobility"},
        ),
    ),
    sources=(
        Source("pad", "PAD", {year: D(10) for year in range(2026, 2030)}, carry_over=True),
        Source("dak", "DAK", {2027: D(8)}, earmark=frozenset({"roads"})),
        Debt("pinjaman", "Pinjaman", {2026: D(10), 2027: D(10)}, interest=D("0.06"), grace=1, tenor=5, served_by="pad"),
        AvailabilityPayment("mitra", "KPBU", {2028: D(12)}, yearly=D("0.1"), years=12, served_by="pad"),
    ),
    budgets=(
        Budget(2025, D(200), D(60), D(80), D(20), spending=D(200)),
        *(replace(BUDGET, year=year) for year in range(2026, 2035)),
    ),
    rules=RuleSet(
        "contoh",
        "Aturan contoh",
        date(2026, 1, 1),
        None,
        (
            StockRule("stock", D("0.75")),
            CoverageRule("dscr", D("2.5"), "uu_1_2022"),
            DeficitRule("deficit", dict.fromkeys(range(2026, 2030), D("0.05"))),
        ),
    ),
    exclusive=(("bus", "bus_kecil"),),
    limits=(GroupLimit("dimension", "mobility", "count", maximum=D(2)),),
    weights={"reach": D(2)},
)


def refusals(change: Change) -> list[tuple[str | None, str, str | None, int | None, str | None]]:
    """Return what is said against the small problem once something in it is changed."""
    source = plain()
    change(source)
    with pytest.raises(PortfolioErrors) as refused:
        read_problem(source)
    return [(error.key, str(error), error.programme, error.year, error.rule) for error in refused.value.errors]


def test_every_key_is_read_and_numbers_keep_every_digit() -> None:
    assert read_problem(plain()).problem == WHOLE


def test_the_last_budget_held_is_said() -> None:
    assert read_problem(plain()).warnings == ("budgets after 2026 are assumed to equal that of 2026, until 2034",)


def test_a_rule_set_may_be_named_by_its_code() -> None:
    source = plain()
    source["rules"] = {"code": "undang", "capacity_category": "high", "assumed_caps": {"2027": D("0.03")}}
    rules = RuleSet("undang", "Undang", date(2025, 1, 1), None, (TermRule("term", 2030),))
    asked = []

    def load(code: str, **rest: object) -> RuleSet:
        asked.append((code, rest))
        return rules

    assert read_problem(source, load).problem == replace(WHOLE, rules=rules)
    assert asked == [
        ("undang", {"capacity_category": "high", "assumed_caps": {2027: D("0.03")}, "years": range(2026, 2030)})
    ]


@pytest.mark.parametrize(("key", "place"), [("assumed_caps", "rules.assumed_caps"), (None, "rules")])
def test_what_a_rule_set_refuses_has_its_place(key: str | None, place: str) -> None:
    def load(code: str, **rest: object) -> RuleSet:
        raise PortfolioError(f"{code} has no cap", year=2027, rule="deficit", key=key)

    source = plain()
    source["rules"] = {"code": "undang", "capacity_category": "high"}
    with pytest.raises(PortfolioErrors) as refused:
        read_problem(source, load)
    assert [(e.key, str(e), e.year, e.rule) for e in refused.value.errors] == [
        (place, "undang has no cap", 2027, "deficit")
    ]


def test_every_kind_of_rule_is_read() -> None:
    source = plain()
    source["rules"]["rules"] += [
        {"kind": "term", "code": "term", "last_year": 2030},
        {"kind": "spending", "code": "roads", "tag": "roads", "minimum": D("0.1"), "of": "without_transfers"},
    ]
    source["rules"] |= {"valid_to": "2026-12-31", "sources": ["contoh"], "unconfirmed": ["stock"]}
    source["budgets"] += [{"year": year, "revenue": 1, "pad": 1, "dau": 1, "dbh": 1} for year in (2027, 2028, 2029)]
    for budget in source["budgets"]:
        budget.setdefault("tagged", {})["roads"] = 0
    found = read_problem(source).problem.rules
    assert WHOLE.rules is not None
    assert found == replace(
        WHOLE.rules,
        valid_to=date(2026, 12, 31),
        rules=(
            *WHOLE.rules.rules,
            TermRule("term", 2030),
            SpendingRule("roads", "roads", minimum=D("0.1"), of="without_transfers"),
        ),
        sources=("contoh",),
        unconfirmed=("stock",),
    )


def test_a_rule_on_spending_needs_to_be_told_what_is_spent() -> None:
    source = plain()
    source["rules"]["rules"] += [{"kind": "spending", "code": "staff", "tag": "staff", "maximum": D("0.3")}]
    source["budgets"] += [{"year": year, "revenue": 1, "pad": 1, "dau": 1, "dbh": 1} for year in (2027, 2028, 2029)]
    source["budgets"][-1]["tagged"] = {"staff": 0}
    with pytest.raises(PortfolioErrors) as refused:
        read_problem(source)
    (error,) = refused.value.errors
    assert str(error) == "`tagged` has no entry for 'staff' in 2026–2028 (0 if nothing is spent)"
    assert (error.key, error.year, error.rule) == ("budgets", 2026, "staff")


def _cost(value: object) -> Change:
    return lambda source: source["programmes"][0]["parts"][0]["profile"].__setitem__(1, value)


def _set(path: str, value: object) -> Change:
    """Return a change of one place, such as `programmes.0.name`."""

    def change(source: Any) -> None:
        *steps, last = [int(step) if step.isdecimal() and len(step) < 4 else step for step in path.split(".")]
        for step in steps:
            source = source[step]
        source[last] = value

    return change


def _without(path: str) -> Change:
    def change(source: Any) -> None:
        *steps, last = [int(step) if step.isdecimal() and len(step) < 4 else step for step in path.split(".")]
        for step in steps:
            source = source[step]
        del source[last]

    return change


PROFILE = "programmes[0].parts[0].profile[1]"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_cost(-5), (PROFILE, "-5 is negative", "jalan", None, None)),
        (_cost(D("NaN")), (PROFILE, "NaN is not a number", "jalan", None, None)),
        (_cost(float("inf")), (PROFILE, "Infinity is not finite", "jalan", None, None)),
        (_cost("20"), (PROFILE, "'20' is not a number", "jalan", None, None)),
        (_cost(True), (PROFILE, "true is not a number", "jalan", None, None)),
        (_cost(None), (PROFILE, "null is not a number", "jalan", None, None)),
        (
            _cost(10**15),
            (
                PROFILE,
                "1000000000000000 is too large: a number has at most 15 digits before the point",
                "jalan",
                None,
                None,
            ),
        ),
        (_cost(D("1E-99")), (PROFILE, "1E-99 has more than 12 decimals", "jalan", None, None)),
        (
            _cost(D("20.3")),
            (PROFILE, "20.3 is finer than the money's quantum 0.5 (set `quantum`)", "jalan", None, None),
        ),
        (
            _without("programmes.0.parts.0.profile"),
            ("programmes[0].parts[0]", "`profile` is missing", "jalan", None, None),
        ),
        (
            _set("programmes.0.parts.0.profile", []),
            ("programmes[0].parts[0].profile", "the list is empty", "jalan", None, None),
        ),
        (_without("programmes.0.parts"), ("programmes[0]", "`parts` is missing", "jalan", None, None)),
        (_set("programmes.0.parts", {}), ("programmes[0].parts", "an object is not a list", "jalan", None, None)),
        (
            _set("programmes.0.benefits", 3),
            ("programmes[0].benefits", "unknown key 'benefits' (did you mean 'benefit'?)", "jalan", None, None),
        ),
        (
            _set("programmes.0.must", "yes"),
            ("programmes[0].must", "'yes' is neither true nor false", "jalan", None, None),
        ),
        (
            _set("programmes.0.name", " "),
            ("programmes[0].name", "' ' is empty or cannot be printed", "jalan", None, None),
        ),
        (
            _set("programmes.3.name", "Air minum (contoh)"),
            (
                "programmes[3].name",
                "the programme's name 'Air minum (contoh)' is given again; it is that of programmes[1] already",
                "bus",
                None,
                None,
            ),
        ),
        (
            _set("sources.1.name", "PAD"),
            (
                "sources[1].name",
                "the source's name 'PAD' is given again; it is that of sources[0] already",
                None,
                None,
                None,
            ),
        ),
        (
            _set("budgets.1.year", 2025),
            (
                "budgets[1].year",
                "the budget of 2025 is given again; it is that of budgets[0] already",
                None,
                2025,
                None,
            ),
        ),
        (
            _set("programmes.1.parts.0.sources", []),
            ("programmes[1].parts[0].sources", "no source may pay for 'works': none is named", "air", None, None),
        ),
        (
            _set("programmes.3.parts.0.sources", ["dak"]),
            (
                "programmes[3].parts[0].sources",
                "no source may pay for 'fleet': 'dak' is only for roads; the programme has no tags",
                "bus",
                None,
                None,
            ),
        ),
        (
            _set("programmes.0.running.sources", ["padd"]),
            (
                "programmes[0].running.sources[0]",
                "unknown source 'padd' (did you mean 'pad'?)",
                "jalan",
                None,
                None,
            ),
        ),
        (
            _set("programmes.0.parts.0.name", "running"),
            (
                "programmes[0].parts[0].name",
                "the part's name 'running' is kept for the running cost",
                "jalan",
                None,
                None,
            ),
        ),
        (
            _set("programmes.2.start_years", [2027, 2040]),
            ("programmes[2].start_years[1]", "2040 is outside the plan (2026–2029)", "taman", 2040, None),
        ),
        (
            _set("programmes.3.parts.0.profile", [1] * 5),
            (
                "programmes[3].parts",
                "it takes 5 years: started in 2026 at the earliest, it would end after the plan (2026–2029)",
                "bus",
                2026,
                None,
            ),
        ),
        (
            _set("programmes.2.requires.0.code", "aire"),
            (
                "programmes[2].requires[0].code",
                "unknown programme 'aire' (did you mean 'air'?)",
                "taman",
                None,
                None,
            ),
        ),
        (
            _set("programmes.1.requires", [{"code": "taman"}]),
            (
                "programmes[2].requires",
                "prerequisites form a cycle: air → taman → air",
                "taman",
                None,
                None,
            ),
        ),
        (
            _set("programmes.1.requires", [{"code": "air"}]),
            ("programmes[1].requires", "prerequisites form a cycle: air → air", "air", None, None),
        ),
        (
            _without("weights.reach"),
            ("programmes[1].criteria.reach", "the criterion 'reach' has no weight", "air", None, None),
        ),
        (
            _set("programmes.1.parts.0.profile.0", 90),
            (
                "programmes[1].must",
                "it must be done, costs 90 in 2026, and the sources that may pay (pad) have 10; no other start helps",
                "air",
                2026,
                "must",
            ),
        ),
        (
            _set("sources.0.kind", "csh"),
            ("sources[0].kind", "unknown kind 'csh' (did you mean 'cash'?)", None, None, None),
        ),
        (
            _set("sources.1.ceilings.2030", 4),
            ("sources[1].ceilings.2030", "2030 is outside the plan (2026–2029)", None, 2030, None),
        ),
        (_set("sources.1.ceilings.2028", -4), ("sources[1].ceilings.2028", "-4 is negative", None, 2028, None)),
        (_set("sources.1.ceilings.soon", 4), ("sources[1].ceilings.soon", "'soon' is not a year", None, None, None)),
        (
            _set("sources.2.served_by", "bank"),
            ("sources[2].served_by", "unknown source 'bank' (known: pad, dak, pinjaman, mitra)", None, None, None),
        ),
        (
            _set("sources.3.served_by", "pinjaman"),
            (
                "sources[3].served_by",
                "'pinjaman' is itself a debt or an availability payment, and cannot serve another",
                None,
                None,
                None,
            ),
        ),
        (
            _set("sources.2.grace", 5),
            (
                "sources[2].grace",
                "a grace period of 5 years leaves none of 5 to repay the principal",
                None,
                None,
                None,
            ),
        ),
        (_set("sources.2.interest", 6), ("sources[2].interest", "6 is not a share from 0 to 1", None, None, None)),
        (
            _set("sources.2.tenor", D("2.5")),
            ("sources[2].tenor", "2.5 is not a whole number from 1 to 100", None, None, None),
        ),
        (
            _set("exclusive.0.0", "bis"),
            ("exclusive[0][0]", "unknown programme 'bis' (did you mean 'bus'?)", None, None, None),
        ),
        (
            _set("exclusive.0.0", "bus_kecil"),
            ("exclusive[0][1]", "'bus_kecil' is given again", "bus_kecil", None, None),
        ),
        (
            _set("limits.0.minimum", 3),
            ("limits[0]", "the minimum 3 is above the maximum 2", None, None, "dimension=mobility"),
        ),
        (
            _without("limits.0.maximum"),
            ("limits[0]", "neither `minimum` nor `maximum` is given", None, None, "dimension=mobility"),
        ),
        (
            _set("limits.0.maximum", D("1.5")),
            ("limits[0].maximum", "1.5 is not a whole number", None, None, "dimension=mobility"),
        ),
        (
            _set("limits.0.member", "mobilty"),
            (
                "limits[0].member",
                "no programme has 'mobilty' as its dimension (did you mean 'mobility'?)",
                None,
                None,
                "dimension=mobilty",
            ),
        ),
        (
            _set("limits.0.group", "district"),
            (
                "limits[0].group",
                "no programme has a group 'district' (known: dimension)",
                None,
                None,
                "district=mobility",
            ),
        ),
        (
            _without("rules.rules.2.caps.2028"),
            ("rules", "there is no cap for 2028", None, 2028, "deficit"),
        ),
        (
            _set("rules.rules.1.code", "stock"),
            (
                "rules.rules[1].code",
                "the rule's code 'stock' is given again; it is that of rules[0] already",
                None,
                None,
                "stock",
            ),
        ),
        (
            _set("rules.rules.1.minimum", 0),
            ("rules.rules[1].minimum", "0 is not above 0", None, None, None),
        ),
        (
            _without("rules.rules.1.kind"),
            ("rules.rules[1]", "`kind` is missing (known: stock, coverage, deficit, term, spending)", None, None, None),
        ),
        (_set("rules", "uu"), ("rules", "'uu' is not an object with names and values", None, None, None)),
        (
            _set("rules", {"code": "uu", "capacity_category": "high"}),
            ("rules.code", "no rule set is known by a code here", None, None, None),
        ),
        (_set("rules", {"code": "uu"}), ("rules", "`capacity_category` is missing", None, None, None)),
        (
            _set("rules.valid_from", "2026"),
            ("rules.valid_from", "'2026' is not a date such as 2026-01-31", None, None, None),
        ),
        (_set("years", 0), ("years", "0 is not a whole number from 1 to 100", None, None, None)),
        (_set("programmes", []), ("programmes", "the list is empty", None, None, None)),
        (_set("years", 1000), ("years", "1000 is not a whole number from 1 to 100", None, None, None)),
        (_set("first_year", 26), ("first_year", "26 is not a year", None, None, None)),
        (_set("quantum", 0), ("quantum", "0 is not above 0", None, None, None)),
        (_set("discount", 2), ("discount", "2 is not a share from 0 to 1", None, None, None)),
        (_set("budgets_after", "none"), ("budgets_after", "unknown word 'none' (known: same)", None, None, None)),
        (
            _set("programme", []),
            ("programme", "unknown key 'programme' (did you mean 'programmes'?)", None, None, None),
        ),
        (_without("name"), ("name", "`name` is missing", None, None, None)),
    ],
)
def test_what_is_wrong_is_named_with_place_programme_year_and_rule(change: Change, says: object) -> None:
    assert refusals(change)[0] == says


def test_two_exclusive_programmes_cannot_both_be_done() -> None:
    def change(source: Any) -> None:
        source["programmes"][3]["must"] = source["programmes"][4]["must"] = True

    assert refusals(change) == [
        ("exclusive[0]", "'bus' and 'bus_kecil' must be done, and exclude each other", "bus", None, "exclusive"),
    ]


def test_musts_that_each_could_be_paid_but_not_together_are_refused() -> None:
    def change(source: Any) -> None:
        source["programmes"][1]["parts"][0]["profile"] = [10, 10, 10]
        source["programmes"][4]["parts"][0]["profile"] = [11]
        source["programmes"][4]["must"] = True

    message = (
        "what must be done costs at least 41 (air 30, bus_kecil 11); all money that may pay for it in 2026–2029 is 40"
    )
    assert refusals(change) == [("programmes", message, "air", None, "must")]


def test_years_without_a_budget_are_named_for_each_rule_that_needs_them() -> None:
    hint = '(`budgets_after: "same"` holds the last one)'
    assert refusals(_without("budgets_after")) == [
        ("budgets", f"there is no budget of 2027–2034 {hint}", None, 2027, "stock"),
        ("budgets", f"there is no budget of 2027–2034 {hint}", None, 2027, "dscr"),
        ("budgets", f"there is no budget of 2027–2029 {hint}", None, 2027, "deficit"),
    ]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    def change(source: Any) -> None:
        source["programmes"][0]["parts"][0]["profile"] = [D("NaN"), -1]
        source["programmes"][1]["requires"] = [{"code": "taman"}]
        source["programmes"][3]["code"] = "bus_kecil"
        source["programmes"][4]["requires"] = [{"code": "jalan"}]  # it is there, though it cannot be read
        source["sources"][1]["ceilings"]["2027"] = -8
        source["limits"][0]["minimum"] = 3
        source["nmae"] = "x"

    assert [(key, message) for key, message, *_ in refusals(change)] == [
        ("nmae", "unknown key 'nmae' (did you mean 'name'?)"),
        ("programmes[0].parts[0].profile[0]", "NaN is not a number"),
        ("programmes[0].parts[0].profile[1]", "-1 is negative"),
        ("sources[1].ceilings.2027", "-8 is negative"),
        ("programmes[4].code", "the programme's code 'bus_kecil' is given again; it is that of programmes[3] already"),
        ("programmes[2].requires", "prerequisites form a cycle: air → taman → air"),
        ("exclusive[0][0]", "unknown programme 'bus' (known: jalan, air, taman, bus_kecil)"),
        ("limits[0]", "the minimum 3 is above the maximum 2"),
    ]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([], [("", "a list is not an object with names and values")]),
        (None, [("", "null is not an object with names and values")]),
        (
            {},
            [
                (name, f"`{name}` is missing")
                for name in ("name", "unit", "first_year", "years", "programmes", "sources")
            ],
        ),
    ],
)
def test_what_is_no_problem_is_refused(given: object, says: object) -> None:
    with pytest.raises(PortfolioErrors) as refused:
        read_problem(given)
    assert [(error.key, str(error)) for error in refused.value.errors] == says


def test_a_long_chain_of_prerequisites_is_no_circle_and_its_closing_is_one() -> None:
    source = plain()
    part = {"name": "works", "profile": [0], "sources": []}
    source["programmes"] += [
        {"code": f"p{at}", "name": f"P {at}", "parts": [part], "requires": [{"code": f"p{at + 1}"}]}
        for at in range(2000)
    ]
    source["programmes"].append({"code": "p2000", "name": "P 2000", "parts": [part]})
    assert len(read_problem(source).problem.programmes) == 2006
    source["programmes"][-1]["requires"] = [{"code": "p0"}]
    with pytest.raises(PortfolioErrors) as refused:
        read_problem(source)
    (error,) = refused.value.errors
    assert str(error).startswith("prerequisites form a cycle: p0 → p1 → p2 → ")
