"""Made-up portfolios of any size: programmes, five sources, debts, rules; the same for the same seed."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

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
    RunningCost,
    Source,
    StockRule,
)

FIRST = 2026
DIMENSIONS = ("governance", "branding", "economy", "living", "society", "environment")
RULES = RuleSet(
    "made-up",
    "for measurements only",
    date(FIRST, 1, 1),
    None,
    (
        StockRule("stock of debt", Decimal("0.75")),
        CoverageRule("debt service", Decimal("2.5"), "uu_1_2022"),
        DeficitRule("deficit", {FIRST + year: Decimal("0.025") for year in range(60)}),
    ),
)


def made_up_plan(programmes: int, years: int, share: float, seed: int = 1) -> Problem:
    """Return a problem whose money pays for about `share` of all that could be done."""
    draw = random.Random(seed)  # noqa: S311 # a measurement, not a secret
    made = tuple(_programme(draw, at, programmes) for at in range(programmes))
    cost = sum((sum(part.profile) for programme in made for part in programme.parts), Decimal(0))
    yearly = int(cost * Decimal(share) / years)
    horizon = range(FIRST, FIRST + years)
    ceilings = {
        code: {year: Decimal(int(yearly * part * draw.uniform(0.8, 1.2))) for year in horizon}
        for code, part in (("APBD", 0.6), ("DAK", 0.15), ("grant", 0.05))
    }
    debt = {year: Decimal(yearly // 4) for year in horizon}
    sources: tuple[Source, ...] = (
        Source("APBD", "own budget", ceilings["APBD"], carry_over=True),
        Source("DAK", "special allocation", ceilings["DAK"], earmark=frozenset({"infrastructure"})),
        Source("grant", "grant", ceilings["grant"]),
        Debt("loan", "loan", debt, interest=Decimal("0.07"), grace=1, tenor=6, served_by="APBD"),
        AvailabilityPayment("KPBU", "partner", debt, yearly=Decimal("0.15"), years=10, served_by="APBD"),
    )
    budgets = tuple(_budget(year, yearly) for year in range(FIRST - 1, FIRST + years + 12))
    limits = tuple(
        GroupLimit("dimension", dimension, "share", Decimal("0.08"), Decimal("0.35")) for dimension in DIMENSIONS
    )
    variants = tuple((f"p{at}", f"p{at + 1}") for at in range(5, programmes - 1, max(2, programmes // 15)))
    return Problem("made up", "Rp billion", FIRST, years, made, sources, budgets, RULES, variants, limits)


def _programme(draw: random.Random, at: int, programmes: int) -> Programme:
    size = draw.lognormvariate(3.5, 0.9)
    duration = draw.randint(1, 3)
    profile = tuple(Decimal(max(1, int(size / duration * draw.uniform(0.6, 1.4)))) for _ in range(duration))
    hard = draw.random() < 0.5
    payers = ("APBD", "DAK", "loan", "KPBU") if hard else ("APBD", "grant")
    tags = frozenset({"infrastructure"}) if hard else frozenset({"service"})
    requires = (Requirement(f"p{draw.randrange(at)}", draw.randint(0, 2)),) if at and draw.random() < 0.27 else ()
    running = RunningCost(Decimal(max(1, int(size * 0.02))), ("APBD",)) if draw.random() < 0.3 else None
    benefit = Decimal(int(sum(profile) * Decimal(draw.uniform(0.5, 2.0)) * 10))
    return Programme(
        f"p{at}",
        f"programme {at} of {programmes}",
        (CostPart("works", profile, payers),),
        benefit=benefit,
        running=running,
        requires=requires,
        tags=tags,
        groups={"dimension": DIMENSIONS[at % len(DIMENSIONS)]},
    )


def _budget(year: int, yearly: int) -> Budget:
    """Return a budget about eight times what the plan may spend."""
    whole = Decimal(8 * yearly)
    return Budget(
        year,
        revenue=whole,
        pad=whole * 3 / 10,
        dau=whole * 4 / 10,
        dbh=whole / 10,
        dau_earmarked=whole / 20,
        personnel=whole * 35 / 100,
        principal=whole / 100,
        interest_paid=whole / 200,
        outstanding=whole / 20,
        spending=whole,
    )
