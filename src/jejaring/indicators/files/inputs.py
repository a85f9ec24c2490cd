"""All that a run is made of: the specification, the tables, and the places of both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engines.scoring.errors import ScoringError
from jejaring.indicators.files.locations import Fault, Place, Refused
from jejaring.indicators.files.specifications import SpecificationFile, read_specification
from jejaring.indicators.files.tables import Tables, read_tables


@dataclass(frozen=True, slots=True)
class Inputs:
    """A specification and its tables, read and checked."""

    plan: SpecificationFile
    tables: Tables

    @contextmanager
    def located(self) -> Iterator[None]:
        """Turn what the engine refuses into a refusal that names file, row and column."""
        try:
            yield
        except ScoringError as error:
            raise Refused(Fault(self.place_of(fault), str(fault)) for fault in (error, *error.others)) from error

    def place_of(self, error: ScoringError) -> Place:
        """Return where in the files stands what an error of the engine is about."""
        if error.key is not None and error.unit is None:
            return self.plan.place_of(error.key)
        return self.tables.place_of(error) or self.plan.place_of(error.key)


def read_inputs(path: Path) -> Inputs:
    """Return what a specification names; raises Refused with everything that is wrong in the tables."""
    plan = read_specification(path)
    panel = plan.specification.panel
    tables = read_tables(plan.units, plan.structure, panel.time if panel else None)
    plan.check_matrices(tables.structure)
    return Inputs(plan, tables)
