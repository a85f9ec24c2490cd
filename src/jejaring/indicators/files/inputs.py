"""All that a run is made of: the specification, the tables, and the locations of both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engines.scoring.errors import ScoringError
from jejaring.indicators.files.locations import InputError, InvalidInput, Location
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
        except ScoringError as first:
            raise InvalidInput(InputError(self.location_of(error), str(error)) for error in first.all) from first

    def location_of(self, error: ScoringError) -> Location:
        """Return where in the files stands what an error of the engine is about."""
        if error.key is not None and error.unit is None:
            return self.plan.location_of(error.key)
        return self.tables.location_of(error) or self.plan.location_of(error.key)


def read_inputs(path: Path) -> Inputs:
    """Return what a specification names; raises InvalidInput with everything that is wrong in the tables."""
    plan = read_specification(path)
    panel = plan.specification.panel
    tables = read_tables(plan.units, plan.structure, panel.time if panel else None)
    plan.check_matrices(tables.structure)
    return Inputs(plan, tables)
