"""Compare the scoring engine with the numbers that COINr's documentation prints for its ASEM example."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.coinr_printed import Printed, printed_tables
from engines.scoring import pipeline
from engines.scoring.aggregate import AggregateGroup, combine
from engines.scoring.analysis import (
    CorrelationLimits,
    correlations,
    denominator_correlations,
    effective_weights,
    flagged,
    principal_components,
    profile,
    reliability_of,
    removals,
    statistics_of,
)
from engines.scoring.normalise import normalise
from engines.scoring.prepare import denominate, screen
from engines.scoring.ranks import rank
from engines.scoring.reading import specification_from
from engines.scoring.results import Build
from engines.scoring.specification import Aggregate, Normalise, Treat, Weigh
from engines.scoring.structure import Structure, structure_of
from engines.scoring.table import Data, Table
from engines.scoring.treat import passes, treat, winsorise
from jejaring.indicators.files.tables import read_tables

Lookup = Callable[[str, str], float]  # row, column → our number
NOTHING = float("nan")
DENOMINATE: dict[str, Any] = {"denominate": {}}
IMPUTE: dict[str, Any] = {"impute": {"method": "group_mean", "group": "EurAsia_group"}}
REST: list[dict[str, Any]] = [
    {"treat": {"winsorise_max": 5, "skewness": 2, "kurtosis": 3.5, "then": "log_ct"}},
    {"normalise": {"method": "minmax", "range": [0, 100]}},
    {"aggregate": {"method": "arithmetic"}},
]
NOMINAL = [DENOMINATE, IMPUTE, *REST]
SCREENED = [DENOMINATE, {"screen": {"coverage": 0.9}}, *REST]
PERCENTILES = [DENOMINATE, IMPUTE, REST[0], {"normalise": {"method": "percentile_rank"}}, REST[2]]

DIFFERENT = {
    "TIRcon": "most units share the best value, so that we do not call it a strength of any of them",
    "Proportion_of_Variance": "R rounds twice, to five decimals and then to four",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One number: the call and the cell, as printed, ours, whether ours would be printed the same, and if not, why."""

    call: str
    printed: str
    ours: str
    agrees: bool
    why: str = ""


def example(folder: Path) -> tuple[Structure, Data]:
    """Return the tables of the example."""
    tables = read_tables(str(folder / "iData.csv"), str(folder / "iMeta.csv"))
    return tables.structure, tables.data


def agreement(folder: Path) -> list[Row]:
    """Return every number printed beside ours, made from the example's tables in `folder`."""
    asem = Asem(*example(folder))
    return [row for name, printed in printed_tables().items() for row in _rows(printed, CALLS[name](asem))]


def _rows(printed: Printed, lookup: Lookup) -> Iterable[Row]:
    for name, column, number in printed.cells():
        ours = lookup(name, column)
        shown = _as_printed(ours, number, printed.significant)
        agrees = float(shown) == float(number)
        why = "" if agrees else DIFFERENT.get(name, "")
        yield Row(f"{printed.call}: {name} {column}", number, shown, agrees, why)


def _as_printed(ours: float, number: str, significant: int | None) -> str:
    if significant is not None:
        return f"{ours:.{significant}g}"
    return f"{ours:.{len(number.partition('.')[2])}f}"


@dataclass(frozen=True)
class Asem:
    """The example and what several calls share."""

    structure: Structure
    data: Data

    @property
    def raw(self) -> Table:
        return self.data.table

    @cached_property
    def nominal(self) -> Build:
        return self.build(NOMINAL)

    def build(self, steps: Sequence[Mapping[str, Any]], structure: Structure | None = None) -> Build:
        return pipeline.build(specification_from({"steps": steps}), structure or self.structure, self.data)

    def members(self, group: str) -> list[str]:
        return [member.code for member in self.structure.children[group]]


def treatment(step: Treat) -> Callable[[Asem], Lookup]:
    """Return the story of a column: before, after winsorising, after a transformation."""

    def of(asem: Asem) -> Lookup:
        found: dict[str, dict[str, float]] = {}
        for code in asem.raw.columns:
            alone = asem.raw.select([code])
            winsorised, marks = winsorise(alone.values, step)
            treated = treat(alone, step).table.values
            found[code] = {"nwin": float((marks != "").sum())}
            for at, values in enumerate((alone.values, winsorised, treated)):
                good, skew, kurt = passes(values, step)
                found[code] |= {f"Pass{at}": float(good[0]), f"Skew{at}": skew[0], f"Kurt{at}": kurt[0]}
        return lambda code, figure: float(found[code][figure])

    return of


