"""What a programme is worth: present value, internal rate, benefit-cost ratio, payback, annual worth.

Cash flows are amounts at the ends of the years 0, 1, …, T, in any one unit; rates are shares a year. Sums are exact
fractions, turned into decimals of 34 digits at the end. Formulas: Park, Contemporary Engineering Economics (2016),
chapters 5–7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Literal

from engines.portfolio.amounts import Amount, is_number
from engines.portfolio.errors import PortfolioError
from engines.portfolio.roots import positive_roots

DIGITS = Context(prec=34)


@dataclass(frozen=True, slots=True)
class DiscountRates:
    """The rates to judge by, and who says so. Raises PortfolioError if one is −1 or less, or they do not rise."""

    low: Decimal
    base: Decimal
    high: Decimal
    source: str

    def __post_init__(self) -> None:
        for rate in (self.low, self.base, self.high):
            _growth(rate)
        if not self.low <= self.base <= self.high:
            raise PortfolioError(f"discount rates must rise: {self.low}, {self.base}, {self.high}")
        if not self.source.strip():
            raise PortfolioError("discount rates need a source: who says that these are the rates?")


def net_present_value(flows: Sequence[Amount], rate: Amount) -> Decimal:
    """Return NPV(r) = Σ Fₜ / (1 + r)ᵗ, in the flows' unit.

    Raises PortfolioError if there are no flows, one is not finite, or the rate is −1 or less.
    """
    return _decimal(_present(_exact(flows), rate))


def annual_worth(flows: Sequence[Amount], rate: Amount) -> Decimal:
    """Return the equal yearly amount in the years 1…T worth as much: NPV · r / (1 − (1 + r)⁻ᵀ); NPV / T at r = 0.

    Raises PortfolioError as `net_present_value`, and if there is no year after year 0.
    """
    exact = _exact(flows)
    years = len(exact) - 1
    if not years:
        raise PortfolioError("annual worth needs at least one year after year 0")
    growth = _growth(rate)
    annuity = sum((1 / growth**year for year in range(1, years + 1)), Fraction(0))
    return _decimal(_present(exact, rate) / annuity)


def benefit_cost_ratio(benefits: Sequence[Amount], costs: Sequence[Amount], rate: Amount) -> Decimal:
    """Return BCR(r) = Σ Bₜ / (1 + r)ᵗ over Σ Cₜ / (1 + r)ᵗ.

    Raises PortfolioError as `net_present_value`, if an amount is negative (which side it stands on would change the
    ratio), the two have not the same years, or nothing is ever paid.
    """
    gains, pains = _two_sides(benefits, costs)
    present = _present(pains, rate)
    if not present:
        raise PortfolioError("there is no benefit-cost ratio where there are no costs")
    return _decimal(_present(gains, rate) / present)


@dataclass(frozen=True, slots=True)
class Payback:
    """When what was paid out has come back.

    `year`: the first year at whose end the sum of flows, once below zero, is not below zero any more. `years`: the same
    with the year's flow taken to come evenly. `kept`: the sum is not below zero in any later year.
    """

    year: int
    years: Decimal
    kept: bool


def payback(flows: Sequence[Amount]) -> Payback | None:
    """Return when undiscounted flows have paid back (year 0 if nothing is ever owed), or None if they never do.

    Raises PortfolioError if there are no flows or one is not finite.
    """
    return _payback(_exact(flows))


def discounted_payback(flows: Sequence[Amount], rate: Amount) -> Payback | None:
    """Return when flows discounted to year 0 have paid back, or None if they never do.

    Raises PortfolioError as `net_present_value`.
    """
    return _payback(_discounted(_exact(flows), rate))


Verdict = Literal["nothing_flows", "none_gain", "none_loss", "invest", "borrow", "touch", "one_of_many", "several"]

VERDICTS: Mapping[str, Mapping[Verdict, str]] = {
    "en": {
        "nothing_flows": "no rate: nothing flows, the present value is zero at every rate",
        "none_gain": "no rate: the present value is above zero at every rate",
        "none_loss": "no rate: the present value is below zero at every rate",
        "invest": "one rate: worth doing if money costs less than it",
        "borrow": "one rate, of flows like a loan's: worth doing if money costs more than it",
        "touch": "the present value touches zero without changing sign: no rate to judge by, look at the present value",
        "one_of_many": "one rate, though the flows change sign more than once: look at the present value beside it",
        "several": "several rates, none of them the yield: judge by the present value at the rate you pay",
    },
    "id": {
        "nothing_flows": "tidak ada tingkat: tidak ada arus, nilai kini nol pada setiap tingkat",
        "none_gain": "tidak ada tingkat: nilai kini di atas nol pada setiap tingkat",
        "none_loss": "tidak ada tingkat: nilai kini di bawah nol pada setiap tingkat",
        "invest": "satu tingkat: layak bila biaya uang di bawahnya",
        "borrow": "satu tingkat, arusnya seperti pinjaman: layak bila biaya uang di atasnya",
        "touch": "nilai kini menyentuh nol tanpa berganti tanda: bukan tingkat untuk menilai, lihat nilai kini",
        "one_of_many": "satu tingkat, tetapi arus berganti tanda lebih dari sekali: lihat juga nilai kini",
        "several": "beberapa tingkat, tidak satu pun hasil investasi: nilailah dengan nilai kini pada tingkat Anda",
    },
}


@dataclass(frozen=True, slots=True)
class InternalRates:
    """Every rate above −1 at which the present value is zero, rising, and what that means.

    `crossing` says of each whether the present value changes sign there; where it does not, it only touches zero.
    """

    roots: tuple[float, ...]
    crossing: tuple[bool, ...]
    verdict: Verdict

    def in_words(self, language: str = "en") -> str:
        """Return the verdict as a sentence, in `en` or `id`."""
        return VERDICTS[language][self.verdict]


def internal_rates(flows: Sequence[Amount]) -> InternalRates:
    """Return all internal rates of return: r > −1 with NPV(r) = 0.

    With g = 1 + r they are the roots above zero of Σ Fₜ gᵀ⁻ᵗ, found exactly and given as the nearest float.

    Raises PortfolioError if there are no flows, one is not finite, or a rate is too large for a float.
    """
    exact = _exact(flows)
    if not any(exact):
        return InternalRates((), (), "nothing_flows")
    roots = positive_roots(exact)
    try:
        rates = tuple(float(root.value - 1) for root in roots)
    except OverflowError:
        raise PortfolioError("the cash flows differ too much in size for a rate to be told") from None
    crossing = tuple(root.crosses for root in roots)
    return InternalRates(rates, crossing, _verdict(exact, crossing))


def _verdict(flows: Sequence[Fraction], crossing: tuple[bool, ...]) -> Verdict:
    signs = [flow > 0 for flow in flows if flow]
    if not crossing:  # the sign at every rate is that at a very high one, where the first flow is all
        return "none_gain" if signs[0] else "none_loss"
    if len(crossing) > 1:
        return "several"
    if not crossing[0]:
        return "touch"
    if sum(a != b for a, b in pairwise(signs)) > 1:
        return "one_of_many"
    return "borrow" if signs[0] else "invest"


@dataclass(frozen=True, slots=True)
class AtRate:
    """The figures that depend on the discount rate, at one."""

    rate: Decimal
    present_value: Decimal
    benefit_cost_ratio: Decimal
    annual_worth: Decimal
    payback: Payback | None


@dataclass(frozen=True, slots=True)
class Appraisal:
    """All figures of a programme: at the low, the base and the high rate, and those that need no rate."""

    low: AtRate
    base: AtRate
    high: AtRate
    source: str
    internal: InternalRates
    payback: Payback | None


def appraise(benefits: Sequence[Amount], costs: Sequence[Amount], rates: DiscountRates) -> Appraisal:
    """Return the appraisal of benefits and costs by year (0…T, in one unit).

    Raises PortfolioError as `benefit_cost_ratio` and `annual_worth`.
    """
    gains, pains = _two_sides(benefits, costs)
    flows = [_decimal(gain - pain) for gain, pain in zip(gains, pains, strict=True)]

    def at(rate: Decimal) -> AtRate:
        ratio = benefit_cost_ratio(benefits, costs, rate)
        worth, back = annual_worth(flows, rate), discounted_payback(flows, rate)
        return AtRate(rate, net_present_value(flows, rate), ratio, worth, back)

    internal, simple = internal_rates(flows), payback(flows)
    return Appraisal(at(rates.low), at(rates.base), at(rates.high), rates.source, internal, simple)


def _payback(flows: Sequence[Fraction]) -> Payback | None:
    sums = list(accumulate(flows))
    owed = next((year for year, sum_ in enumerate(sums) if sum_ < 0), None)
    if owed is None:
        return Payback(0, Decimal(0), kept=True)
    back = next((year for year, sum_ in enumerate(sums) if year > owed and sum_ >= 0), None)
    if back is None:
        return None
    since = back - 1 - sums[back - 1] / flows[back]
    return Payback(back, _decimal(since), kept=min(sums[back:]) >= 0)


def _discounted(flows: Sequence[Fraction], rate: Amount) -> list[Fraction]:
    growth = _growth(rate)
    return [flow / growth**year for year, flow in enumerate(flows)]


def _present(flows: Sequence[Fraction], rate: Amount) -> Fraction:
    return sum(_discounted(flows, rate), Fraction(0))


def _growth(rate: Amount) -> Fraction:
    if not is_number(rate) or rate <= -1:
        raise PortfolioError(f"{rate} is no discount rate: it must be a finite number above −1")
    return 1 + Fraction(rate)


def _exact(flows: Sequence[Amount]) -> list[Fraction]:
    if not flows:
        raise PortfolioError("there are no cash flows")
    for year, flow in enumerate(flows):
        if not is_number(flow):
            raise PortfolioError(f"the cash flow of year {year} is {flow}: not a finite number", year=year)
    return [Fraction(flow) for flow in flows]


def _two_sides(benefits: Sequence[Amount], costs: Sequence[Amount]) -> tuple[list[Fraction], list[Fraction]]:
    gains, pains = _exact(benefits), _exact(costs)
    if len(gains) != len(pains):
        raise PortfolioError(f"benefits are of {len(gains)} years, costs of {len(pains)}: they must be of the same")
    for name, side in (("benefit", gains), ("cost", pains)):
        for year, amount in enumerate(side):
            if amount < 0:
                message = f"the {name} of year {year} is below zero: enter it on the other side"
                raise PortfolioError(message, year=year)
    return gains, pains


def _decimal(exact: Fraction) -> Decimal:
    return DIGITS.divide(Decimal(exact.numerator), Decimal(exact.denominator))
