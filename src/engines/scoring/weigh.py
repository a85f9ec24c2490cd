"""Weights of the members of a group: given, equal, or found in the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engines.scoring.algebra import components_of, on_one_thread
from engines.scoring.errors import ScoringError
from engines.scoring.frontier import benefit_of_the_doubt
from engines.scoring.results import ScoringWarning
from engines.scoring.specification import Weigh
from engines.scoring.structure import Node, Structure
from engines.scoring.table import Array
from engines.spelling import did_you_mean

# Saaty (1980), The Analytic Hierarchy Process: mean consistency index of random matrices of order 1, 2, …
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
CONSISTENT = 0.10  # Saaty's limit
RECIPROCAL = 0.02  # how far two judgements may be from it: 0.33 stands for a third
EQUAL = 1e-9  # of eigenvalues and of sums of loadings
EVEN = 1e-12  # what is nearer to an even distribution differs from it by rounding


@dataclass(frozen=True, slots=True)
class GroupWeights:
    """Weights of a group's members, in order.

    A number each; or, where every unit has its own (`own`), an array of units × members with which values are added up
    as they are, not averaged.
    """

    shared: tuple[float, ...] = ()
    own: Array | None = None


Weighed = tuple[GroupWeights, tuple[ScoringWarning, ...]]


def weigh_group(group: str, members: Sequence[Node], values: Array, step: Weigh, units: Sequence[str]) -> Weighed:
    """Return the weights of a group's members from their values (units × members, NaN missing), with warnings.

    Sources: OECD/JRC Handbook (2008), step 6 (pca, ahp, benefit of the doubt); Shannon entropy as in Zeleny (1982).
    Raises ScoringError, naming unit and column where there is one, if the method cannot be applied to the values.
    """
    if step.levels and members[0].level not in step.levels:
        return _given(group, members, values, step)
    if step.method == "benefit_of_the_doubt":
        own = benefit_of_the_doubt(group, [member.code for member in members], values, step.shares, units)
        without = [unit for unit, weights in zip(units, own, strict=True) if np.isnan(weights).any()]
        text = f"{group}: without a score, since values are missing: {', '.join(without)}"
        return GroupWeights(own=own), (
            (ScoringWarning("benefit_of_the_doubt", text, {"units": without}),) if without else ()
        )
    return METHODS[step.method](group, members, values, step)


def refuse_unknown(step: Weigh, structure: Structure) -> None:
    """Raise ScoringError for comparisons of a group, or a level of members, that the structure does not have."""
    for group in step.comparisons:
        if group not in structure.children:
            message = f"there is no group {group!r} to compare the members of{did_you_mean(group, structure.children)}"
            raise ScoringError(message, key=f"steps.weigh.comparisons.{group}")
        if step.levels and structure.children[group][0].level not in step.levels:
            message = f"the matrix of {group!r} is unused: its members are not at the levels that are weighed"
            raise ScoringError(message, key=f"steps.weigh.comparisons.{group}")
    for level in step.levels:
        if not 1 <= level < structure.height:
            message = f"level {level} has no weights: groups have members at levels 1…{structure.height - 1}"
            raise ScoringError(message, key="steps.weigh.levels")


def _given(group: str, members: Sequence[Node], values: Array, step: Weigh) -> Weighed:
    return GroupWeights(tuple(member.weight for member in members)), ()


def _equal(group: str, members: Sequence[Node], values: Array, step: Weigh) -> Weighed:
    return GroupWeights((1.0,) * len(members)), ()


def _pca(group: str, members: Sequence[Node], values: Array, step: Weigh) -> Weighed:
    """Return the loadings of the first principal component of the correlations, signed so that their sum is above 0."""
    codes = [member.code for member in members]
    if len(members) == 1:
        return GroupWeights((1.0,)), ()
    units, eigenvalues, vectors = components_of(group, codes, values)
    first, key = vectors[:, 0], "steps.weigh.method"
    if eigenvalues[0] - eigenvalues[1] <= EQUAL * len(members):
        message = f"the group {group!r} has no first component: two explain the same, and pca finds no weights"
        raise ScoringError(message, key=key)
    if abs(first.sum()) < EQUAL:
        message = f"in the group {group!r} as much loads against the first component as with it: pca weights cancel out"
        raise ScoringError(message, key=key)
    against = [code for code, loading in zip(codes, first, strict=True) if loading < 0]
    share = float(eigenvalues[0] / len(members))
    text = f"{group}: the first component explains {share:.0%} of the variance"
    if against:
        text += f"; these load against it and weigh negatively: {', '.join(against)}"
    signs = {code: 1 if loading >= 0 else -1 for code, loading in zip(codes, first, strict=True)}
    facts = {"group": group, "explained": share, "signs": signs, "units": units}
    return GroupWeights(tuple(float(loading) for loading in first)), (ScoringWarning("pca", text, facts),)


def _entropy(group: str, members: Sequence[Node], values: Array, step: Weigh) -> Weighed:
    """Weigh by how unevenly a column is distributed: 1 − Shannon entropy of its shares over ln(number of units)."""
    uneven = []
    for at, member in enumerate(members):
        column = values[:, at][~np.isnan(values[:, at])]
        if len(column) < 2 or (column < 0).any() or column.sum() == 0:
            error = "one value" if len(column) < 2 else "values below 0" if (column < 0).any() else "nothing above 0"
            message = f"{member.code!r} has {error}: entropy needs shares (normalise to a scale from 0 up)"
            raise ScoringError(message, indicator=member.code, key="steps.weigh.method")
        shares = column[column > 0] / column.sum()
        entropy = float(-(shares * np.log(shares)).sum() / np.log(len(column)))
        uneven.append(1 - entropy if entropy < 1 - EVEN else 0.0)
    if not any(uneven):
        message = f"in the group {group!r} every column is evenly distributed: entropy gives no weights"
        raise ScoringError(message, key="steps.weigh.method")
    return GroupWeights(tuple(uneven)), ()


def _ahp(group: str, members: Sequence[Node], values: Array, step: Weigh) -> Weighed:
    """Return the principal eigenvector of the pairwise comparisons; groups without a matrix keep their weights."""
    if group not in step.comparisons:
        kept, _ = _given(group, members, values, step)
        text = f"{group}: no pairwise judgements; its members keep the weights given"
        return kept, ((ScoringWarning("ahp", text, {"group": group}),) if len(members) > 1 else ())
    matrix = np.array(step.comparisons[group])
    key = f"steps.weigh.comparisons.{group}"
    if matrix.shape[0] != len(members):
        names = ", ".join(member.code for member in members)
        message = f"the matrix of {group!r} is of order {matrix.shape[0]}, its group has {len(members)} ({names})"
        raise ScoringError(message, key=key)
    for row, at in np.argwhere(np.abs(matrix * matrix.T - 1) > RECIPROCAL)[:1]:
        first, second = members[row].code, members[at].code
        same, other = f"{first!r} against itself is not 1", f"{second!r} against {first!r}"
        raise ScoringError(
            same if row == at else f"{first!r} against {second!r} is not the reciprocal of {other}", key=key
        )
    weights, ratio = priorities(matrix)
    verdict = "consistent" if ratio <= CONSISTENT else f"above {CONSISTENT:g}: the judgements contradict each other"
    if len(matrix) > len(RANDOM_INDEX):
        verdict += f" (by the random index of order {len(RANDOM_INDEX)}, the last that Saaty gives)"
    warning = ScoringWarning(
        "ahp", f"{group}: consistency ratio {ratio:.3f}, {verdict}", {"group": group, "ratio": ratio}
    )
    return GroupWeights(tuple(float(weight) for weight in weights)), (warning,)


@on_one_thread
def priorities(matrix: Array) -> tuple[Array, float]:
    """Return the priorities (adding up to 1) and the consistency ratio of a reciprocal matrix of pairwise comparisons.

    Source: Saaty (1980): principal eigenvector; CR = (λmax − n) / (n − 1) / RI(n).
    """
    order = len(matrix)
    values, vectors = np.linalg.eig(matrix)
    at = int(np.argmax(values.real))
    principal = np.abs(vectors[:, at].real)
    index = max(0.0, float(values[at].real) - order) / max(1, order - 1)
    random = RANDOM_INDEX[min(order, len(RANDOM_INDEX)) - 1]
    return principal / principal.sum(), index / random if random else 0.0


METHODS: Mapping[str, Callable[[str, Sequence[Node], Array, Weigh], Weighed]] = {
    "given": _given,
    "equal": _equal,
    "pca": _pca,
    "entropy": _entropy,
    "ahp": _ahp,
}
