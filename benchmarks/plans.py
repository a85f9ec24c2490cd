"""Made-up programmes of a large city, with a fixed seed: what the portfolio engine is measured on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from engines.portfolio.problem import (
    AvailabilityPayment,
    Budget,
    CostPart,
    CoverageRule,
    Debt,
    DeficitRule,
    GroupLimit,
    Problem,
    Programme,
    Requirement,
    RuleSet,
    Source,
    StockRule,
)

FIRST_YEAR = 2026
DIMENSIONS = ("governance", "economy", "living", "society", "environment", "branding")
TIGHT, LOOSE = Decimal("0.3"), Decimal("0.6")  # money of all years as a share of what all programmes cost
LOAN_TENOR = 8
PAYERS = (("cash",), ("cash", "general"), ("general", "loan"), ("cash", "earmarked"), ("general", "partner", "loan"))


def plans(programmes: int, years: int, money: Decimal, seed: int = 1) -> Problem:
    """Return a problem with all kinds of sources and rules between programmes, benefits discounted by nothing."""
    draw = Random(seed)  # noqa: S311 # made-up data
    made = [_programme(draw, at, years) for at in range(programmes)]
    cost = sum((sum(part.profile) for programme in made for part in programme.parts), Decimal(0))
    yearly = (cost * money / years).quantize(Decimal(1))
    codes = [programme.code for programme in made]
    return Problem(
        name=f"{programmes} programmes, {years} years, money for {money:.0%} (made up)",
        unit="Rp billion",
        first_year=FIRST_YEAR,
        years=years,
        programmes=tuple(made),
        sources=_sources(draw, yearly, years),
        budgets=tuple(_budget(year, yearly) for year in range(FIRST_YEAR - 1, FIRST_YEAR + years + LOAN_TENOR)),
        rules=_rules(years),
        exclusive=tuple(tuple(draw.sample(codes, 3)) for _ in range(programmes // 20)),
        limits=tuple(
            GroupLimit("dimension", dimension, "share", Decimal("0.1"), Decimal("0.3")) for dimension in DIMENSIONS
        ),
    )


def _programme(draw: Random, at: int, years: int) -> Programme:
    lasts = draw.randint(1, 4)
    size = draw.lognormvariate(3, 0.8)
    profile = tuple(_million(1 + size * draw.uniform(0.5, 1.5)) for _ in range(lasts))
    earlier = draw.sample(range(at), 1) if at and draw.random() < 0.27 else []
    return Programme(
        code=f"p{at}",
        name=f"Programme {at} (made up)",
        parts=(CostPart("works", profile, draw.choice(PAYERS)),),
        benefit=Decimal(int(float(sum(profile)) * draw.uniform(0.5, 2) * 10)),
        start_years=tuple(range(FIRST_YEAR, FIRST_YEAR + years)),
        requires=tuple(Requirement(f"p{other}", lag=1) for other in earlier),
        tags=frozenset({"roads"} if draw.random() < 0.5 else ()),
        groups={"dimension": draw.choice(DIMENSIONS)},
    )


def _million(amount: float) -> Decimal:
    """Return an amount in billions to the million, as budgets are written."""
    return Decimal(round(1000 * amount)) / 1000


def _sources(draw: Random, yearly: Decimal, years: int) -> tuple[Source, ...]:
    def ceilings(share: float) -> dict[int, Decimal]:
        return {FIRST_YEAR + at: _million(float(yearly) * share * draw.uniform(0.7, 1.3)) for at in range(years)}

    return (
        Source("cash", "Own revenue", ceilings(0.45)),
        Source("general", "General transfers", ceilings(0.3), carry_over=True),
        Source("earmarked", "Earmarked transfers", ceilings(0.1), earmark=frozenset({"roads"})),
        Debt("loan", "Loan", ceilings(0.1), interest=Decimal("0.07"), grace=2, tenor=LOAN_TENOR, served_by="cash"),
        AvailabilityPayment(
            "partner", "Partner (KPBU)", ceilings(0.05), yearly=Decimal("0.15"), years=10, served_by="cash"
        ),
    )


def _budget(year: int, yearly: Decimal) -> Budget:
    return Budget(year, revenue=4 * yearly, pad=yearly, dau=2 * yearly, dbh=yearly / 2, personnel=2 * yearly)


def _rules(years: int) -> RuleSet:
    caps = {FIRST_YEAR + at: Decimal("0.03") for at in range(years)}
    rules = (
        StockRule("stock", Decimal("0.75")),
        CoverageRule("coverage", Decimal("2.5"), "uu_1_2022"),
        DeficitRule("deficit", caps),
    )
    return RuleSet("made-up", "Rules of all kinds (made up)", date(2024, 1, 1), None, rules)
