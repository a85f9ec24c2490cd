"""The prioritisation plane: a worked example, its rules for ties and the line, and its laws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.portfolio import prioritisation
from engines.portfolio.errors import PortfolioError
from engines.portfolio.prioritisation import (
    AXES,
    QUADRANTS,
    BudgetLine,
    Candidate,
    Criterion,
    Place,
    Plane,
    Steadiness,
    plane_of,
    steadiness,
)
from tests.examples import examples

D = Decimal
LAW = examples(60)

# Two criteria on the social axis (3 : 1, of jobs more and of people moved less is better), one on the financial.
CRITERIA = (Criterion("jobs", "sei", 3), Criterion("moved", "sei", 1, less_is_better=True), Criterion("eirr", "fei", 1))


def a_candidate(code: str, cost: str, jobs: float = 0, moved: float = 0, eirr: float = 0) -> Candidate:
    return Candidate(code, D(cost), {"jobs": jobs, "moved": moved, "eirr": D(str(eirr))})


FOUR = (
    a_candidate("road", "40", jobs=100, moved=50, eirr=0.14),
    a_candidate("school", "30", jobs=80, moved=0, eirr=0.06),
    a_candidate("port", "50", jobs=20, moved=100, eirr=0.20),
    a_candidate("office", "20", jobs=0, moved=50, eirr=0.05),
)


def codes(plane: Plane) -> dict[str, str]:
    return {place.project: place.quadrant for place in plane.places}


def test_a_worked_example() -> None:
    """SEI by hand: road (3 × 100 + 50) / 4, school (3 × 80 + 100) / 4, port 3 × 20 / 4, office 50 / 4.

    Of 90, the social axis pays road and school (70) and not the port's 50; the financial pays port and road (90).
    """
    assert plane_of(FOUR, CRITERIA, D(90)) == Plane(
        places=(
            Place("road", 87.5, 60.0, "A"),
            Place("school", 85.0, 6.666666667, "B"),
            Place("port", 15.0, 100.0, "C"),
            Place("office", 12.5, 0.0, "D"),
        ),
        lines={
            "sei": BudgetLine(85.0, D(70), ("port",), D(30)),
            "fei": BudgetLine(60.0, D(90), ("school",), D(30)),
        },
        constant=(),
    )


def test_below_the_line_nothing_is_paid_even_if_it_would_fit() -> None:
    plane = plane_of(FOUR, CRITERIA, D(95))  # the office's 20 would fit on the social axis, below the port's 50
    assert plane.lines["sei"] == BudgetLine(85.0, D(70), ("port",), D(25))
    assert codes(plane)["office"] == "D"


def test_projects_with_the_same_index_are_above_together_or_not_at_all() -> None:
    twins = (*FOUR, replace(FOUR[1], code="clinic"))
    short, enough = plane_of(twins, CRITERIA, D("99.99")), plane_of(twins, CRITERIA, D(100))
    assert short.lines["sei"] == BudgetLine(87.5, D(40), ("school", "clinic"), D("0.01"))
    assert codes(short) == {"road": "A", "school": "D", "clinic": "D", "port": "C", "office": "D"}
    assert codes(enough) == {"road": "A", "school": "B", "clinic": "B", "port": "C", "office": "D"}


def test_with_no_money_all_is_below_and_with_enough_all_is_above() -> None:
    nothing, all_ = plane_of(FOUR, CRITERIA, D(0)), plane_of(FOUR, CRITERIA, D(140))
    assert set(codes(nothing).values()) == {"D"}
    assert nothing.lines["fei"] == BudgetLine(None, D(0), ("port",), D(50))
    assert set(codes(all_).values()) == {"A"}
    assert all_.lines["sei"] == BudgetLine(12.5, D(140), (), D(0))


def test_a_criterion_that_tells_nobody_apart_has_no_part_and_is_named() -> None:
    criteria = (*CRITERIA, Criterion("alike", "sei", 10))
    alike = [replace(some, values={**some.values, "alike": 7}) for some in FOUR]
    assert plane_of(alike, criteria, D(90)) == replace(plane_of(FOUR, CRITERIA, D(90)), constant=("alike",))


def test_money_is_added_exactly() -> None:
    tenths = [a_candidate(f"p{at}", "0.1", jobs=at, moved=at, eirr=at) for at in range(10)]
    criteria = (Criterion("jobs", "sei", 1), Criterion("eirr", "fei", 1))
    assert plane_of(tenths, criteria, D("0.3")).lines["sei"].spent == D("0.3")  # 0.1 + 0.1 + 0.1 > 0.3 in floats


def test_steadiness_says_how_often_a_quadrant_changes() -> None:
    """The office passes the port, and then fits, if 50 v > 20 w.

    With w = 3 (1 + a/10) and v = 1 + b/10 that is b > 2 + 1.2 a: of the square −1…1 a triangle with the sides 1/5 and
    1/6, which is 1 in 240. The school passes the road if 50 v > 20 w as well, which changes no quadrant.
    """
    road, school, port, office = steadiness(FOUR, CRITERIA, D(90), noise=0.1, samples=24_000, seed=1)
    assert [road.changed, school.changed, port.changed] == [0, 0, 0]
    assert office.changed == office.shares["B"] == pytest.approx(1 / 240, abs=0.001)
    assert office.shares["D"] == pytest.approx(1 - office.changed)


def test_a_project_at_the_edge_changes_about_half_of_the_time() -> None:
    """One is 100 on the first criterion, the other on the second, equal weights: a coin is thrown for the line."""
    edge = (
        Candidate("one", D(10), {"a": 10, "b": 0, "f": 1}),
        Candidate("two", D(10), {"a": 0, "b": 10, "f": 0}),
    )
    criteria = (Criterion("a", "sei", 1), Criterion("b", "sei", 1), Criterion("f", "fei", 1))
    assert codes(plane_of(edge, criteria, D(10))) == {"one": "C", "two": "D"}  # a tie that does not fit
    one, two = steadiness(edge, criteria, D(10), noise=0.1, samples=4000, seed=5)
    assert (one.shares["B"], one.shares["D"], two.shares["A"], two.shares["C"]) == (0, 0, 0, 0)
    assert one.shares["A"] + two.shares["B"] == 1
    assert 0.47 < one.changed < 0.53


def test_without_noise_nothing_changes() -> None:
    for each in steadiness(FOUR, CRITERIA, D(90), noise=0, samples=10, seed=3):
        assert each == Steadiness(
            each.project, each.quadrant, {**dict.fromkeys(QUADRANTS, 0.0), each.quadrant: 1.0}, 0.0
        )


def test_the_size_of_blocks_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> tuple[Steadiness, ...]:
        return steadiness(FOUR, CRITERIA, D(90), noise=0.9, samples=333, seed=11)

    whole = run()
    monkeypatch.setattr(prioritisation, "CELLS", 28)
    assert run() == whole
    assert any(each.changed for each in whole)


@pytest.mark.parametrize(
    ("candidates", "criteria", "budget", "message"),
    [
        ((), CRITERIA, "90", "there is no project"),
        (FOUR, (), "90", "there is no criterion"),
        ((*FOUR, FOUR[0]), CRITERIA, "90", "project 'road' is there twice"),
        (FOUR, (*CRITERIA, CRITERIA[0]), "90", "criterion 'jobs' is there twice"),
        (FOUR, CRITERIA[:2], "90", "apart on the axis FEI"),
        (FOUR[:1], CRITERIA, "90", "apart on the axis SEI"),
        (FOUR, (replace(CRITERIA[0], weight=-1), *CRITERIA[1:]), "90", "weight of 'jobs' is -1"),
        (FOUR, (replace(CRITERIA[0], weight=nan), *CRITERIA[1:]), "90", "weight of 'jobs' is nan"),
        ((*FOUR, Candidate("bare", D(1), {"jobs": 1, "moved": 1})), CRITERIA, "90", "'bare': the value of 'eirr' is"),
        ((*FOUR, a_candidate("odd", "1", jobs=nan)), CRITERIA, "90", "'odd': the value of 'jobs' is nan"),
        ((*FOUR, a_candidate("free", "0")), CRITERIA, "90", "'free': the cost is 0"),
        ((*FOUR, a_candidate("vague", "NaN")), CRITERIA, "90", "'vague': the cost is NaN"),
        (FOUR, CRITERIA, "-1", "the budget is -1"),
        ((*FOUR, a_candidate("vast", "1E+30")), CRITERIA, "90", "more than can be added exactly"),
    ],
)
def test_what_makes_no_plane_is_refused(
    candidates: Sequence[Candidate], criteria: Sequence[Criterion], budget: str, message: str
) -> None:
    with pytest.raises(PortfolioError, match=message):
        plane_of(candidates, criteria, D(budget))


@pytest.mark.parametrize(("noise", "samples", "message"), [(1.0, 10, "cannot vary by 1.0"), (0.1, 0, "at least one")])
def test_a_sensitivity_without_sense_is_refused(noise: float, samples: int, message: str) -> None:
    with pytest.raises(PortfolioError, match=message):
        steadiness(FOUR, CRITERIA, D(90), noise=noise, samples=samples, seed=1)


# --- laws


@st.composite
def some_candidates(draw: st.DrawFn) -> list[Candidate]:
    """Give candidates with small numbers, so that ties are common, of which two differ in everything."""
    number = st.integers(0, 6)
    more = draw(st.lists(st.tuples(st.integers(1, 9), number, number, number), max_size=6))
    rows = [(3, 0, 6, 0), (4, 6, 0, 6), *more]
    return [a_candidate(f"p{at}", str(cost), *values) for at, (cost, *values) in enumerate(rows)]


budgets = st.integers(0, 60).map(Decimal)


@LAW
@given(some_candidates(), budgets)
def test_what_is_above_a_line_is_paid_for_and_the_next_would_not_be(some: list[Candidate], budget: Decimal) -> None:
    plane = plane_of(some, CRITERIA, budget)
    cost = {each.code: each.cost for each in some}
    for axis, quadrants in zip(AXES, ("AB", "AC"), strict=True):
        line = plane.lines[axis]
        above = [place for place in plane.places if place.quadrant in quadrants]
        below = [place for place in plane.places if place.quadrant not in quadrants]
        assert line.spent == sum((cost[place.project] for place in above), D(0)) <= budget
        assert line.index == min((getattr(place, axis) for place in above), default=None)
        assert all(getattr(place, axis) < line.index for place in below if line.index is not None)
        if below:
            assert line.spent + sum(cost[code] for code in line.straddling) - budget == line.missing > 0


@LAW
@given(some_candidates(), budgets, budgets)
def test_more_money_takes_nothing_down(some: list[Candidate], budget: Decimal, more: Decimal) -> None:
    before, after = plane_of(some, CRITERIA, budget), plane_of(some, CRITERIA, budget + more)
    for old, new in zip(before.places, after.places, strict=True):
        assert (old.quadrant not in "AB") or new.quadrant in "AB"
        assert (old.quadrant not in "AC") or new.quadrant in "AC"


@LAW
@given(some_candidates(), budgets)
def test_the_order_of_projects_changes_nothing(some: list[Candidate], budget: Decimal) -> None:
    turned = some[::-1]
    plane, other = plane_of(some, CRITERIA, budget), plane_of(turned, CRITERIA, budget)
    assert plane.places == other.places[::-1]
    first = steadiness(some, CRITERIA, budget, noise=0.3, samples=20, seed=2)
    assert first == steadiness(turned, CRITERIA, budget, noise=0.3, samples=20, seed=2)[::-1]


@LAW
@given(some_candidates(), budgets, st.integers(1, 1000), st.integers(-50, 50))
def test_units_of_a_criterion_do_not_matter(some: list[Candidate], budget: Decimal, factor: int, shift: int) -> None:
    def moved(value: Decimal | float) -> float:
        return float(value) * factor + shift

    other = [replace(each, values={**each.values, "jobs": moved(each.values["jobs"])}) for each in some]
    assert plane_of(other, CRITERIA, budget).places == plane_of(some, CRITERIA, budget).places
