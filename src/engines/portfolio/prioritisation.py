"""The plane of the World Bank's Infrastructure Prioritization Framework: two indices, two budget lines, four quadrants.

Source: Marcelo, Mandri-Perrott, House and Schwartz, Prioritizing Infrastructure Investment, World Bank Policy Research
Working Paper 7674 (2016). The paper says what is drawn; how ties and the project on the line are treated is ours, and
said with `plane_of`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engines.portfolio.amounts import Amount, is_number
from engines.portfolio.errors import PortfolioError

Array = NDArray[np.float64]
Axis = Literal["sei", "fei"]
Quadrant = Literal["A", "B", "C", "D"]
AXES: tuple[Axis, Axis] = ("sei", "fei")
QUADRANTS: tuple[Quadrant, ...] = ("D", "C", "B", "A")  # by 2 × (above the SEI line) + (above the FEI line)
DIGITS = 9  # decimals of an index; what is equal to so many is a tie
CELLS = 1 << 18  # samples × projects worked on at a time
LARGEST = 2**62  # quanta of money that whole numbers of the machine can add


@dataclass(frozen=True, slots=True)
class Criterion:
    """What projects are compared by: on which axis, with what weight, and whether less of it is better."""

    code: str
    axis: Axis
    weight: float
    less_is_better: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project with its cost and its value for every criterion."""

    code: str
    cost: Decimal
    values: Mapping[str, Amount]


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """Where the money ends on an axis: the index of the last project it reaches (None if it reaches none).

    `spent` goes to those above; `straddling` are the first it no longer reaches, `missing` what they would need more.
    """

    index: float | None
    spent: Decimal
    straddling: tuple[str, ...]
    missing: Decimal


@dataclass(frozen=True, slots=True)
class Place:
    """Where a project stands: both indices (0–100) and the quadrant.

    A: above both lines, fund. B: high in SEI only; C: high in FEI only; both to be deliberated. D: below both, defer.
    """

    project: str
    sei: float
    fei: float
    quadrant: Quadrant


@dataclass(frozen=True, slots=True)
class Plane:
    """All projects, the lines, and criteria without a part because every project has the same value in them."""

    places: tuple[Place, ...]
    lines: Mapping[Axis, BudgetLine]
    constant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How a project fares when weights change: the share of samples in each quadrant and out of its own."""

    project: str
    quadrant: Quadrant
    shares: Mapping[Quadrant, float]
    changed: float


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Candidates in numbers: normalised values and weights on each axis, costs and budget in whole quanta."""

    codes: tuple[str, ...]
    scales: Mapping[Axis, Array]  # projects × criteria, 0–100
    weights: Mapping[Axis, Array]
    costs: NDArray[np.int64]
    budget: int
    quantum: Decimal
    constant: tuple[str, ...]


def plane_of(candidates: Sequence[Candidate], criteria: Sequence[Criterion], budget: Decimal) -> Plane:
    """Return the plane of candidates under a budget (in the unit of their costs).

    Each criterion goes to 0…100, least to most (most to least if less is better); an index is the weighted mean on its
    axis. On each axis projects are paid for from the highest index down. The line is where the next does not fit: it
    and all below it are under the line, even if a cheaper one further down would still fit, since the plane compares
    and does not pack. Projects with the same index (to nine decimals) are one: all fit or none is above.

    Raises PortfolioError, naming project or criterion, if a value is missing or not finite, a cost is not above zero, a
    weight is negative, codes are twice, or an axis has no criterion that tells projects apart.
    """
    return _plane(_sheet(candidates, criteria, budget))


def _plane(sheet: _Sheet) -> Plane:
    index = {axis: _index(sheet, axis, sheet.weights[axis][None])[0] for axis in AXES}
    above = {axis: _above(sheet, index[axis][None])[0] for axis in AXES}
    quadrants = _quadrants(above)
    places = tuple(
        Place(code, float(index["sei"][at]), float(index["fei"][at]), QUADRANTS[quadrants[at]])
        for at, code in enumerate(sheet.codes)
    )
    return Plane(places, {axis: _line(sheet, index[axis], above[axis]) for axis in AXES}, sheet.constant)


