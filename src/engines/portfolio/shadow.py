"""Shadow prices of ceilings and rules in the linear relaxation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from engines.portfolio.formulate import Formulation
from engines.portfolio.model import IntegerModel
from engines.portfolio.problem import Year
from engines.portfolio.solvers.highs import quiet

CEILING = "ceiling of "
NOTHING = 1e-9
CHOICES = ("once", "must", "demand", "requires", "exclusive")  # no amount of anything


@dataclass(frozen=True, slots=True)
class Price:
    """A ceiling or a rule that binds: the benefit that `per` more of it would bring, at the margin."""

    rule: str
    year: Year | None
    benefit: Decimal
    per: Decimal


def prices(formulation: Formulation, per: Decimal = Decimal(1)) -> tuple[Price, ...]:
    """Return what binds, the dearest first, and what `per` more (in the problem's unit) would bring.

    The price is the dual value in the relaxation in which programmes may be started in part: an estimate for amounts
    that are small beside the programmes. More in a year of a source that carries over eases all later years, too. Rules
    that do not bind have no price.
    """
    benefits = {at: int(option.benefit * formulation.scale) for at, option in enumerate(formulation.options)}
    model = replace(formulation.model, objective=benefits)
    step = Decimal(per) / formulation.quantum / formulation.scale
    found = []
    later: dict[str, float] = defaultdict(float)
    for constraint, dual in reversed(list(zip(model.constraints, relaxed(model), strict=True))):
        if constraint.rule.startswith(CHOICES):
            continue
        price = abs(dual) * constraint.unit
        source = formulation.problem.source.get(constraint.rule.removeprefix(CEILING))
        if source is not None and source.carry_over:
            later[source.code] += price
            price = later[source.code]
        if price > NOTHING:
            found.append(Price(constraint.rule, constraint.year, Decimal(repr(price)) * step, per))
    return tuple(sorted(found, key=lambda price: (-price.benefit, price.rule, price.year or 0)))


def relaxed(model: IntegerModel) -> tuple[float, ...]:
    """Return the dual value of every constraint when variables need not be whole; all zero if nothing is feasible."""
    import highspy

    highs = quiet()
    highs.setOptionValue("threads", 1)  # as everywhere: HiGHS refuses another number in the same process
    highs.addVars(
        len(model.variables),
        np.array([float(v.lower) for v in model.variables]),
        np.array([float(v.upper) for v in model.variables]),
    )
    for at, coefficient in model.objective.items():
        highs.changeColCost(at, float(coefficient))
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    for constraint in model.constraints:
        low = -highspy.kHighsInf if constraint.low is None else float(constraint.low)
        high = highspy.kHighsInf if constraint.high is None else float(constraint.high)
        columns = np.array(list(constraint.terms), dtype=np.int32)
        highs.addRow(low, high, len(columns), columns, np.array([float(term) for term in constraint.terms.values()]))
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return (0.0,) * len(model.constraints)
    return tuple(highs.getSolution().row_dual)
