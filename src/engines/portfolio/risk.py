"""What may go wrong with the money of a plan: costs go over, revenue falls short, and ceilings do not cover it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from math import fsum

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from engines.portfolio.borrowing import service_of
from engines.portfolio.errors import PortfolioError
from engines.portfolio.problem import AvailabilityPayment, Debt, Plan, Problem, Source, Year
from engines.portfolio.tail import Losses, losses_of, tail_weights

Array = NDArray[np.float64]
Worth = tuple[Array, Array]
NOTHING = 1e-9  # of a ceiling or demand: what floating point leaves where money just suffices
SEEDS = 2**64
LARGEST = 1e6  # a factor beyond it is a slip of the pen
WIDEST = 10.0  # as is a sigma


@dataclass(frozen=True, slots=True)
class Lognormal:
    """A factor median × exp(sigma × z), z standard normal."""

    median: float
    sigma: float

    def __post_init__(self) -> None:
        if not (0 < self.median <= LARGEST and 0 <= self.sigma <= WIDEST):
            raise PortfolioError(
                f"{self}: the median must be above zero and at most {LARGEST:g}, sigma 0 to {WIDEST:g}"
            )

    def of(self, normal: Array) -> Array:
        """Return the factors of standard normal numbers."""
        return self.median * np.exp(self.sigma * normal)


@dataclass(frozen=True, slots=True)
class Triangular:
    """A factor between `low` and `high`, most likely `mode`."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.mode <= self.high <= LARGEST:
            raise PortfolioError(f"{self}: low, mode and high must rise from zero to at most {LARGEST:g}")

    def of(self, normal: Array) -> Array:
        """Return the factors of standard normal numbers: the inverse distribution at their probability."""
        width = self.high - self.low
        if not width:
            return np.full_like(normal, self.mode)
        probability = np.asarray(ndtr(normal))
        left = self.low + np.sqrt(probability * width * (self.mode - self.low))
        right = self.high - np.sqrt((1 - probability) * width * (self.high - self.mode))
        return np.where(probability * width < self.mode - self.low, left, right)


Factor = Lognormal | Triangular


