"""How an appraisal changes when costs, benefits or their time do, and what change makes the present value zero.

Sizes of changes are data, with the appraisal. Source of the method: Asian Development Bank, Guidelines for the Economic
Analysis of Projects (2017), sensitivity analysis and switching values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from engines.portfolio.amounts import Amount, is_number
from engines.portfolio.appraisal import benefit_cost_ratio
from engines.portfolio.errors import PortfolioError


@dataclass(frozen=True, slots=True)
class Case:
    """A change of an appraisal: costs and benefits by a share of themselves (0.2 is 20 % more), benefits years later.

    Raises PortfolioError if a share is below −1 or not finite, the delay is negative, or nothing changes.
    """

    name: str
    costs: Decimal = Decimal(0)
    benefits: Decimal = Decimal(0)
    delay: int = 0

    def __post_init__(self) -> None:
        for what, share in (("costs", self.costs), ("benefits", self.benefits)):
            if not is_number(share) or share < -1:
                raise PortfolioError(f"{what} cannot change by {share}: a share is a finite number from −1 up")
        if self.delay < 0:
            raise PortfolioError(f"benefits cannot come {self.delay} years later")
        if not (self.costs or self.benefits or self.delay):
            raise PortfolioError("the case changes nothing")


def changed_flows(
    benefits: Sequence[Decimal], costs: Sequence[Decimal], case: Case
) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    """Return benefits and costs by year as a case has them, in the flows' unit.

    The period stays: benefits that a delay moves beyond its last year are lost, while costs stay where they are.
    """
    later = (*([Decimal(0)] * min(case.delay, len(benefits))), *benefits)[: len(benefits)]
    return (
        tuple(amount * (1 + case.benefits) for amount in later),
        tuple(amount * (1 + case.costs) for amount in costs),
    )


@dataclass(frozen=True, slots=True)
class SwitchingValues:
    """The change of all costs, and that of all benefits, at which the present value is zero (0.2 is 20 % more).

    `benefits` is None if there are no benefits to change.
    """

    costs: Decimal
    benefits: Decimal | None


def switching_values(benefits: Sequence[Amount], costs: Sequence[Amount], rate: Amount) -> SwitchingValues:
    """Return the switching values at a discount rate: BCR − 1 of costs, 1 / BCR − 1 of benefits, each alone.

    Raises PortfolioError as `benefit_cost_ratio`.
    """
    ratio = benefit_cost_ratio(benefits, costs, rate)
    return SwitchingValues(ratio - 1, 1 / ratio - 1 if ratio else None)