def steadiness(
    candidates: Sequence[Candidate],
    criteria: Sequence[Criterion],
    budget: Decimal,
    *,
    noise: float,
    samples: int,
    seed: int,
) -> tuple[Steadiness, ...]:
    """Return how often each project changes its quadrant when every weight is drawn from weight × (1 ± `noise`).

    Weights are drawn uniformly and independently, by Philox from the seed; samples are worked on in blocks whose size
    changes nothing.

    Raises PortfolioError as `plane_of`, if `noise` is not from 0 to below 1, or there are no samples.
    """
    if not 0 <= noise < 1:
        raise PortfolioError(f"weights cannot vary by {noise}: it must be a share from 0 to below 1")
    if samples < 1:
        raise PortfolioError("sensitivity to weights needs at least one sample")
    sheet = _sheet(candidates, criteria, budget)
    generator = np.random.Generator(np.random.Philox(seed))
    drawn = {
        axis: sheet.weights[axis] * (1 + noise * generator.uniform(-1, 1, (samples, sheet.weights[axis].size)))
        for axis in AXES
    }
    counts = np.zeros((len(QUADRANTS), len(sheet.codes)), dtype=np.int64)
    step = max(1, CELLS // len(sheet.codes))
    for begin in range(0, samples, step):
        some = {axis: _index(sheet, axis, drawn[axis][begin : begin + step]) for axis in AXES}
        quadrants = _quadrants({axis: _above(sheet, index) for axis, index in some.items()})
        counts += np.stack([(quadrants == number).sum(axis=0) for number in range(len(QUADRANTS))])
    return tuple(_steady(place, counts[:, at], samples) for at, place in enumerate(_plane(sheet).places))


def memory_of(criteria: Sequence[Criterion], samples: int) -> int:
    """Return about how many bytes `steadiness` needs: the weights that are drawn, and what they are drawn from."""
    return 8 * samples * 3 * len(criteria)


def _steady(place: Place, counts: NDArray[np.int64], samples: int) -> Steadiness:
    shares = {quadrant: int(counts[number]) / samples for number, quadrant in enumerate(QUADRANTS)}
    own = int(counts[QUADRANTS.index(place.quadrant)])
    return Steadiness(place.project, place.quadrant, shares, (samples - own) / samples)


def _index(sheet: _Sheet, axis: Axis, weights: Array) -> Array:
    """Return the index of an axis, samples × projects, summed criterion by criterion in a fixed order."""
    total = np.zeros((len(weights), len(sheet.codes)))
    for at in range(weights.shape[1]):
        total += weights[:, at, None] * sheet.scales[axis][:, at]
    whole = np.zeros(len(weights))
    for at in range(weights.shape[1]):
        whole += weights[:, at]
    return np.round(total / whole[:, None], DIGITS)


def _above(sheet: _Sheet, index: Array) -> NDArray[np.bool_]:
    """Say which projects are above the budget line, samples × projects."""
    order = np.argsort(-index, axis=1, kind="stable")
    ranked = np.take_along_axis(index, order, axis=1)
    spent = np.cumsum(sheet.costs[order], axis=1)
    ends = np.ones(ranked.shape, dtype=bool)  # the last of its tie
    ends[:, :-1] = ranked[:, :-1] != ranked[:, 1:]
    fits = ends & (spent <= sheet.budget)
    line = np.where(fits.any(axis=1), np.where(fits, ranked, np.inf).min(axis=1), np.inf)
    return np.asarray(index >= line[:, None])


def _quadrants(above: Mapping[Axis, NDArray[np.bool_]]) -> NDArray[np.int64]:
    return 2 * above["sei"].astype(np.int64) + above["fei"]


def _line(sheet: _Sheet, index: Array, above: NDArray[np.bool_]) -> BudgetLine:
    spent = int(sheet.costs[above].sum())
    last = float(index[above].min()) if above.any() else None
    if above.all():
        return BudgetLine(last, spent * sheet.quantum, (), Decimal(0))
    straddling = ~above & (index == index[~above].max())
    missing = spent + int(sheet.costs[straddling].sum()) - sheet.budget
    codes = tuple(code for code, is_ in zip(sheet.codes, straddling, strict=True) if is_)
    return BudgetLine(last, spent * sheet.quantum, codes, missing * sheet.quantum)


def _sheet(candidates: Sequence[Candidate], criteria: Sequence[Criterion], budget: Decimal) -> _Sheet:
    _distinct("project", [candidate.code for candidate in candidates])
    _distinct("criterion", [criterion.code for criterion in criteria])
    quantum, costs, money = _in_quanta(candidates, budget)
    scales: dict[Axis, list[Array]] = {axis: [] for axis in AXES}
    weights: dict[Axis, list[float]] = {axis: [] for axis in AXES}
    constant = []
    for criterion in criteria:
        if not (isfinite(criterion.weight) and criterion.weight >= 0):
            raise PortfolioError(f"the weight of {criterion.code!r} is {criterion.weight}: it must be from zero up")
        values = np.array([_value(candidate, criterion.code) for candidate in candidates])
        if values.min() == values.max():
            constant.append(criterion.code)
        elif criterion.weight:
            scales[criterion.axis].append(_normalised(values, less_is_better=criterion.less_is_better))
            weights[criterion.axis].append(criterion.weight)
    for axis in AXES:
        if not weights[axis]:
            raise PortfolioError(f"no criterion with a weight tells the projects apart on the axis {axis.upper()}")
    arrays = {axis: np.array(weights[axis]) for axis in AXES}
    stacked = {axis: np.stack(scales[axis], axis=1) for axis in AXES}
    codes = tuple(candidate.code for candidate in candidates)
    return _Sheet(codes, stacked, arrays, costs, money, quantum, tuple(constant))


def _normalised(values: Array, *, less_is_better: bool) -> Array:
    """Return values from 0 (worst) to 100 (best): 100 (x − min) / (max − min), or of max − x."""
    low, high = values.min(), values.max()
    return np.asarray(100 * ((high - values) if less_is_better else (values - low)) / (high - low))


def _value(candidate: Candidate, criterion: str) -> float:
    value = candidate.values.get(criterion)
    if value is None or not is_number(value):
        said = "missing" if value is None else f"{value}, not a finite number"
        raise PortfolioError(f"{candidate.code!r}: the value of {criterion!r} is {said}", programme=candidate.code)
    return float(value)


def _in_quanta(candidates: Sequence[Candidate], budget: Decimal) -> tuple[Decimal, NDArray[np.int64], int]:
    """Return costs and budget as whole numbers of a quantum, so that sums of money are exact."""
    for candidate in candidates:
        if not (candidate.cost.is_finite() and candidate.cost > 0):
            message = f"{candidate.code!r}: the cost is {candidate.cost}, and must be above zero"
            raise PortfolioError(message, programme=candidate.code)
    if not (budget.is_finite() and budget >= 0):
        raise PortfolioError(f"the budget is {budget}, and must be a finite number from zero up")
    amounts = [budget, *(candidate.cost for candidate in candidates)]
    finest = min(int(amount.normalize().as_tuple().exponent) for amount in amounts)
    quantum = Decimal(1).scaleb(min(0, finest))
    whole = [int(amount / quantum) for amount in amounts]
    if max(whole[0], sum(whole[1:])) > LARGEST:
        raise PortfolioError(f"money of {max(amounts)} in steps of {quantum} is more than can be added exactly")
    return quantum, np.array(whole[1:], dtype=np.int64), whole[0]


def _distinct(what: str, codes: Sequence[str]) -> None:
    if not codes:
        raise PortfolioError(f"there is no {what}")
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise PortfolioError(f"{what} {twice[0]!r} is there twice")
