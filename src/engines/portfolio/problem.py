"""The problem: programmes, sources of money, budgets, and the rules between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

Year = int
Money = Decimal  # in the problem's unit; never rounded before the end
Share = Decimal  # 0–1


@dataclass(frozen=True, slots=True)
class CostPart:
    """What a part of a programme costs in the years since its start (0, 1, …), and the sources that may pay it."""

    name: str
    profile: tuple[Money, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunningCost:
    """What a programme costs every year once its parts are done, to the end of the plan."""

    yearly: Money
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """Another programme that must have started at least `lag` years before."""

    code: str
    lag: int = 0


@dataclass(frozen=True, slots=True)
class FirstPhase:
    """A smaller way of doing a programme: the first phase alone, with its own costs and benefit."""

    parts: tuple[CostPart, ...]
    benefit: Decimal
    running: RunningCost | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme a city may start. `benefit` is one number; `criteria` are weighted by the problem and added to it.

    `start_years` are those it may start in (any, if empty); `tags` say what kind of spending it is (for earmarks and
    mandatory shares) and `groups` where it belongs (`dimension`, `district`, …).
    """

    code: str
    name: str
    parts: tuple[CostPart, ...]
    benefit: Decimal = Decimal(0)
    criteria: Mapping[str, Decimal] = field(default_factory=dict)
    running: RunningCost | None = None
    start_years: tuple[Year, ...] = ()
    requires: tuple[Requirement, ...] = ()
    must: bool = False
    tags: frozenset[str] = frozenset()
    groups: Mapping[str, str] = field(default_factory=dict)
    first_phase: FirstPhase | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Money of a year: a ceiling for each year. With `carry_over` what is left may be spent later.

    `earmark`: it may pay only for programmes with one of these tags (any, if empty).
    """

    code: str
    name: str
    ceilings: Mapping[Year, Money]
    carry_over: bool = False
    earmark: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Debt(Source):
    """A loan or a municipal bond: drawn in the years of spending, within yearly ceilings, and paid back with interest.

    A drawing of year t bears `interest` (a share of what is outstanding at the end of the year before) from t + 1 on. A
    loan's principal is paid back in equal parts in the years t + grace + 1 … t + tenor; a bond's (`bullet`) in year
    t + tenor at once. `fee` is paid once, in the year of drawing, as a share of it. All of it is paid out of the source
    `served_by`. `within_term`: a term rule holds for it.
    """

    interest: Share = Decimal(0)
    grace: int = 0
    tenor: int = 1
    bullet: bool = False
    fee: Share = Decimal(0)
    served_by: str = ""
    within_term: bool = False


@dataclass(frozen=True, slots=True)
class AvailabilityPayment(Source):
    """A partner (KPBU) pays for works of a year; the city pays `yearly` (a share of them) in each of the `years` after.

    The payments come out of the source `served_by`. They are no debt to the stock and deficit rules.
    """

    yearly: Share = Decimal(0)
    years: int = 1
    served_by: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """A year of the city's budget (APBD) as the rules need it, before anything in the plan.

    `revenue`: total regional revenue (pendapatan daerah). `pad`, `dau`, `dbh`, and their earmarked parts. `dak`,
    `emergency_fund` (dana darurat), `loan_proceeds`, `other_earmarked`: what general revenue leaves out. `personnel`
    (belanja pegawai); `mandatory` (belanja wajib) of the classic form. `principal`, `interest_paid`,
    `other_debt_costs`: service of debt that exists; `outstanding`: its stock at the end of the year. `spending`: total
    expenditure; `transfers_down`: transfers to lower regions and villages in it; `tagged`: what of it has a tag.
    """

    year: Year
    revenue: Money
    pad: Money
    dau: Money
    dbh: Money
    dau_earmarked: Money = Decimal(0)
    dbh_dr: Money = Decimal(0)
    dbh_cht: Money = Decimal(0)
    dak: Money = Decimal(0)
    emergency_fund: Money = Decimal(0)
    loan_proceeds: Money = Decimal(0)
    other_earmarked: Money = Decimal(0)
    personnel: Money = Decimal(0)
    mandatory: Money = Decimal(0)
    principal: Money = Decimal(0)
    interest_paid: Money = Decimal(0)
    other_debt_costs: Money = Decimal(0)
    outstanding: Money = Decimal(0)
    spending: Money = Decimal(0)
    transfers_down: Money = Decimal(0)
    tagged: Mapping[str, Money] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StockRule:
    """Outstanding principal at the end of a year ≤ `limit` of last year's general revenue."""

    code: str
    limit: Share


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """Debt-service coverage (DSCR) of a year ≥ `minimum`; `form` names its numerator."""

    code: str
    minimum: Decimal
    form: Literal["classic", "uu_1_2022"]


