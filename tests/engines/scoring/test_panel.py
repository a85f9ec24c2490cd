"""The same units at several times: one scale for all, or one for each."""

from __future__ import annotations

import pytest

from engines.scoring.panel import build_panel
from engines.scoring.pipeline import build
from engines.scoring.reading import specification_from
from engines.scoring.results import Cell
from engines.scoring.specification import Specification
from tests.engines.scoring.samples import approx, cells, data, refusal, tree

TREE = tree({"g": ["x", "y"]})
TIMES = {
    "2024": data({"x": [0, 5, 10], "y": [1, 2, 3]}),
    "2025": data({"x": [5, 10, 20], "y": [2, None, 5]}),
}
STEPS = [{"impute": {"method": "mean"}}, {"normalise": {"range": [0, 100]}}, {"aggregate": {}}]


def a_panel(bounds: str) -> Specification:
    return specification_from({"steps": STEPS, "panel": {"time": "Year", "bounds": bounds}})


def test_each_time_by_itself_is_an_index_of_its_own() -> None:
    found = build_panel(a_panel("each"), TREE, TIMES)
    assert list(found) == ["2024", "2025"]
    for time, built in found.items():
        alone = build(a_panel("each"), TREE, TIMES[time])
        assert cells(built.normalised) == cells(alone.normalised)
        assert cells(built.ranks.values) == cells(alone.ranks.values) if built.ranks and alone.ranks else False


def test_over_all_times_the_scale_is_one_and_ranks_stay_within_a_time() -> None:
    found = build_panel(a_panel("all"), TREE, TIMES)
    assert cells(found["2024"].normalised) == {"x": [0.0, 25.0, 50.0], "y": [0.0, 25.0, 50.0]}
    assert cells(found["2025"].normalised) == {"x": [25.0, 50.0, 100.0], "y": [25.0, 62.5, 100.0]}
    assert found["2025"].scores is not None
    assert cells(found["2025"].scores) == {"g": approx([25.0, 56.25, 100.0])}
    assert [built.ranks is not None and cells(built.ranks) for built in found.values()] == [{"g": [3.0, 2.0, 1.0]}] * 2


def test_missing_values_are_filled_within_a_time() -> None:
    (filled,) = build_panel(a_panel("all"), TREE, TIMES)["2025"].cells
    assert (filled.step, filled.unit, filled.indicator, filled.after) == ("impute", "u2", "y", 3.5)


def test_over_all_times_an_indicator_may_be_constant_within_one() -> None:
    times = {"2024": data({"x": [1, 1], "y": [1, 2]}), "2025": data({"x": [2, 3], "y": [1, 2]})}
    assert cells(build_panel(a_panel("all"), TREE, times)["2024"].normalised)["x"] == [0.0, 0.0]
    refused = refusal(build_panel, a_panel("each"), TREE, times)
    assert refused.message == "'x' is constant over all units: minmax cannot tell them apart (at 2024)"
    assert refused.indicator == "x"


def test_what_is_refused_of_one_time_names_it_whether_scales_are_of_all_or_each() -> None:
    times = TIMES | {"2026": data({"x": [None, None, None], "y": [1, 2, 3]})}
    for bounds in ("all", "each"):
        refused = refusal(build_panel, a_panel(bounds), TREE, times)
        assert (refused.message, refused.indicator) == ("'x' has no value at all (at 2026)", "x")
    steps = [{"screen": {"coverage": 1}}, *STEPS]
    screened = specification_from({"steps": steps, "panel": {"bounds": "all"}})
    refused = refusal(build_panel, screened, TREE, times)
    assert (refused.message, refused.key) == ("no unit has 100% of the indicators (at 2026)", "steps.screen.coverage")


def test_weights_of_their_own_are_those_of_the_time() -> None:
    steps = [{"normalise": {"range": [1, 100]}}, {"weigh": {"method": "benefit_of_the_doubt"}}, {"aggregate": {}}]
    specification = specification_from({"steps": steps, "panel": {"bounds": "all"}})
    complete = {"2024": TIMES["2024"], "2025": data({"x": [5, 10, 20], "y": [2, 3, 5]})}
    found = build_panel(specification, TREE, complete)
    assert [built.scores is not None and max(cells(built.scores)["g"]) <= 1 for built in found.values()] == [True, True]
    assert found["2025"].scores is not None
    assert cells(found["2025"].scores)["g"][2] == approx(1.0)


@pytest.mark.parametrize("method", ["pca", "entropy"])
def test_weights_found_in_the_data_are_those_of_all_times_together(method: str) -> None:
    steps = [{"normalise": {"range": [1, 100]}}, {"weigh": {"method": method}}, {"aggregate": {}}]
    times = {"2024": data({"x": [0, 5, 10], "y": [1, 2, 5]}), "2025": data({"x": [5, 10, 20], "y": [2, 5, 3]})}
    specification = specification_from({"steps": steps, "panel": {"bounds": "all"}})
    found = build_panel(specification, TREE, times)
    pooled = build(specification, TREE, data({"x": [0, 5, 10, 5, 10, 20], "y": [1, 2, 5, 2, 5, 3]}))
    assert [built.nominal_weights for built in found.values()] == [pooled.nominal_weights] * 2
    assert pooled.scores is not None
    scores = [built.scores is not None and cells(built.scores)["g"] for built in found.values()]
    assert scores == [cells(pooled.scores)["g"][:3], cells(pooled.scores)["g"][3:]]


def test_what_is_treated_over_all_times_is_marked_at_its_own() -> None:
    steps = [{"treat": {"winsorise_max": 1}}, {"normalise": {}}, {"aggregate": {}}]
    times = {
        "2024": data({"x": [1, 2, 3, 4], "y": [1, 2, 3, 4]}),
        "2025": data({"x": [5, 6, 100, 7], "y": [5, 6, 7, 8]}),
    }
    found = build_panel(specification_from({"steps": steps, "panel": {"bounds": "all"}}), TREE, times)
    assert found["2024"].marks.tolist() == [["", ""]] * 4
    assert found["2025"].marks.tolist() == [["", ""], ["", ""], ["winhi", ""], ["", ""]]
    assert cells(found["2025"].treated) == {"x": [5, 6, 7, 7], "y": [5, 6, 7, 8]}
    assert {time: built.cells for time, built in found.items()} == {
        "2024": (),
        "2025": (Cell("treat", "u3", "x", 100, 7, "winhi"),),
    }
