"""Solvers of integer linear models, one per module, all called alike.

`solve(model, seconds=, seed=, work=, report=, found=)` works on one core until it has proven its answer or the time
is over. `report` is told the best value and the proven bound whenever either changes, and says whether to stop;
`found` is given every better answer. With `work`, a limit that counts steps and not time, the same model and seed
give the same answer, as long as `seconds` are enough. Solvers are loaded when first used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from engines.portfolio.model import IntegerModel, Solution
from engines.portfolio.solvers import cbc, cp_sat, highs

Report = Callable[[int | None, int | None], bool]
Found = Callable[[Sequence[int]], None]


class Solve(Protocol):
    """A solver.

    Raises PortfolioError if the numbers of the model are too large for it.
    """

    def __call__(
        self,
        model: IntegerModel,
        *,
        seconds: float,
        seed: int,
        work: float | None,
        report: Report,
        found: Found = ...,
    ) -> Solution: ...


SOLVERS: Mapping[str, Solve] = {cp_sat.NAME: cp_sat.solve, highs.NAME: highs.solve, cbc.NAME: cbc.solve}