@dataclass(frozen=True, slots=True)
class CostRisk:
    """The factor on all costs of a programme: its own, or `otherwise`.

    `together` is the correlation (0–1) of the normal numbers behind any two programmes: prices that rise for all. With
    0 overruns of many programmes cancel, as they seldom do. `source` says where the figures come from.
    """

    otherwise: Factor
    together: float
    source: str
    factors: Mapping[str, Factor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.together <= 1:
            raise PortfolioError(f"overruns cannot be correlated by {self.together}: it must be from 0 to 1")


@dataclass(frozen=True, slots=True)
class RevenueRisk:
    """The factor on the ceilings that live on revenue, by year: z(t) = a z(t − 1) + √(1 − a²) ε(t), an AR(1).

    `ceilings` are the codes of those sources; a years' autocorrelation (above −1, below 1); `source` as for costs.
    """

    factor: Factor
    autocorrelation: float
    ceilings: tuple[str, ...]
    source: str

    def __post_init__(self) -> None:
        if not -1 < self.autocorrelation < 1:
            raise PortfolioError(f"years cannot be correlated by {self.autocorrelation}: it must be between −1 and 1")


@dataclass(frozen=True, slots=True)
class Driver:
    """What a programme's costs beyond the plan add to the CVaR of the total shortfall (below zero: they relieve it)."""

    programme: str
    amount: float


@dataclass(frozen=True, slots=True)
class Drivers:
    """Where the CVaR at a level comes from: Σ programmes + revenue − room is the CVaR itself.

    `programmes`: those whose costs count, the largest first. `revenue`: ceilings that fell. `room`: what the plan had
    left open in the sources and years that fell short, and that took up a part (below zero: it asked for too much
    before anything went wrong). Shares are the derivatives along the change (Euler's theorem: a shortfall is
    homogeneous in demands and ceilings), so that money a year left over for a later one counts as well.
    """

    level: Decimal
    programmes: tuple[Driver, ...]
    revenue: float
    room: float


@dataclass(frozen=True, slots=True)
class Risk:
    """The shortfall of a plan: what its ceilings would not cover, in the problem's unit.

    `tightest`: the year with the largest expected shortfall, the earliest of equals; None if nothing ever falls short.
    `sample`: shortfalls by year and sample, for those who want to draw them.
    """

    samples: int
    seed: int
    total: Losses
    by_year: Mapping[Year, Losses]
    tightest: Year | None
    drivers: Drivers
    sample: Array = field(compare=False, repr=False)


def shortfall_risk(
    problem: Problem,
    plan: Plan,
    costs: CostRisk,
    revenue: RevenueRisk,
    *,
    levels: Sequence[Decimal],
    samples: int,
    seed: int,
) -> Risk:
    """Return how much money a plan may lack, by Monte Carlo; drivers are of the last of the levels.

    Payments stay with the sources and years of the plan, times their programme's factor. A source lacks what its
    demand of a year is above its ceiling (times the revenue's factor) and, with carry-over, what earlier years left.
    What a debt or partner does not pay is lacking, and neither drawn nor served; what it pays is served out of its
    source in the years of the plan. What is lacking in a year is not asked for again later, nor moved to another
    source; rules other than ceilings are not looked at.

    Every programme draws from a stream of its own (Philox, keyed by the seed and its code): the order of programmes
    changes nothing, a programme has the same overruns in every plan, and memory is samples × sources × years.

    Raises PortfolioError if the plan pays outside the problem's programmes, sources or years, a debt is served by
    nothing, a level or the seed is out of range, or there are no levels or samples.
    """
    if samples < 1 or not levels or not 0 <= seed < SEEDS:
        raise PortfolioError("risk needs at least one sample, one level, and a seed from 0 to 2⁶⁴ − 1")
    world = _World(problem, plan, costs, revenue, samples, seed)
    accounts = _settled(world)
    by_year = np.zeros((problem.years, samples))
    for account in accounts.values():
        by_year += account.short
    total = by_year.sum(axis=0)
    losses = {year: losses_of(by_year[at], levels) for at, year in enumerate(problem.horizon)}
    worst = max(losses, key=lambda year: losses[year].expected)
    return Risk(
        samples=samples,
        seed=seed,
        total=losses_of(total, levels),
        by_year=losses,
        tightest=worst if losses[worst].expected > 0 else None,
        drivers=_drivers(world, accounts, tail_weights(total, levels[-1]), levels[-1]),
        sample=by_year,
    )


@dataclass(frozen=True, slots=True)
class _World:
    """What is drawn, and how to draw it again."""

    problem: Problem
    plan: Plan
    costs: CostRisk
    revenue: RevenueRisk
    samples: int
    seed: int

    def __post_init__(self) -> None:
        for code in self.costs.factors:
            _known(code, self.problem.programme, "programme")
        for code in self.revenue.ceilings:
            _known(code, self.problem.source, "source")

    def stream(self, name: str) -> np.random.Generator:
        """Return the generator that belongs to a name."""
        key = int.from_bytes(sha256(name.encode()).digest()[:8], "little")
        return np.random.Generator(np.random.Philox(key=self.seed << 64 | key))

    def common(self) -> Array:
        """Return the normal numbers that all programmes share."""
        return self.stream("all programmes").standard_normal(self.samples)

    def overrun(self, programme: str, common: Array) -> Array:
        """Return the factors on a programme's costs, by sample."""
        own = self.stream(f"programme {programme}").standard_normal(self.samples)
        together = self.costs.together
        factor = self.costs.factors.get(programme, self.costs.otherwise)
        return factor.of(np.sqrt(together) * common + np.sqrt(1 - together) * own)

    def fortunes(self) -> Array:
        """Return the factors on revenue, years × samples."""
        fresh = self.stream("revenue").standard_normal((self.samples, self.problem.years)).T
        normal = fresh.copy()
        a = self.revenue.autocorrelation
        for at in range(1, self.problem.years):
            normal[at] = a * normal[at - 1] + np.sqrt(1 - a * a) * fresh[at]
        return self.revenue.factor.of(normal)


@dataclass(slots=True)
class _Account:
    """A source in every sample: what is asked of it, what it has, what it lacks (years × samples).

    `service`: what a unit drawn in a year (row) costs the serving source in another (column); empty if nothing.
    """

    source: Source
    planned: Array  # its ceilings in the plan, by year
    demand: Array
    ceiling: Array
    short: Array
    service: Array

    def settle(self) -> None:
        """Compare demand with what there is, year by year."""
        left = np.zeros(self.demand.shape[1])
        for at in range(len(self.demand)):
            has = self.ceiling[at] + left if self.source.carry_over else self.ceiling[at]
            lacks = self.demand[at] - has
            self.short[at] = np.where(lacks > NOTHING * np.maximum(self.demand[at], has), lacks, 0)
            left = np.maximum(0, -lacks)


Accounts = dict[str, _Account]


def _worth(account: _Account, lacks: NDArray[np.bool_], serving: Array) -> Worth:
    """Return what one unit more demanded, and one less to spend, adds to all shortfalls (years × samples).

    `lacks`: where the account falls short; `serving`: what one unit more drawn in a year adds through its service.
    """
    demanded, lost = np.zeros(lacks.shape), np.zeros(lacks.shape)
    later = np.zeros(lacks.shape[1])
    for at in reversed(range(len(lacks))):
        demanded[at] = np.where(lacks[at], 1, serving[at] + later)
        lost[at] = np.where(lacks[at], 1 - serving[at], later)
        if account.source.carry_over:
            later = lost[at]
    return demanded, lost


def _settled(world: _World) -> Accounts:
    """Return the accounts of all sources: what borrows first, what serves it afterwards."""
    accounts = _opened(world)
    common = world.common()
    for programme, bills in _bills(world).items():
        overrun = world.overrun(programme, common)
        for (source, at), amount in bills.items():
            accounts[source].demand[at] += amount * overrun
    for account in sorted(accounts.values(), key=lambda account: not account.service.size):
        account.settle()
        if account.service.size:
            drawn = account.demand - account.short
            serving = accounts[_server(account.source)].demand
            for at, to in np.argwhere(account.service):
                serving[to] += account.service[at, to] * drawn[at]
    return accounts


def _opened(world: _World) -> Accounts:
    problem, shape = world.problem, (world.problem.years, world.samples)
    fortunes = world.fortunes()
    accounts = {}
    for source in sorted(problem.sources, key=lambda source: source.code):
        planned = np.array([float(source.ceilings.get(year, 0)) for year in problem.horizon])
        factor = fortunes if source.code in world.revenue.ceilings else np.ones(shape)
        ceiling = planned[:, None] * factor
        service = _service(problem, source)
        accounts[source.code] = _Account(source, planned, np.zeros(shape), ceiling, np.zeros(shape), service)
    return accounts


def _service(problem: Problem, source: Source) -> Array:
    """Return what a unit drawn in a year costs the serving source in the years of the plan; empty if nothing."""
    if not isinstance(source, Debt | AvailabilityPayment):
        return np.zeros((0, 0))
    server = problem.source.get(source.served_by)
    if server is None or isinstance(server, Debt | AvailabilityPayment):
        raise PortfolioError(f"{source.code!r} must be served by a source of the city's own, not {source.served_by!r}")
    service = np.zeros((problem.years, problem.years))
    for at, drawn_in in enumerate(problem.horizon):
        for year, share in _shares(source, drawn_in).items():
            if year in problem.horizon:
                service[at, year - problem.first_year] = share
    return service


def _shares(source: Debt | AvailabilityPayment, drawn_in: Year) -> Mapping[Year, float]:
    if isinstance(source, AvailabilityPayment):
        return dict.fromkeys(range(drawn_in + 1, drawn_in + source.years + 1), float(source.yearly))
    due = service_of(source, drawn_in)
    return {year: float(service.principal + service.interest + service.fee) for year, service in due.items()}


def _server(source: Source) -> str:
    assert isinstance(source, Debt | AvailabilityPayment)  # noqa: S101 - only these have a service
    return source.served_by


def _bills(world: _World) -> dict[str, dict[tuple[str, int], float]]:
    """Return what the plan pays, by programme (in the order of codes), source and year."""
    problem = world.problem
    bills: dict[str, dict[tuple[str, int], Decimal]] = {}
    for payment in world.plan.payments:
        _known(payment.programme, problem.programme, "programme")
        _known(payment.source, problem.source, "source")
        if payment.year not in problem.horizon:
            message = f"{payment.programme!r} is paid in {payment.year}, outside the plan"
            raise PortfolioError(message, programme=payment.programme, year=payment.year)
        mine = bills.setdefault(payment.programme, {})
        key = payment.source, payment.year - problem.first_year
        mine[key] = mine.get(key, Decimal(0)) + payment.amount
    return {
        programme: {key: float(bills[programme][key]) for key in sorted(bills[programme])}
        for programme in sorted(bills)
    }


def _drivers(world: _World, accounts: Accounts, weights: Array, level: Decimal) -> Drivers:
    """Return what programmes and revenue add to the weighted mean of the total shortfall."""
    short = np.any([account.short.any(axis=0) for account in accounts.values()], axis=0)
    tail = np.flatnonzero(short & (weights > 0))  # where nothing is short, nothing drives
    share = weights[tail]
    worth = _worths(accounts, tail)

    def mean(values: Array) -> float:
        return fsum(values * share)

    common, bills = world.common(), _bills(world)
    drivers, asked = [], 0.0
    for programme, mine in bills.items():
        each = np.zeros(len(tail))
        for (source, at), amount in mine.items():
            each += worth[source][0][at] * amount
        beyond = world.overrun(programme, common)[tail] - 1
        drivers.append(Driver(programme, mean(each * beyond)))
        asked += mean(each)
    had = lost = 0.0
    for code, account in accounts.items():
        for at, planned in enumerate(account.planned):
            had += planned * mean(worth[code][1][at])
            lost += mean(worth[code][1][at] * (planned - account.ceiling[at, tail]))
    ranked = sorted((driver for driver in drivers if driver.amount), key=lambda each: (-each.amount, each.programme))
    return Drivers(level, tuple(ranked), lost, had - asked)


def _worths(accounts: Accounts, tail: NDArray[np.intp]) -> dict[str, Worth]:
    """Return for each source what a unit more demanded and a unit less to spend adds, in the samples of the tail."""
    worth: dict[str, Worth] = {}
    for code, account in sorted(accounts.items(), key=lambda item: bool(item[1].service.size)):
        serving = np.zeros((len(account.demand), len(tail)))
        if account.service.size:
            paid = worth[_server(account.source)][0]
            for at, to in np.argwhere(account.service):
                serving[at] += account.service[at, to] * paid[to]
        worth[code] = _worth(account, account.short[:, tail] > 0, serving)
    return worth


def _known(code: str, known: Mapping[str, object], what: str) -> None:
    if code not in known:
        raise PortfolioError(f"there is no {what} {code!r} in the problem")
