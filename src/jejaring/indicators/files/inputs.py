"""The inputs of a run: the specification, the tables, and the locations of both."""

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
        """Turn errors of the engine into errors with file, row and column."""
        try:
            yield
        except ScoringError as first:
            raise InvalidInput(InputError(self.location_of(error), str(error)) for error in first.all) from first

    def location_of(self, error: ScoringError) -> Location:
        """Return the location in the files that an error of the engine is about."""
        if error.key is not None and error.unit is None:
            return self.plan.location_of(error.key)
        return self.tables.location_of(error) or self.plan.location_of(error.key)


def read_inputs(path: Path) -> Inputs:
    """Return the inputs that a specification names. Raises InvalidInput with all errors of the tables."""
    plan = read_specification(path)
    panel = plan.specification.panel
    tables = read_tables(plan.units, plan.structure, panel.time if panel else None)
    plan.check_matrices(tables.structure)
    return Inputs(plan, tables)