def stats(asem: Asem) -> Lookup:
    found = {one.code: one for one in statistics_of(asem.raw)}
    plain = {
        "Min": "minimum", "Max": "maximum", "Mean": "mean", "Median": "median", "Std": "sd", "Skew": "skewness",
        "Kurt": "kurtosis", "N.Avail": "available", "N.NonZero": "non_zero", "N.Unique": "unique", "N.Same": "same",
    }  # fmt: skip
    flags = {
        "Flag.Avail": "available",
        "Flag.NonZero": "non_zero",
        "Flag.Unique": "unique",
        "Flag.SkewKurt": "outliers",
    }

    def look(code: str, figure: str) -> float:
        one = found[code]
        if figure in flags:
            return float(flags[figure] in one.flags)
        if figure == "Frc.Avail":
            return one.available / one.units
        if figure.startswith("Frc."):
            return one.share(getattr(one, plain[figure.replace("Frc.", "N.")]))
        return float(getattr(one, plain[figure]))

    return look


def availability(asem: Asem) -> Lookup:
    _, dropped = screen(asem.raw, 1.0)
    shares = {one.unit: one.share for one in dropped}
    return lambda unit, _: shares.get(unit, 1.0)


def left(table: Callable[[Asem], Table], coverage: float) -> Callable[[Asem], Lookup]:
    def of(asem: Asem) -> Lookup:
        kept, dropped = screen(table(asem), coverage)
        gone = {one.unit for one in dropped}
        return lambda unit, _: float(kept.sum()) if unit == "left" else float(unit in gone)

    return of


def correlated(asem: Asem, table: Table) -> Lookup:
    found = {frozenset((one.one, one.other)): one.pearson for one in correlations(table, asem.structure)}
    return lambda one, other: found[frozenset((one, other))]


def beyond(limits: CorrelationLimits) -> Callable[[Asem], Lookup]:
    """Return the pairs of a group that are flagged; `flagged` counts them all."""

    def of(asem: Asem) -> Lookup:
        flags = flagged(correlations(asem.nominal.normalised, asem.structure), limits)
        found = {frozenset((flag.correlation.one, flag.correlation.other)): flag.correlation.pearson for flag in flags}
        return lambda one, other: float(len(found)) if one == "flagged" else found.get(frozenset((one, other)), NOTHING)

    return of


def with_index(asem: Asem) -> Lookup:
    return correlated(asem, _scores(asem.nominal))


def denominators(asem: Asem) -> Lookup:
    assert asem.data.denominators is not None
    found = {
        (one.one, one.other): one.pearson for one in denominator_correlations(asem.raw, asem.data.denominators, 0.7)
    }
    return lambda code, by: float(len(found)) if code == "flagged" else found.get((code, by), NOTHING)


def alpha(asem: Asem) -> Lookup:
    def look(group: str, _: str) -> float:
        members = asem.members(group)
        return reliability_of(group, members, asem.raw.select(members).values).raw

    return look


def first_component(group: str, table: Callable[[Asem], Table], printed_sign: str) -> Callable[[Asem], Lookup]:
    """Return the first component, turned as it is printed: `printed_sign` loads on it from above zero."""

    def of(asem: Asem) -> Lookup:
        members = asem.members(group)
        vector = principal_components(group, members, table(asem).select(members).values).vectors[:, 0]
        found = dict(zip(members, vector * np.sign(vector[members.index(printed_sign)]), strict=True))
        return lambda code, _: float(found[code])

    return of


def pca_summary(asem: Asem) -> Lookup:
    members = asem.members("Social")
    found = principal_components("Social", members, asem.raw.select(members).values)
    figures = {
        "Standard_deviation": np.sqrt(found.eigenvalues),
        "Proportion_of_Variance": found.explained,
        "Cumulative_Proportion": found.cumulative,
    }
    return lambda figure, component: float(figures[figure][int(component.removeprefix("PC")) - 1])


def effective(asem: Asem) -> Lookup:
    found = effective_weights(asem.structure, asem.nominal.nominal_weights)
    return lambda code, _: found[code]


def cell(table: Table) -> Lookup:
    return lambda unit, code: float(table.values[table.units.index(unit), table.columns.index(code)])


def normalised_otherwise(asem: Asem) -> Lookup:
    steps = {"LPI": Normalise("borda"), "Flights": Normalise("zscore", mean=10, sd=2), "Ship": Normalise()}
    tables = {code: cell(normalise(asem.raw, step, asem.structure)) for code, step in steps.items()}
    return lambda unit, code: tables[code](unit, code)


def harmonic(asem: Asem) -> Lookup:
    """Only directions as in the data frame: none."""
    codes = ["LPI", "Flights", "Ship", "Bord"]
    upwards = structure_of(replace(node, direction=1) for node in asem.structure.nodes)
    scaled = normalise(asem.raw, Normalise(range=(1, 100)), upwards).select(codes)
    mean = combine(list(scaled.values.T), [1.0, 1.0, 2.0, 1.0], "harmonic", AggregateGroup("y", codes, scaled.units))
    return cell(Table(scaled.units, (*codes, "y"), np.column_stack([scaled.values, mean])))


def results(steps: Sequence[Mapping[str, Any]]) -> Callable[[Asem], Lookup]:
    def of(asem: Asem) -> Lookup:
        build = asem.build(steps)
        scores, ranks = cell(_scores(build)), cell(_ranks(build))
        return lambda unit, code: ranks(unit, "Index") if code == "Rank" else scores(unit, code)

    return of