@dataclass(frozen=True, slots=True)
class DeficitRule:
    """Debt drawn in a year ≤ the cap of that year (a share of its revenue)."""

    code: str
    caps: Mapping[Year, Share]


@dataclass(frozen=True, slots=True)
class TermRule:
    """Every debt marked `within_term` is paid back by the end of the head's term."""

    code: str
    last_year: Year


@dataclass(frozen=True, slots=True)
class SpendingRule:
    """Spending with a tag, a share of total spending (`of`: all, or without transfers to lower regions) in a year."""

    code: str
    tag: str
    minimum: Share | None = None
    maximum: Share | None = None
    of: Literal["total", "without_transfers"] = "total"


Rule = StockRule | CoverageRule | DeficitRule | TermRule | SpendingRule


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The law as it stands on a day: rules with their sources, and what of them is not confirmed."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None
    rules: tuple[Rule, ...]
    sources: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupLimit:
    """At least and at most so many programmes, so much cost, or such a share of all cost, in a group."""

    group: str
    member: str
    of: Literal["count", "cost", "share"]
    minimum: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True)
class Problem:
    """The whole problem. `weights` combine the criteria; `exclusive` are variants of which at most one is done.

    `discount`: a benefit that begins a year later counts for 1 / (1 + discount) of it (0: when does not matter).
    """

    name: str
    unit: str
    first_year: Year
    years: int
    programmes: tuple[Programme, ...]
    sources: tuple[Source, ...]
    budgets: tuple[Budget, ...] = ()
    rules: RuleSet | None = None
    exclusive: tuple[tuple[str, ...], ...] = ()
    limits: tuple[GroupLimit, ...] = ()
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    discount: Share = Decimal(0)

    @cached_property
    def horizon(self) -> range:
        """The years of the plan."""
        return range(self.first_year, self.first_year + self.years)

    @cached_property
    def programme(self) -> Mapping[str, Programme]:
        """Programmes by code."""
        return {programme.code: programme for programme in self.programmes}

    @cached_property
    def source(self) -> Mapping[str, Source]:
        """Sources by code."""
        return {source.code: source for source in self.sources}

    @cached_property
    def budget(self) -> Mapping[Year, Budget]:
        """Budgets by year."""
        return {budget.year: budget for budget in self.budgets}


WHOLE, FIRST_PHASE = "whole", "first_phase"


@dataclass(frozen=True, slots=True)
class Start:
    """A programme that is done: when it starts, and how much of it (`whole` or `first_phase`)."""

    programme: str
    year: Year
    extent: str = WHOLE


@dataclass(frozen=True, slots=True)
class Payment:
    """What a source pays in a year for a part of a programme (`running` is the running cost)."""

    programme: str
    part: str
    year: Year
    source: str
    amount: Money


RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done and who pays: the answer to a problem, before anyone has said how good it is."""

    starts: tuple[Start, ...]
    payments: tuple[Payment, ...]


def extent_of(programme: Programme, extent: str) -> tuple[tuple[CostPart, ...], RunningCost | None, Decimal]:
    """Return parts, running cost and own benefit of a programme done to an extent."""
    if extent == FIRST_PHASE and programme.first_phase is not None:
        phase = programme.first_phase
        return phase.parts, phase.running, phase.benefit
    return programme.parts, programme.running, programme.benefit


def duration_of(parts: tuple[CostPart, ...]) -> int:
    """Return the years from the start to the end of the last part."""
    return max(len(part.profile) for part in parts)


def benefit_of(problem: Problem, programme: Programme, extent: str = WHOLE) -> Decimal:
    """Return the benefit of a programme: its own number and its weighted criteria; of a first phase its number."""
    *_, own = extent_of(programme, extent)
    if extent == FIRST_PHASE:
        return own
    return own + sum((problem.weights[name] * value for name, value in programme.criteria.items()), Decimal(0))
