"""Principal components of a group, and the factors kept of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engines.scoring.algebra import components_of, turned
from engines.scoring.errors import ScoringError
from engines.scoring.table import Array

ROUNDS, STILL = 1000, 1e-12  # of the rotation


@dataclass(frozen=True, slots=True)
class Components:
    """The principal components of a group's correlations, the largest first.

    `explained` are shares of the variance (0–1, adding up to 1); `vectors` the eigenvectors, members × components, of
    length 1, each turned so that it adds up to more than 0. `units` is the number of complete rows they rest on.
    """

    group: str
    members: tuple[str, ...]
    units: int
    eigenvalues: Array
    explained: Array
    vectors: Array

    @property
    def cumulative(self) -> Array:
        """The share of the variance that the components up to each one explain."""
        return np.cumsum(self.explained)

    @property
    def loadings(self) -> Array:
        """The correlation of each member with each component, members × components."""
        return np.asarray(self.vectors * np.sqrt(self.eigenvalues))


@dataclass(frozen=True, slots=True)
class Factors:
    """The factors kept of a group, rotated, the one that explains most first.

    `loadings` are members × factors; `variance` is what each explains (the sum of its squared loadings), `share` its
    part of what all factors kept explain; `communalities` the part of each member's variance (0–1) that they explain.
    `factor` is the number (from 0) of the factor in which a member counts for most, `weights` add up to 1.
    """

    group: str
    members: tuple[str, ...]
    loadings: Array
    variance: Array
    share: Array
    communalities: Array
    factor: tuple[int, ...]
    weights: Array


def principal_components(group: str, members: Sequence[str], values: Array) -> Components:
    """Return the principal components of a group from its members' values (units × members; incomplete rows left out).

    Source: OECD/JRC Handbook (2008), step 4. Raises ScoringError, naming the member, if it is constant, or if fewer
    than three units have all values.
    """
    units, eigenvalues, vectors = components_of(group, members, values)
    return Components(group, tuple(members), units, eigenvalues, eigenvalues / eigenvalues.sum(), vectors)


def factors_of(components: Components, keep: int | None = None) -> Factors:
    """Return the first factors, rotated by varimax, and the weights they give.

    `keep` is how many; without it those with an eigenvalue above 1 (Kaiser's rule), at least one. Weights: each
    member's squared loading over what its factor explains, times the factor's share, brought to add up to 1; its factor
    is the one where that quotient is largest (Nicoletti, Scarpetta and Boylaud 2000). Source: OECD/JRC Handbook (2008),
    steps 4 and 6.

    Raises ScoringError if `keep` is not between 1 and the number of members.
    """
    kept = max(1, int((components.eigenvalues > 1).sum())) if keep is None else keep
    if not 1 <= kept <= len(components.members):
        message = f"{kept} factors of the {len(components.members)} members of {components.group!r}"
        raise ScoringError(message, indicator=components.group)
    rotated = varimax(components.loadings[:, :kept])
    squares = rotated**2
    order = np.argsort(-squares.sum(axis=0), kind="stable")
    rotated, squares = turned(rotated[:, order]), squares[:, order]
    variance = squares.sum(axis=0)
    own = np.divide(squares, variance, out=np.zeros_like(squares), where=variance > 0).argmax(axis=1)
    parts = squares[np.arange(len(squares)), own]
    return Factors(
        group=components.group,
        members=components.members,
        loadings=rotated,
        variance=variance,
        share=variance / variance.sum(),
        communalities=squares.sum(axis=1),
        factor=tuple(int(factor) for factor in own),
        weights=parts / parts.sum(),
    )


def varimax(loadings: Array) -> Array:
    """Return loadings (members × factors) rotated so that each member loads on few factors.

    Rows are brought to length 1 while it turns (Kaiser normalisation). Source: Kaiser (1958), solved by singular
    value decompositions as R's `varimax` does.
    """
    if loadings.shape[1] < 2:
        return loadings
    lengths = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    rows = loadings / np.where(lengths > 0, lengths, 1.0)
    rotation = np.eye(loadings.shape[1])
    before = 0.0
    for _ in range(ROUNDS):
        turned = rows @ rotation
        left, sizes, right = np.linalg.svd(rows.T @ (turned**3 - turned * (turned**2).mean(axis=0)))
        rotation = left @ right
        if sizes.sum() < before * (1 + STILL):
            break
        before = float(sizes.sum())
    return np.asarray(rows @ rotation * lengths)
