"""Instruments: what they refuse, what is no score, and laws that hold for every tree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.scoring.errors import ScoringError
from engines.scoring.instruments import (
    Band,
    Evidence,
    Formula,
    Goalposts,
    Group,
    Indicator,
    Instrument,
    Name,
    NoScore,
    Rounding,
    Scale,
    Source,
    bands_at,
    evaluate,
    evaluate_unit,
    extent,
    rounded,
)

NAME = Name("Uji", "Test")
LEVELS = Scale(1, 5, "level")
LAW = settings(deadline=None)


def level(code: str, weight: str | None = None, scale: Scale = LEVELS) -> Indicator:
    return Indicator(code, NAME, scale, weight=Fraction(weight) if weight else None)


def weighted(*parts: Indicator, total: str = "100") -> Group:
    return Group("top", NAME, Formula.WEIGHTED_MEAN, parts, total=Fraction(total))


INDEX = weighted(level("a", "25"), level("b", "75"))
INSTRUMENT = Instrument(
    code="uji",
    version="1",
    name=NAME,
    legal_basis="none",
    valid_from=date(2020, 1, 1),
    valid_to=None,
    validity=Evidence(),
    sources=(Source("s", "a source", legal=True),),
    index=INDEX,
    digits=2,
    rounding=Rounding.HALF_UP,
    bands=(Band("low", NAME, 1), Band("high", NAME, 3.5)),
)


def test_every_part_has_its_unrounded_and_its_published_value_and_the_index_a_band() -> None:
    score = evaluate_unit(INSTRUMENT, {"a": 2, "b": 3.999}, unit="Kota Uji")
    assert (score.unit, score.value, score.published) == ("Kota Uji", 3.49925, 3.5)
    assert score.band == INSTRUMENT.bands[1]
    assert score.parts == {"top": (3.49925, 3.5), "a": (2.0, 2.0), "b": (3.999, 4.0)}
    assert (score.outcome, score.missing) == (None, ())


def test_many_units_are_computed_at_once_and_each_has_its_own_outcome() -> None:
    scores = evaluate(
        INSTRUMENT,
        {"a": [1, 5, None, 3], "b": [1, 5, 3, 3]},
        units=["w", "x", "y", "z"],
        outcomes={"z": NoScore.NOT_ASSESSED},
    )
    np.testing.assert_array_equal(scores.published["top"], [1, 5, np.nan, np.nan])
    assert scores.bands.tolist() == [0, 1, -1, -1]
    assert scores.outcomes == (None, None, NoScore.MISSING, NoScore.NOT_ASSESSED)
    assert (scores.of("y").missing, scores.of("y").published, scores.of("y").band) == (("a",), None, None)
    assert scores.of("y").parts["b"] == (3.0, 3.0)


def test_an_indicator_without_a_column_is_missing_and_no_zero() -> None:
    score = evaluate_unit(INSTRUMENT, {"a": 5})
    assert (score.value, score.outcome, score.missing) == (None, NoScore.MISSING, ("b",))


def test_a_decision_counts_whatever_was_observed() -> None:
    score = evaluate_unit(INSTRUMENT, {"a": 5, "b": 5}, outcome=NoScore.NIL)
    assert (score.value, score.outcome) == (None, NoScore.NIL)


@pytest.mark.parametrize(
    ("observed", "message"),
    [
        ({"a": [1, 6], "b": [1, 1]}, "a of 'x' is 6, outside its scale: 1 to 5 level"),
        ({"a": [1, 0], "b": [1, 1]}, "a of 'x' is 0, outside its scale: 1 to 5 level"),
        ({"a": [1, float("inf")], "b": [1, 1]}, "a of 'x' is inf, outside its scale: 1 to 5 level"),
        ({"aa": [1, 1]}, "uji 1 has no indicator 'aa' (did you mean 'a'?)"),
        ({"a": ["1", 2]}, "a: '1' is not a number"),
        ({"a": [True, None]}, "a: 'True' is not a number"),
        ({"a": [1]}, "a has 1 values for 2 units"),
        ({"a": 1}, "a: a column is a list of numbers, one per unit"),
    ],
)
def test_what_cannot_be_is_refused_with_unit_and_indicator(observed: dict[str, object], message: str) -> None:
    with pytest.raises(ScoringError) as refused:
        evaluate(INSTRUMENT, observed, units=["w", "x"])
    assert str(refused.value) == message
    assert refused.value.indicator in observed
    assert refused.value.unit == ("x" if "of 'x'" in message else None)


def test_a_unit_twice_or_an_outcome_for_no_unit_is_refused() -> None:
    with pytest.raises(ScoringError, match="the unit 'w' comes twice"):
        evaluate(INSTRUMENT, {"a": [1, 1]}, units=["w", "w"])
    with pytest.raises(ScoringError, match=r"no unit 'Kota Ujj' \(did you mean 'Kota Uji'\?\)"):
        evaluate(INSTRUMENT, {"a": [1]}, units=["Kota Uji"], outcomes={"Kota Ujj": NoScore.NIL})
    with pytest.raises(ScoringError, match="no unit 'v'"):
        evaluate(INSTRUMENT, {"a": [1]}, units=["w"]).of("v")


def test_a_scale_of_whole_numbers_refuses_others_and_an_open_one_has_no_upper_end() -> None:
    whole = replace(INSTRUMENT, index=level("a", scale=Scale(1, 5, whole=True)))
    assert evaluate_unit(whole, {"a": 3}).value == 3
    with pytest.raises(ScoringError, match=r"a of '1' is 3.5, outside its scale: whole numbers 1 to 5"):
        evaluate_unit(whole, {"a": 3.5})
    unknown = replace(INSTRUMENT, index=level("a", scale=Scale(0, None)), bands=())
    assert evaluate_unit(unknown, {"a": 1000}).value == 1000
    with pytest.raises(ScoringError, match="outside its scale: 0 and up"):
        evaluate_unit(unknown, {"a": -1})


def test_a_geometric_mean_refuses_what_is_not_above_zero() -> None:
    scale = Scale(0, 10)
    parts = tuple(Indicator(code, NAME, scale, Goalposts(0, 10)) for code in "ab")
    mean = replace(INSTRUMENT, index=Group("top", NAME, Formula.GEOMETRIC_MEAN, parts), bands=())
    assert evaluate_unit(mean, {"a": 4, "b": 9}).published == 60
    with pytest.raises(ScoringError, match="b of '1' is 0, not above 0: the geometric mean top needs it"):
        evaluate_unit(mean, {"a": 4, "b": 0})


def test_weights_that_do_not_add_up_are_refused() -> None:
    press = zip("abcde", ("10", "20", "40", "30", "20"), strict=True)  # as a paper printed them for 2022
    with pytest.raises(ScoringError, match="'top' has weights that add up to 120; they should make 100"):
        weighted(*(level(code, weight) for code, weight in press))
    with pytest.raises(ScoringError, match="needs a weight above 0 for each of its parts"):
        weighted(level("a", "100"), level("b"))


@pytest.mark.parametrize(
    ("formula", "parts", "message"),
    [
        (Formula.FACTOR, (level("a"),), "needs one part and a factor above 0"),
        (Formula.ARITHMETIC_MEAN, (level("a", "1"),), "weights, which its arithmetic_mean does not use"),
        (Formula.GEOMETRIC_MEAN, (), "has no parts"),
        (Formula.WEIGHTED_MEAN, (level("a", "1"),), "no total is given"),
    ],
)
def test_parts_that_do_not_fit_their_formula_are_refused(
    formula: Formula, parts: tuple[Indicator, ...], message: str
) -> None:
    with pytest.raises(ScoringError, match=message):
        Group("top", NAME, formula, parts)


def test_scales_and_goalposts_that_do_not_rise_are_refused() -> None:
    with pytest.raises(ScoringError, match="a scale from 5 to 5 does not rise"):
        Scale(5, 5)
    with pytest.raises(ScoringError, match="goalposts from 9 to 2 do not rise"):
        Goalposts(9, 2)
    with pytest.raises(ScoringError, match="goalposts that begin at 0 have no logarithm"):
        Goalposts(0, 2, log=True)
    with pytest.raises(ScoringError, match="the scale of 'a' has no logarithm: 0 to 5"):
        Indicator("a", NAME, Scale(0, 5), Goalposts(1, 2, log=True))


def test_an_instrument_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ScoringError, match="the code 'a' is used for two parts"):
        replace(INSTRUMENT, index=weighted(level("a", "50"), level("a", "50")))
    with pytest.raises(ScoringError, match="validity names the source 'x', which is not listed"):
        replace(INSTRUMENT, validity=Evidence(("x",)))
    with pytest.raises(ScoringError, match="it ends before it begins"):
        replace(INSTRUMENT, valid_to=date(2019, 1, 1))
    with pytest.raises(ScoringError, match="the index goes from 1 to 5, but its bands begin at 2 and the last at 2"):
        replace(INSTRUMENT, bands=(Band("high", NAME, 2),))
    with pytest.raises(ScoringError, match="the bands do not rise"):
        replace(INSTRUMENT, bands=tuple(reversed(INSTRUMENT.bands)))


def test_a_band_is_found_by_its_lower_bound_and_there_is_none_below_the_index_or_without_bands() -> None:
    published = np.array([np.nan, 0.99, 1, 3.49, 3.5, 5])
    assert bands_at(INSTRUMENT, published).tolist() == [-1, -1, 0, 0, 1, 1]
    assert bands_at(replace(INSTRUMENT, bands=()), published).tolist() == [-1] * 6


observations = st.integers(100, 500).map(lambda hundredths: hundredths / 100)
shares = st.integers(1, 99)


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    formula = draw(st.sampled_from([Formula.WEIGHTED_MEAN, Formula.ARITHMETIC_MEAN, Formula.GEOMETRIC_MEAN]))
    if formula is not Formula.WEIGHTED_MEAN:
        return replace(INSTRUMENT, index=Group("top", NAME, formula, (level("a"), level("b"))))
    share = draw(shares)
    return replace(INSTRUMENT, index=weighted(level("a", str(share)), level("b", str(100 - share))))


@LAW
@given(instruments(), observations, observations)
def test_an_index_lies_between_its_smallest_and_its_largest_indicator(
    instrument: Instrument, a: float, b: float
) -> None:
    value = evaluate_unit(instrument, {"a": a, "b": b}).value
    assert value is not None
    assert min(a, b) - 1e-12 <= value <= max(a, b) + 1e-12


@LAW
@given(instruments(), observations, observations, observations)
def test_raising_a_level_never_lowers_the_index(instrument: Instrument, a: float, b: float, other: float) -> None:
    scores = evaluate(instrument, {"a": sorted([a, other]), "b": [b, b]})
    before, after = scores.values["top"]
    assert after >= before - 1e-12
    assert scores.published["top"][1] >= scores.published["top"][0]
    assert scores.bands[1] >= scores.bands[0]


@LAW
@given(shares, observations, observations)
def test_rounding_is_that_of_exact_decimals(share: int, a: float, b: float) -> None:
    instrument = replace(INSTRUMENT, index=weighted(level("a", str(share)), level("b", str(100 - share))))
    exact = (share * Decimal(str(a)) + (100 - share) * Decimal(str(b))) / 100
    for rounding, decimal in ((Rounding.HALF_UP, ROUND_HALF_UP), (Rounding.DOWN, ROUND_DOWN)):
        published = evaluate_unit(replace(instrument, rounding=rounding), {"a": a, "b": b}).published
        assert published == float(exact.quantize(Decimal("0.01"), rounding=decimal))


def test_a_tie_that_floats_miss_is_still_a_tie() -> None:
    tie = np.array([1.005])
    assert tie[0] * 100 < 100.5
    assert (rounded(tie, 2, Rounding.HALF_UP)[0], rounded(tie, 2, Rounding.DOWN)[0]) == (1.01, 1.0)


@LAW
@given(instruments())
def test_no_unit_leaves_the_extent_of_its_index(instrument: Instrument) -> None:
    assert extent(instrument.index) == (1, 5)