def group_ranks(name: str) -> Callable[[Asem], Lookup]:
    def of(asem: Asem) -> Lookup:
        group = dict(zip(asem.raw.units, asem.data.group("GDPpc_group"), strict=True))
        scores = _scores(asem.nominal)
        some = scores.rows(np.array([group[unit] == name for unit in scores.units]))
        return cell(some.having(rank(some.values.T).T.astype(float)))

    return of


def unit_summary(asem: Asem) -> Lookup:
    tables = {"Score": cell(_scores(asem.nominal)), "Rank": cell(_ranks(asem.nominal))}
    return lambda code, figure: tables[figure]("IND", code)


def strengths(asem: Asem) -> Lookup:
    """Look among all indicators, not the first five: our order is another where many share a rank."""
    found = profile(asem.build([]), asem.structure, "ESP", count=len(asem.raw.columns))
    listed = {one.code: one for one in (*found.strengths, *found.weaknesses)}

    def look(code: str, figure: str) -> float:
        one = listed.get(code)
        return NOTHING if one is None else float(one.rank if figure == "Rank" else one.value)

    return look


def rank_table(asem: Asem) -> Lookup:
    fewer = structure_of(node for node in asem.structure.nodes if node.code not in ("LPI", "Forest"))
    tables = {
        "Nominal": _ranks(asem.nominal),
        "Prank": _ranks(asem.build(PERCENTILES)),
        "NoLPIFor": _ranks(asem.build(NOMINAL, fewer)),
        "Screen90": _ranks(asem.build(SCREENED)),
    }
    return lambda unit, coin: cell(tables[coin])(unit, "Index")


def removed(level: int) -> Callable[[Asem], Lookup]:
    def of(asem: Asem) -> Lookup:
        found = removals(asem.nominal.normalised, asem.structure, Weigh(), Aggregate(), level=level)
        shifts = {one.code: one.mean_shift for one in found}
        return lambda code, _: shifts[code]

    return of


def _scores(build: Build) -> Table:
    assert build.scores is not None
    return build.scores


def _ranks(build: Build) -> Table:
    assert build.ranks is not None
    return build.ranks


def _raw(asem: Asem) -> Table:
    return asem.raw


CALLS: Mapping[str, Callable[[Asem], Lookup]] = {
    "treat_three": treatment(Treat()),
    "treat_raw": treatment(Treat()),
    "treat_one_point": treatment(Treat(winsorise_max=1)),
    "treat_no_point": treatment(Treat(winsorise_max=0)),
    "treat_strict": treatment(Treat(winsorise_max=1, skewness=1.5, kurtosis=3)),
    "stats": stats,
    "availability": availability,
    "pca_summary": pca_summary,
    "normalised": lambda asem: cell(asem.nominal.normalised),
    "normalised_otherwise": normalised_otherwise,
    "aggregated": lambda asem: cell(_scores(asem.nominal)),
    "results": results(NOMINAL),
    "results_screened": results(SCREENED),
    "group_ranks_XL": group_ranks("XL"),
    "group_ranks_L": group_ranks("L"),
    "ranks": rank_table,
    "unit_summary": unit_summary,
    "denominated_left": left(lambda asem: denominate(asem.structure, asem.data)[0], 0.9),
    "raw_left": left(_raw, 0.85),
    "example_left": left(lambda asem: asem.nominal.imputed, 0.9),
    "correlations": lambda asem: correlated(asem, asem.raw),
    "correlations_rounded": lambda asem: correlated(asem, asem.raw),
    "high": beyond(CorrelationLimits(high=0.75, low=-1, negative=-1)),
    "low": beyond(CorrelationLimits(high=1, low=-0.5, negative=-0.5)),
    "denominators": denominators,
    "with_index": with_index,
    "alpha": alpha,
    "pca_environ": first_component("Environ", _raw, "Renew"),
    "pca_social": first_component("Social", _raw, "FreePress"),
    "pca_suseccfin": first_component("SusEcFin", _raw, "NEET"),
    "pca_conn": first_component("Conn", lambda asem: _scores(asem.nominal), "P2P"),
    "pca_sust": first_component("Sust", lambda asem: _scores(asem.nominal), "Environ"),
    "effective": effective,
    "pillars": lambda asem: cell(_scores(asem.nominal)),
    "harmonic": harmonic,
    "strengths": strengths,
    "removed_pillars": removed(2),
    "removed_subindices": removed(3),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coinr", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder with iData.csv and iMeta.csv of the ASEM example")
    parser.add_argument("--all", action="store_true", help="show the numbers that agree as well")
    arguments = parser.parse_args()
    rows = agreement(arguments.folder)
    print("call | printed by COINr | ours | agrees")
    for row in rows:
        if arguments.all or not row.agrees:
            verdict = "yes" if row.agrees else f"no: {row.why}"
            print(f"{row.call} | {row.printed} | {row.ours} | {verdict}")
    print(f"{sum(row.agrees for row in rows)} of {len(rows)} agree to every printed digit")


if __name__ == "__main__":
    main()
