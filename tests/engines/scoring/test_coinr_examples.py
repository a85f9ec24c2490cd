"""The examples COINr's documentation prints with their inputs, to every digit printed.

Source: the articles and reference pages of the R package COINr (Becker et al. 2022, Journal of Open Source Software
7(78), 4567), version 1.1; each test names the call. R prints seven significant digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from engines.scoring.aggregate import AggregateGroup, combine
from engines.scoring.impute import impute
from engines.scoring.normalise import normalise
from engines.scoring.prepare import screen
from engines.scoring.specification import Goalpost, Impute, Normalise, Treat
from engines.scoring.structure import Node, Structure, structure_of
from engines.scoring.table import Array, Data, Table, table_of
from engines.scoring.treat import kurtosis, skewness, treat

NA = float("nan")
X = np.array([*range(1, 11), 30, 100], dtype=float)


def significant(values: Array | Sequence[float], digits: int = 7) -> list[float]:
    return [float(f"{value:.{digits}g}") for value in np.ravel(values)]


def table(columns: Mapping[str, Sequence[float]], units: Sequence[str] = ()) -> Table:
    values = np.array(list(columns.values()), dtype=float).T
    return table_of(units or [str(at + 1) for at in range(len(values))], columns, values)


def flat(codes: Sequence[str], directions: Sequence[int] = (), targets: Sequence[float | None] = ()) -> Structure:
    ways, aims = directions or (1,) * len(codes), targets or (None,) * len(codes)
    nodes = [Node(code, 1, "top", direction=way, target=aim) for code, way, aim in zip(codes, ways, aims, strict=True)]
    return structure_of([*nodes, Node("top", 2)])


def test_skew_and_kurt_of_1_to_10_30_and_100() -> None:
    assert significant(skewness(X[:, None])) == [3.063241]
    assert significant(kurtosis(X[:, None])) == [9.741391]


def test_treat_of_1_to_10_30_and_100_winsorises_one_point() -> None:
    treated = treat(table({"x": X.tolist()}), Treat(winsorise_max=2))
    (story,) = treated.treatments
    assert treated.table.column("x").tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 30]
    assert (story.winsorised, story.transform, story.passes) == (1, None, True)
    assert significant([story.skewness_after, story.kurtosis_after]) == [1.712038, 1.815781]


# qNormalise: its printed example, two columns rounded to eight digits, so that results may be off in the last one
A = (
    *(0.87460066, 0.17494063, 0.03424133, 0.32038573, 0.40232824),
    *(0.19566983, 0.40353812, 0.06366146, 0.38870131, 0.97554784),
)
B = (28.989230, 67.838043, 73.531960, 19.595673, 98.053967, 74.152153, 5.144628, 53.021246, 69.582388, 68.855600)
LETTERS = tuple("abcdefghij")


def test_qnormalise_min_max() -> None:
    scaled = normalise(table({"a": A, "b": B}, LETTERS), Normalise("minmax"), flat("ab"))
    assert scaled.column("a") == pytest.approx(
        [89.275844, 14.947235, 0, 30.398642, 39.103831, 17.149409, 39.232363, 3.125456, 37.656170, 100], abs=1.5e-6
    )
    assert scaled.column("b") == pytest.approx(
        [25.66438, 67.47805, 73.60652, 15.55392, 100, 74.27405, 0, 51.53047, 69.35552, 68.57327], abs=5.5e-6
    )


def test_qnormalise_distance_to_a_reference_unit_is_the_distance_to_its_value_as_target() -> None:
    frame = table({"a": A, "b": B}, LETTERS)
    structure = flat("ab", targets=(A[0], B[0]))
    scaled = normalise(frame, Normalise("distance_to_target", cap=True), structure)
    assert scaled.column("a") == pytest.approx(
        [1, 0.16742754, 0, 0.34050244, 0.43801133, 0.19209462, 0.43945104, 0.03500898, 0.42179574, 1], abs=1.5e-8
    )
    assert scaled.column("b") == pytest.approx([1, 1, 1, 0.606051, 1, 1, 0, 1, 1, 1], abs=5.1e-7)


# Normalise(mtcars) and Normalise(iris): ranges of R's own data sets; three rows of each are enough with both ends
CARS = {
    "mpg": (21.0, 21.0, 22.8, 10.4, 33.9),
    "cyl": (6.0, 6.0, 4.0, 4.0, 8.0),
    "hp": (110.0, 110.0, 93.0, 52.0, 335.0),
}


def test_n_dist2max_of_mtcars() -> None:
    scaled = normalise(table(CARS), Normalise("distance_to_max"), flat(list(CARS)))
    assert [significant(scaled.column(code)[:3]) for code in CARS] == [
        [0.4510638, 0.4510638, 0.5276596],
        [0.5, 0.5, 0.0],
        [0.204947, 0.204947, 0.1448763],
    ]


@pytest.mark.parametrize(("direction", "values"), [(1, (0.1, 1.0, 0.0)), (-1, (0.9, 0.0, 1.0))])
def test_n_goalposts_of_1_11_and_minus_1_between_0_and_10(direction: int, values: tuple[float, ...]) -> None:
    step = Normalise("goalposts", range=(0.0, 1.0), goalposts={"x": Goalpost(0, 10)})
    scaled = normalise(table({"x": (1, 11, -1)}), step, flat("x", [direction]))
    assert scaled.column("x").tolist() == list(values)


@pytest.mark.parametrize(
    ("raw", "target", "direction", "open_ended", "capped"),
    [
        ((0, 5, 11), 10, 1, (0.0, 0.5, 1.1), (0.0, 0.5, 1.0)),
        ((-1, 1, 10), 0, -1, (1.1, 0.9, 0.0), (1.0, 0.9, 0.0)),
    ],
)
def test_n_dist2targ(
    raw: tuple[float, ...], target: float, direction: int, open_ended: tuple[float, ...], capped: tuple[float, ...]
) -> None:
    structure = flat("x", [direction], [target])
    for cap, expected in ((False, open_ended), (True, capped)):
        scaled = normalise(table({"x": raw}), Normalise("distance_to_target", cap=cap), structure)
        assert scaled.column("x") == pytest.approx(expected, abs=1e-15)


# Impute: rows 37 to 46 of four columns, printed as df1
MISSING = {
    "Pat": (23.7, 583.5, 3.6, 249.8, NA, 64.2, 0.3, NA, 46.5, 7.2),
    "CultServ": (0.13405, 2.20754, 0.05780, 1.79800, NA, 1.15292, 0.00266, 0.08905, 0.34615, 0.03553),
    "CultGood": (NA, 16.182, 0.985, NA, NA, 7.555, 0.046, NA, 1.213, 1.256),
    "Tourist": (11.519, 24.040, 6.509, 17.242, 3.315, 26.757, 0.404, 2.907, 3.370, 0.966),
}
HALVES = {"half": ("a",) * 5 + ("b",) * 5}


def imputed(step: Impute, *, columns: Mapping[str, Sequence[float]] = MISSING) -> dict[tuple[str, str], float | None]:
    frame = table(columns, [str(row) for row in range(37, 47)])
    _, cells = impute(frame, step, flat(list(columns)), Data(frame, groups=HALVES))
    return {(cell.unit, cell.indicator): cell.after and float(f"{cell.after:.7g}") for cell in cells}


def test_impute_i_mean() -> None:
    good = 4.5395
    assert imputed(Impute("mean")) == {
        ("37", "CultGood"): good,
        ("40", "CultGood"): good,
        ("41", "Pat"): 122.35,
        ("41", "CultServ"): 0.6470778,
        ("41", "CultGood"): good,
        ("44", "Pat"): 122.35,
        ("44", "CultGood"): good,
    }


def test_impute_i_median_grp() -> None:
    assert imputed(Impute("group_median", "half")) == {
        ("37", "CultGood"): 8.5835,
        ("40", "CultGood"): 8.5835,
        ("41", "Pat"): 136.75,
        ("41", "CultServ"): 0.966025,
        ("41", "CultGood"): 8.5835,
        ("44", "Pat"): 26.85,
        ("44", "CultGood"): 1.2345,
    }


def test_impute_by_row_normalised_first() -> None:
    assert imputed(Impute("pillar_mean")) == {
        ("37", "CultGood"): 2.850908,
        ("40", "CultGood"): 10.16333,  # printed as 10.163326, in a column of six decimals
        ("41", "Pat"): 64.72133,
        ("41", "CultServ"): 0.246215,
        ("41", "CultGood"): 1.828412,
        ("44", "Pat"): 39.42134,
        ("44", "CultGood"): 1.128411,
    }


# Screen: rows 40 to 51 of four columns, printed as iData
SCREENED = {
    "KOR": (20437, 249.8, 1.79800, NA),
    "LAO": (175, NA, NA, NA),
    "MYS": (8080, 64.2, 1.15292, 7.555),
    "MNG": (293, 0.3, 0.00266, 0.046),
    "MMR": (299, NA, 0.08905, NA),
    "NZL": (7731, 46.5, 0.34615, 1.213),
    "PAK": (7122, 7.2, 0.03553, 1.256),
    "PHL": (1361, 11.3, 0.29555, 3.185),
    "RUS": (16182, 141.5, 1.44633, 8.379),
    "SGP": (11411, 270.5, 0.92780, 14.507),
    "THA": (5317, 53.6, 0.08969, 6.661),
    "VNM": (3618, NA, NA, NA),
}


def test_screen_at_three_quarters_removes_laos_myanmar_and_viet_nam_and_keeps_korea() -> None:
    frame = table_of(SCREENED, ("Research", "Pat", "CultServ", "CultGood"), np.array(list(SCREENED.values())))
    _, dropped = screen(frame, 0.75)
    assert {one.unit: one.share for one in dropped} == {"LAO": 0.25, "MMR": 0.5, "VNM": 0.25}


def test_aggregate_with_a_data_availability_threshold_of_two_thirds() -> None:
    columns = [np.array(column, dtype=float) for column in ((1, 2, 3), (3, NA, NA), (1, NA, 1))]
    found = combine(columns, [1.0] * 3, "arithmetic", AggregateGroup("g", "abc", "xyz"), coverage=2 / 3)
    assert significant(found)[0::2] == [1.666667, 2.0]
    assert np.isnan(found[1])
