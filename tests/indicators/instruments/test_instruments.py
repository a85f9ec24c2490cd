"""The instruments of the files: published examples, published tables, and what a file must not do."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engines.scoring.errors import ScoringError
from engines.scoring.instruments import (
    Band,
    Formula,
    Group,
    Instrument,
    NoScore,
    Rounding,
    bands_at,
    evaluate,
    evaluate_unit,
    extent,
    rounded,
    walk,
)
from jejaring.indicators.instruments import instruments as files
from jejaring.indicators.instruments.instruments import checked, in_force, instrument, instruments, read, versions

IPM, IPM_OLD = instrument("ipm", "2014"), instrument("ipm", "1996")
SPBE, PEMDI = instrument("spbe", "2020"), instrument("pemdi", "2026")
SKM, SKM_OLD = instrument("skm", "2017"), instrument("skm", "2004")
SMART_CITY, SMART_CITY_A = instrument("smart_city", "2022"), instrument("smart_city", "variant_a")
IPP = instrument("ipp", "2022")

FIGURES = Path(files.__file__).parents[1] / "data" / "ipm.csv"
ELEMENTS = {"u1": 3.5, "u2": 3.4, "u3": 3.3, "u4": 3.9, "u5": 3.5, "u6": 3.6, "u7": 3.7, "u8": 3.8, "u9": 3.4}
KEDIRI = {"baseline": 3.60, "output": 3.21, "outcome": 3.23, "impact": 3.07, "quick_win": 3.65}


def weights(top: Instrument, code: str) -> list[Fraction]:
    group = next(part for part in walk(top.index) if part.code == code)
    assert isinstance(group, Group)
    return [part.weight for part in group.parts if part.weight]


def bands(one: Instrument, published: Iterable[float]) -> list[Band]:
    """Return the bands of published values."""
    return [one.bands[at] for at in bands_at(one, np.array(list(published)))]


# IPM


@pytest.mark.parametrize(
    ("region", "uhh", "hls", "rls", "ppk", "health", "education", "expenditure", "computed", "published"),
    [
        ("Kota Surabaya 2017", 73.88, 14.41, 10.45, 16_726_000, 82.89, 74.86, 85.85, 81.067, 81.07),
        ("Kab. Banyuwangi 2023", 73.93, 13.12, 7.76, 12_820_000, 82.97, 62.31, 77.73, 73.794, 73.79),
        ("Kab. Banyuwangi 2022", 73.67, 13.11, 7.66, 12_320_000, 82.57, 61.95, 76.51, 73.147, 73.15),
        ("Prov. Banten 2016", 69.46, 12.70, 8.37, 11_470_000, 76.09, 63.18, 74.33, 70.961, 70.96),
        ("Indonesia 2024", 74.15, 13.21, 8.85, 12_341_000, 83.31, 66.19, 76.56, 75.020, 75.02),
        ("Indonesia 2023", 73.93, 13.15, 8.77, 11_899_000, 82.97, 65.76, 75.45, 74.390, 74.39),
        ("Indonesia 2018", 71.20, 12.91, 8.17, 11_060_000, 78.77, 63.09, 73.21, 71.392, 71.39),
        ("Prov. Jawa Timur 2016", 70.74, 12.98, 7.23, 10_720_000, 78.06, 60.16, 72.26, 69.749, 69.74),
    ],
)
def test_published_ipm_are_reproduced_step_by_step(
    region: str,
    uhh: float,
    hls: float,
    rls: float,
    ppk: float,
    health: float,
    education: float,
    expenditure: float,
    computed: float,
    published: float,
) -> None:
    score = evaluate_unit(IPM, {"uhh": uhh, "hls": hls, "rls": rls, "ppk": ppk}, unit=region)
    dimensions = [score.parts[code][1] for code in ("uhh", "education", "ppk")]
    assert dimensions == [health, education, expenditure]
    assert score.value == pytest.approx(computed, abs=0.0005)
    assert score.published == pytest.approx(published, abs=0.02 if ppk % 10_000 == 0 else 0.001)


def test_jawa_timur_2016_is_69_75_only_because_its_spending_was_printed_in_millions() -> None:
    printed = {"uhh": 70.74, "hls": 12.98, "rls": 7.23}
    spending = {million: evaluate_unit(IPM, {**printed, "ppk": million * 1e6}).published for million in (10.72, 10.715)}
    assert spending == {10.72: 69.75, 10.715: 69.74}  # 69.74 is published; 10.715 million is also printed as 10.72


def test_ipm_reproduces_the_published_column_of_all_regencies_and_cities() -> None:
    with FIGURES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    observed = {code: [float(row[code]) for row in rows] for code in ("uhh", "hls", "rls")}
    observed["ppk"] = [float(row["ppk_thousand"]) * 1000 for row in rows]
    scores = evaluate(IPM, observed, units=[f"{row['region']} {row['year']}" for row in rows])
    published = np.array([float(row["ipm"]) for row in rows])
    differ = scores.published["ipm"] != published
    assert (len(rows), int((~differ).sum())) == (1542, 1541)
    listed = [
        (scores.units[row], published[row], scores.published["ipm"][row], round(float(scores.values["ipm"][row]), 4))
        for row in np.flatnonzero(differ)
    ]
    assert listed == [("65.01 2019", 71.66, 71.65, 71.6548)]


def test_the_one_ipm_that_differs_lies_within_the_last_digit_of_its_printed_components() -> None:
    bulungan = {"uhh": 72.6, "hls": 12.99, "rls": 8.93}  # Kabupaten Bulungan 2019, spending printed as 9,648 thousand
    spending = {ppk: evaluate_unit(IPM, {**bulungan, "ppk": ppk}).published for ppk in (9_648_000, 9_648_499)}
    assert spending == {9_648_000: 71.65, 9_648_499: 71.66}


def test_ipm_has_four_classes_with_their_edges() -> None:
    classes = [band.name.id for band in bands(IPM, (0, 59.99, 60, 69.99, 70, 79.99, 80, 100))]
    assert classes == ["Rendah"] * 2 + ["Sedang"] * 2 + ["Tinggi"] * 2 + ["Sangat tinggi"] * 2


def test_ipm_refuses_thousand_rupiah_in_the_place_of_rupiah() -> None:
    with pytest.raises(ScoringError) as refused:
        evaluate_unit(IPM, {"uhh": 74.15, "hls": 13.21, "rls": 8.85, "ppk": 12341}, unit="Indonesia")
    assert str(refused.value) == (
        "ppk of 'Indonesia' is 12,341, outside its scale: "
        "1,007,436 to 26,572,352 rupiah per person per year at prices of 2012"
    )


def test_the_old_ipm_is_the_mean_of_three_with_two_thirds_of_literacy() -> None:
    score = evaluate_unit(IPM_OLD, {"ahh": 70, "amh": 93, "rls15": 7.5, "purchasing_power": 60})
    assert score.parts["education"][1] == 78.67
    assert score.value == pytest.approx((75 + (2 * 93 + 50) / 3 + 60) / 3)
    assert IPM_OLD.bands == ()


def test_series_with_another_source_of_life_expectancy_are_told_apart() -> None:
    assert [(series.version, series.first_year) for series in IPM.series] == [("SP2010", 2010), ("SP2020-LF", 2020)]


# SPBE and Pemdi


def test_spbe_weights_add_up_to_a_hundred_and_to_each_domain_and_aspect() -> None:
    domains = {"d1": ["a1"], "d2": ["a2", "a3", "a4"], "d3": ["a5", "a6"], "d4": ["a7", "a8"]}
    assert weights(SPBE, "spbe") == [13, 25, Fraction("16.5"), Fraction("45.5")]
    assert [float(sum(weights(SPBE, domain))) for domain in domains] == [13, 25, 16.5, 45.5]
    aspects = [float(sum(weights(SPBE, aspect))) for listed in domains.values() for aspect in listed]
    assert aspects == [13, 10, 10, 5, 12, 4.5, 27.5, 18]
    own = [indicator.weight for indicator in SPBE.indicators if indicator.weight]
    assert (len(own), sum(own)) == (47, 100)


def test_pemdi_weights_add_up_to_a_hundred_and_to_each_aspect() -> None:
    assert weights(PEMDI, "pemdi") == [10, 10, 15, 15, 10, 15, 25]
    assert [sum(weights(PEMDI, f"a{number}")) for number in range(1, 8)] == weights(PEMDI, "pemdi")
    assert weights(PEMDI, "a3") == [5, 3, 3, 4]
    assert len(PEMDI.indicators) == 20


@pytest.mark.parametrize(
    ("index", "spbe", "pemdi"),
    [
        (1.00, "Kurang", "Kurang"),
        (1.50, "Kurang", "Cukup"),
        (1.79, "Kurang", "Cukup"),
        (1.80, "Cukup", "Cukup"),
        (2.49, "Cukup", "Cukup"),
        (2.50, "Cukup", "Baik"),
        (2.59, "Cukup", "Baik"),
        (2.60, "Baik", "Baik"),
        (3.49, "Baik", "Baik"),
        (3.50, "Sangat baik", "Sangat baik"),
        (4.00, "Sangat baik", "Memuaskan"),
        (4.19, "Sangat baik", "Memuaskan"),
        (4.20, "Memuaskan", "Memuaskan"),
        (5.00, "Memuaskan", "Memuaskan"),
    ],
)
def test_the_same_index_has_its_own_predicate_under_each_instrument(index: float, spbe: str, pemdi: str) -> None:
    assert [bands(one, [index])[0].name.id for one in (SPBE, PEMDI)] == [spbe, pemdi]


def test_spbe_indices_of_domain_and_aspect_are_means_of_their_own_indicators() -> None:
    levels = {indicator.code: 3 for indicator in SPBE.indicators} | {f"i{number}": 5 for number in range(42, 48)}
    score = evaluate_unit(SPBE, levels)
    assert (score.parts["a8"][0], score.parts["a7"][0], score.published) == (5.0, 3.0, 3.36)
    assert score.parts["d4"] == ((27.5 * 3 + 18 * 5) / 45.5, 3.79)
    assert [score.band] == bands(SPBE, [3.36])


def test_a_level_of_spbe_is_a_whole_number_from_1_to_5_and_an_agency_not_assessed_has_no_index() -> None:
    with pytest.raises(ScoringError, match="i7 of '1' is 0, outside its scale: whole numbers 1 to 5 level"):
        evaluate_unit(SPBE, {"i7": 0})
    score = evaluate_unit(SPBE, {}, outcome=NoScore.NOT_ASSESSED)
    assert (score.published, score.band, score.outcome) == (None, None, NoScore.NOT_ASSESSED)


# SKM


def test_the_survey_of_nine_elements_is_an_a_with_exact_ninths() -> None:
    score = evaluate_unit(SKM, ELEMENTS)
    assert (score.parts["ikm"][1], score.published) == (3.5667, 89.17)
    assert score.band is not None
    assert (score.band.code, score.band.name.en) == ("A", "Very good")


def test_with_ninths_cut_to_0_11_the_same_survey_would_be_a_b() -> None:
    index = round(sum(0.11 * answer for answer in ELEMENTS.values()) * 25, 2)
    assert (index, bands(SKM, [index])[0].code) == (88.28, "B")


def test_grades_of_the_survey_are_those_of_the_rounded_index_and_each_decree_has_its_own() -> None:
    values = (25, 43.75, 43.76, 62.5, 62.51, 64.99, 65, 76.6, 76.61, 81.25, 81.26, 88.3, 88.31, 100)
    assert "".join(band.code for band in bands(SKM, values)) == "DDDDDDCCBBBBAA"
    assert "".join(band.code for band in bands(SKM_OLD, values)) == "DDCCBBBBBBAAAA"
    almost = evaluate_unit(SKM, dict.fromkeys(ELEMENTS, 3.5322))  # 88.305 before rounding
    assert (almost.published, [almost.band]) == (88.31, bands(SKM, [88.31]))


def test_fourteen_equal_elements_reach_the_whole_scale() -> None:
    assert extent(SKM_OLD.index) == (25, 100)
    assert evaluate_unit(SKM_OLD, {f"u{number}": 4 for number in range(1, 15)}).published == 100


# Smart city and public service


def test_kota_kediri_2022_is_3_315_and_published_as_3_31() -> None:
    score = evaluate_unit(SMART_CITY, KEDIRI, unit="Kota Kediri")
    assert score.value == pytest.approx(3.315, abs=1e-12)
    assert (score.published, SMART_CITY.rounding) == (3.31, Rounding.DOWN)
    assert rounded(np.array([3.315]), 2, Rounding.HALF_UP)[0] == 3.32  # so half-up of the printed components fails
    assert "Cutting off" in SMART_CITY.rounding_evidence.unconfirmed
    assert evaluate_unit(SMART_CITY_A, KEDIRI).value == pytest.approx(3.257, abs=1e-12)  # the other weights do not fit


def test_the_public_service_index_is_100_percent_of_six_aspects_and_of_nine_indicators() -> None:
    assert weights(IPP, "ipp") == [24, 25, 18, 11, 10, 12]
    assert weights(IPP, "a1") == [17, 14, 7, 14, 10, 17, 7, 7, 7]
    policy = {f"a1.{number}": 5 for number in range(1, 10)} | {"a1.1": 0}
    score = evaluate_unit(IPP, policy | {f"a{number}": 4 for number in range(2, 7)})
    assert (score.parts["a1"][0], score.published) == (4.15, 4.04)
    assert (score.band, bands_at(IPP, np.array([4.61])).tolist()) == (None, [-1])  # no limits are confirmed


# Laws of every instrument


@pytest.mark.parametrize("one", instruments(), ids=lambda one: f"{one.code}-{one.version}")
def test_bands_cover_the_whole_index_without_gaps(one: Instrument) -> None:
    lowest, highest = extent(one.index)
    if not one.bands:
        assert one.not_confirmed, "an instrument without bands says that they are not confirmed"
        return
    cents = range(round(lowest * 100), round(highest * 100) + 1)
    codes = [band.code for band in bands(one, (cent / 100 for cent in cents))]
    assert list(dict.fromkeys(codes)) == [band.code for band in one.bands]


@pytest.mark.parametrize("one", instruments(), ids=lambda one: f"{one.code}-{one.version}")
def test_every_constant_has_a_source_and_what_is_not_confirmed_says_why(one: Instrument) -> None:
    assert [place for place, evidence in one.evidence() if not evidence.sources] == []
    assert all(len(reason.split()) > 3 for reason in one.doubts())
    assert {code for _, evidence in one.evidence() for code in evidence.sources} == {s.code for s in one.sources}


@given(st.data())
def test_every_instrument_stays_between_its_ends_and_never_falls_when_an_indicator_rises(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(instruments()))
    steps = {indicator.code: data.draw(st.integers(1, 4)) for indicator in one.indicators}
    raised = data.draw(st.sampled_from([indicator.code for indicator in one.indicators]))
    columns = {}
    for indicator in one.indicators:
        lower, upper = indicator.scale.lower, 5.0 if indicator.scale.upper is None else indicator.scale.upper
        ends = (
            steps[indicator.code],
            steps[indicator.code] + (indicator.code == raised) * data.draw(st.integers(0, 1)),
        )
        columns[indicator.code] = [lower + (upper - lower) * step / 5 for step in ends]
        if indicator.scale.whole:
            columns[indicator.code] = [float(step) for step in ends]
    scores = evaluate(one, columns)
    before, after = scores.values[one.index.code]
    lowest, highest = extent(one.index)
    assert lowest - 1e-9 <= before <= after + 1e-9 <= highest + 2e-9
    for group in (part for part in walk(one.index) if isinstance(part, Group) and part.formula is not Formula.FACTOR):
        below = [scores.values[part.code][0] for part in group.parts]
        assert min(below) - 1e-9 <= scores.values[group.code][0] <= max(below) + 1e-9


# Files


def test_the_version_in_force_is_found_by_date_and_no_other_is_offered() -> None:
    dates = {
        ("spbe", date(2026, 6, 4)): "2020",
        ("pemdi", date(2026, 6, 5)): "2026",
        ("ipm", date(2013, 12, 31)): "1996",
        ("ipm", date(2014, 1, 1)): "2014",
        ("skm", date(2010, 1, 1)): "2004",
        ("smart_city", date(2022, 7, 1)): "2022",
    }
    assert {(code, on): in_force(code, on).version for code, on in dates} == dates
    with pytest.raises(ScoringError) as refused:
        in_force("skm", date(2015, 1, 1))
    assert str(refused.value) == (
        "no version of skm is recorded for 2015-01-01; "
        "recorded: 2004 (2004-02-01 to 2013-12-31), 2017 (2017-01-01 to today)"
    )
    with pytest.raises(ScoringError, match=r"variant_a \(undated\)"):
        in_force("smart_city", date(2021, 1, 1))


def test_versions_are_listed_the_oldest_first_and_unknown_names_answered() -> None:
    assert [(one.code, one.version) for one in instruments()] == [
        *(("ipm", "1996"), ("ipm", "2014"), ("ipp", "2022"), ("pemdi", "2026"), ("skm", "2004"), ("skm", "2017")),
        *(("smart_city", "2022"), ("smart_city", "variant_a"), ("spbe", "2020")),
    ]
    with pytest.raises(ScoringError, match=r"no instrument 'spde' \(did you mean 'spbe'\?\)"):
        versions("spde")
    with pytest.raises(ScoringError, match=r"skm has no version '2071' \(did you mean '2017'\?\)"):
        instrument("skm", "2071")


def test_two_versions_in_force_on_one_day_are_refused() -> None:
    with pytest.raises(ScoringError, match="2017 and 2017 of skm are both in force on 2017-01-01"):
        checked([SKM, SKM])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("digits: 2", "digitz: 2", "rounding.digitz: unknown key 'digitz' (did you mean 'digits'?)"),
        ("mode: half_up", "mode: half_down", "rounding.mode: unknown mode 'half_down' (did you mean 'half_up'?)"),
        ("factor: 25", "factor: many", "index.factor: 'many' is neither a number nor a fraction such as 1/9"),
        ("lower: 76.61", "lower: high", "bands[2].lower: 'high' is not a number"),
        ('version: "2017"', "version: 2017", "version: 2017 is not a text"),
        ("from: 2017-01-01", "from: 2017", "in_force.from: 2017 is not a date such as 2026-01-31"),
        ("from: 2017-01-01, ", "", "in_force: `from` is missing"),
        ("u9, weight: 1/9", "u9, weight: 0.11", "'ikm' has weights that add up to 0.9988888889; they should make 1"),
        ("u9, weight", "u8, weight", "the code 'u8' is used for two parts"),
        ("lower: 25,", "lower: 26,", "the index goes from 25 to 100, but its bands begin at 26 and the last at 88.31"),
        ("[calculator, limits]", "[calculator, limit]", "band D names the source 'limit', which is not listed"),
        ("code: skm", "code: smk", "it holds smk-2017, so it should be called smk-2017.yaml"),
        ("scale: {lower: 1, upper: 4, unit: mean answer}", "", "index.parts[0].parts[0].scale: 'u1' has no scale"),
        ("bands:", "bands: [", "while parsing"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_name_and_the_key(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = (files.FOLDER / "skm-2017.yaml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "skm-2017.yaml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ScoringError) as refused:
        read(file)
    assert str(refused.value).startswith(f"skm-2017.yaml: {message}")


def test_a_file_that_holds_no_names_and_values_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text(yaml.safe_dump([1, 2]), encoding="utf-8")
    with pytest.raises(ScoringError, match=r"list\.yaml: a list is not an object with names and values"):
        read(file)
