"""SPEC.yaml: the steps, and the tables they are applied to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engines.scoring.errors import ScoringError
from engines.scoring.reading import specification_from
from engines.scoring.specification import Specification
from engines.scoring.structure import Structure
from engines.values.errors import InvalidValues, invalid
from engines.values.objects import Key, Keys, entry
from jejaring.indicators.files.attachments import read_comparisons, read_goalposts
from jejaring.indicators.files.locations import InputError, InvalidInput, Location
from jejaring.indicators.files.yaml_source import nearest, read_yaml


@dataclass(frozen=True, slots=True)
class SpecificationFile:
    """A specification and the paths of its tables; `locations` are those of each key.

    The specification's `source` is without `data`: the steps are the same wherever the tables are. `matrices` holds
    for each group whose comparisons are a table the name of that table and its codes.
    """

    file: str
    specification: Specification
    units: str
    structure: str
    locations: Mapping[str, Location]
    matrices: Mapping[str, tuple[str, tuple[str, ...]]]

    def location_of(self, key: str | None) -> Location:
        """Return the location of a key, or of the nearest key above it, or the file."""
        return nearest(self.locations, key, self.file)

    def check_matrices(self, structure: Structure) -> None:
        """Raise InvalidInput for comparisons whose codes are not those of their group, in its order."""
        errors = []
        for group, (file, codes) in self.matrices.items():
            members = tuple(node.code for node in structure.children.get(group, ()))
            if members and codes != members:
                message = f"the columns are {', '.join(codes)}, but the group {group!r} is {', '.join(members)}"
                errors.append(InputError(Location(file, 1), message))
        if errors:
            raise InvalidInput(errors)


def read_specification(path: Path) -> SpecificationFile:
    """Return the specification in a file; the paths in it are relative to it.

    Raises InvalidInput: not readable YAML, no tables named, a named table not readable, and everything that
    `specification_from` raises.
    """
    source, locations = read_yaml(path)
    units, structure = _tables(source.pop("data", None), locations, str(path))
    attached = _Attached(path.parent, locations)
    resolved = attached.resolved(source, "")
    try:
        specification = specification_from(resolved)
    except ScoringError as first:
        raise InvalidInput(
            InputError(nearest(locations, error.key, str(path)), str(error)) for error in first.all
        ) from first
    return SpecificationFile(
        str(path),
        specification,
        str(path.parent / units),
        str(path.parent / structure),
        locations,
        attached.matrices,
    )


def _table(value: object, key: str) -> str:
    if not isinstance(value, str) or not value:
        raise invalid(f"`{key.rpartition('.')[2]}` should name a table", key)
    return value


TABLES: Keys = {"units": Key(_table, required=True), "structure": Key(_table, required=True)}


def _tables(data: object, locations: Mapping[str, Location], file: str) -> tuple[str, str]:
    """Return the names of the tables of units and of structure."""
    if not isinstance(data, Mapping):
        message = "`data` should name the tables, such as {units: iData.csv, structure: iMeta.csv}"
        raise InvalidInput([InputError(nearest(locations, "data", file), message)])
    try:
        found = entry(TABLES)(data, "data")
    except InvalidValues as wrong:
        raise InvalidInput(
            InputError(nearest(locations, error.key, file), error.message) for error in wrong.errors
        ) from wrong
    return found["units"], found["structure"]


@dataclass(slots=True)
class _Attached:
    """Replaces the names of tables in a specification by their content."""

    folder: Path
    locations: dict[str, Location]
    matrices: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def resolved(self, value: Any, key: str) -> Any:
        match value, key.rpartition(".")[2]:
            case str(), "goalposts":
                posts, locations = read_goalposts(str(self.folder / value))
                self.locations |= {f"{key}.{code}": place for code, place in locations.items()}
                return posts
            case Mapping(), "comparisons":
                return {group: self._matrix(group, given) for group, given in value.items()}
            case Mapping(), _:
                return {name: self.resolved(inner, f"{key}.{name}" if key else name) for name, inner in value.items()}
            case list(), _:
                return [self.resolved(item, key) for item in value]
        return value

    def _matrix(self, group: str, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        file = str(self.folder / given)
        codes, rows = read_comparisons(file)
        self.matrices[group] = (file, codes)
        return rows
