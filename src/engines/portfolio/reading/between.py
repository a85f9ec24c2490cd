"""Checks between the parts of a problem: names, references, cycles, years, money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from engines.portfolio.errors import PortfolioError
from engines.portfolio.problem import RUNNING, AvailabilityPayment, Debt, Programme, Source, duration_of
from engines.portfolio.reading.draft import Errors, Extent, ProblemDraft, extents, may_pay
from engines.portfolio.reading.musts import musts
from engines.spelling import did_you_mean


def between(draft: ProblemDraft) -> list[PortfolioError]:
    """Return the errors between the parts of a problem."""
    checks = (_names, _programmes, _circles, _sources, _amounts, _exclusive, _limits, musts)
    return [error for check in checks for error in check(draft)]


def _names(draft: ProblemDraft) -> Errors:
    """Codes and names are given once."""
    for things, what in ((draft.programmes, "programme"), (draft.sources, "source")):
        for attribute in ("code", "name"):
            seen: dict[str, str] = {}
            for place, thing in things.items():
                word = getattr(thing, attribute)
                if word in seen:
                    message = f"the {what}'s {attribute} {word!r} is given again; it is that of {seen[word]} already"
                    code = thing.code if isinstance(thing, Programme) else None
                    yield PortfolioError(message, key=f"{place}.{attribute}", programme=code)
                seen.setdefault(word, place)
    years: dict[int, str] = {}
    for place, budget in draft.budgets.items():
        if budget.year in years:
            message = f"the budget of {budget.year} is given again; it is that of {years[budget.year]} already"
            yield PortfolioError(message, key=f"{place}.year", year=budget.year)
        years.setdefault(budget.year, place)


def _programmes(draft: ProblemDraft) -> Errors:
    sources, codes = draft.by_code(), draft.codes("programmes")
    known = draft.codes("sources")
    for place, programme in draft.programmes.items():
        for extent in extents(place, programme):
            yield from _payers(programme, extent, sources, known)
        yield from _years(draft, place, programme)
        for at, requirement in enumerate(programme.requires):
            if requirement.code not in codes:
                message = f"unknown programme {requirement.code!r}{did_you_mean(requirement.code, codes)}"
                yield PortfolioError(message, key=f"{place}.requires[{at}].code", programme=programme.code)
        weights = draft.found.get("weights", draft.given.get("weights", {}))  # those that are wrong are known, too
        for name in programme.criteria:
            if isinstance(weights, Mapping) and name not in weights:
                message = f"the criterion {name!r} has no weight{did_you_mean(name, weights)}"
                yield PortfolioError(message, key=f"{place}.criteria.{name}", programme=programme.code)


def _payers(programme: Programme, extent: Extent, sources: Mapping[str, Source], known: Iterable[str]) -> Errors:
    """Every part that costs something has a source that may pay for it."""
    names: set[str] = set()
    bills = [(f"{extent.place}.parts[{at}]", part.name, part.sources) for at, part in enumerate(extent.parts)]
    costs = [any(part.profile) for part in extent.parts]
    for place, name, _ in bills:
        if name in names or name == RUNNING:
            again = "is kept for the running cost" if name == RUNNING else "is given again"
            yield PortfolioError(f"the part's name {name!r} {again}", key=f"{place}.name", programme=programme.code)
        names.add(name)
    if extent.running:
        bills.append((f"{extent.place}.running", RUNNING, extent.running.sources))
        costs.append(bool(extent.running.yearly))
    for (place, name, listed), real in zip(bills, costs, strict=True):
        unknown = [at for at, code in enumerate(listed) if code not in known]
        for at in unknown:
            message = f"unknown source {listed[at]!r}{did_you_mean(listed[at], known)}"
            yield PortfolioError(message, key=f"{place}.sources[{at}]", programme=programme.code)
        if real and not unknown and all(code in sources for code in listed):
            eligible = [sources[code] for code in listed]
            if not any(may_pay(source, programme) for source in eligible):
                message = f"no source may pay for {name!r}: {_why_not(programme, eligible)}"
                yield PortfolioError(message, key=f"{place}.sources", programme=programme.code)


def _why_not(programme: Programme, listed: list[Source]) -> str:
    if not listed:
        return "none is named"
    earmarks = "; ".join(f"{source.code!r} is only for {', '.join(sorted(source.earmark))}" for source in listed)
    return f"{earmarks}; the programme has {', '.join(sorted(programme.tags)) or 'no tags'}"


def _years(draft: ProblemDraft, place: str, programme: Programme) -> Errors:
    """Start years are in the plan, and one of them lets the programme end in it."""
    horizon = draft.horizon
    if horizon is None:
        return
    span = f"{horizon.start}–{horizon.stop - 1}"
    outside = [year for year in programme.start_years if year not in horizon]
    for at, year in enumerate(programme.start_years):
        if year in outside:
            message = f"{year} is outside the plan ({span})"
            yield PortfolioError(message, key=f"{place}.start_years[{at}]", programme=programme.code, year=year)
    shortest = min(duration_of(extent.parts) for extent in extents(place, programme))
    earliest = min(programme.start_years, default=horizon.start)
    if not outside and earliest + shortest > horizon.stop:
        message = (
            f"it takes {shortest} years: started in {earliest} at the earliest, it would end after the plan ({span})"
        )
        key = f"{place}.start_years" if programme.start_years else f"{place}.parts"
        yield PortfolioError(message, key=key, programme=programme.code, year=earliest)


def _circles(draft: ProblemDraft) -> Errors:
    """No programme requires itself, directly or through others; a cycle is named once."""
    places = {programme.code: place for place, programme in draft.programmes.items()}
    requires = {
        programme.code: [requirement.code for requirement in programme.requires if requirement.code in places]
        for programme in draft.programmes.values()
    }
    done: set[str] = set()
    for first in requires:
        path: dict[str, Iterator[str]] = {} if first in done else {first: iter(requires[first])}
        while path:
            code = next(reversed(path))
            other = next(path[code], None)
            if other is None:
                done.add(code)
                del path[code]
            elif other in path:
                steps = list(path)
                circle = [*steps[steps.index(other) :], other]
                message = f"prerequisites form a cycle: {' → '.join(circle)}"
                yield PortfolioError(message, key=f"{places[code]}.requires", programme=code)
            elif other not in done:
                path[other] = iter(requires[other])


def _sources(draft: ProblemDraft) -> Errors:
    sources, known, horizon = draft.by_code(), draft.codes("sources"), draft.horizon
    for place, source in draft.sources.items():
        for year in source.ceilings:
            if horizon is not None and year not in horizon:
                message = f"{year} is outside the plan ({horizon.start}–{horizon.stop - 1})"
                yield PortfolioError(message, key=f"{place}.ceilings.{year}", year=year)
        if isinstance(source, Debt) and not source.bullet and source.grace >= source.tenor:
            message = f"a grace period of {source.grace} years leaves none of {source.tenor} to repay the principal"
            yield PortfolioError(message, key=f"{place}.grace")
        if isinstance(source, Debt | AvailabilityPayment):
            server = sources.get(source.served_by)
            if source.served_by not in known:
                message = f"unknown source {source.served_by!r}{did_you_mean(source.served_by, known)}"
                yield PortfolioError(message, key=f"{place}.served_by")
            elif isinstance(server, Debt | AvailabilityPayment):
                message = f"{server.code!r} is itself a debt or an availability payment, and cannot serve another"
                yield PortfolioError(message, key=f"{place}.served_by")


def _amounts(draft: ProblemDraft) -> Errors:
    """Costs and ceilings are whole multiples of the quantum."""
    quantum = draft.quantum
    for place, programme in draft.programmes.items():
        for key, amount in _costs(place, programme):
            if amount % quantum:
                yield PortfolioError(_too_fine(amount, quantum), key=key, programme=programme.code)
    for place, source in draft.sources.items():
        for year, ceiling in source.ceilings.items():
            if ceiling % quantum:
                yield PortfolioError(_too_fine(ceiling, quantum), key=f"{place}.ceilings.{year}", year=year)


def _too_fine(amount: Decimal, quantum: Decimal) -> str:
    return f"{amount} is finer than the money's quantum {quantum} (set `quantum`)"


def _costs(place: str, programme: Programme) -> Iterable[tuple[str, Decimal]]:
    for extent in extents(place, programme):
        for at, part in enumerate(extent.parts):
            for since, cost in enumerate(part.profile):
                yield f"{extent.place}.parts[{at}].profile[{since}]", cost
        if extent.running:
            yield f"{extent.place}.running.yearly", extent.running.yearly


def _exclusive(draft: ProblemDraft) -> Errors:
    codes = draft.codes("programmes")
    must = {programme.code for programme in draft.programmes.values() if programme.must}
    for at, variants in enumerate(draft.found.get("exclusive", ())):
        for number, code in enumerate(variants):
            key = f"exclusive[{at}][{number}]"
            if code not in codes:
                yield PortfolioError(f"unknown programme {code!r}{did_you_mean(code, codes)}", key=key)
            elif code in variants[:number]:
                yield PortfolioError(f"{code!r} is given again", key=key, programme=code)
        both = [code for code in dict.fromkeys(variants) if code in must]
        if len(both) > 1:
            message = f"{' and '.join(repr(code) for code in both)} must be done, and exclude each other"
            yield PortfolioError(message, key=f"exclusive[{at}]", programme=both[0], rule="exclusive")


def _limits(draft: ProblemDraft) -> Errors:
    members: dict[str, dict[str, None]] = {}
    for programme in draft.programmes.values():
        for group, member in programme.groups.items():
            members.setdefault(group, {})[member] = None
    for at, limit in enumerate(draft.found.get("limits", ())):
        key, rule = f"limits[{at}]", f"{limit.group}={limit.member}"
        if limit.group not in members:
            message = f"no programme has a group {limit.group!r}{did_you_mean(limit.group, members)}"
            yield PortfolioError(message, key=f"{key}.group", rule=rule)
        elif limit.member not in members[limit.group]:
            hint = did_you_mean(limit.member, members[limit.group])
            message = f"no programme has {limit.member!r} as its {limit.group}{hint}"
            yield PortfolioError(message, key=f"{key}.member", rule=rule)
        ends = {name: end for name in ("minimum", "maximum") if (end := getattr(limit, name)) is not None}
        if not ends:
            yield PortfolioError("neither `minimum` nor `maximum` is given", key=key, rule=rule)
        elif len(ends) == 2 and ends["minimum"] > ends["maximum"]:
            message = f"the minimum {limit.minimum} is above the maximum {limit.maximum}"
            yield PortfolioError(message, key=key, rule=rule)
        for name, end in ends.items():
            if limit.of == "share" and end > 1:
                yield PortfolioError(f"{end} is not a share from 0 to 1", key=f"{key}.{name}", rule=rule)
            if limit.of == "count" and end != int(end):
                yield PortfolioError(f"{end} is not a whole number", key=f"{key}.{name}", rule=rule)
