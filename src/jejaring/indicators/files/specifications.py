"""SPEC.yaml: what is done with which tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engines.scoring.errors import ScoringError
from engines.scoring.reading import specification_from
from engines.scoring.specification import Specification
from engines.scoring.structure import Structure
from engines.spelling import did_you_mean
from jejaring.indicators.files.attachments import read_comparisons, read_goalposts
from jejaring.indicators.files.locations import Fault, Place, Refused
from jejaring.indicators.files.yaml_source import read_keyed

TABLES = ("units", "structure")


@dataclass(frozen=True, slots=True)
class SpecificationFile:
    """A specification and where its tables are; `places` says where each key stands.

    The specification's `source` is without `data`: what is done is the same wherever the tables lie. `matrices` holds
    for each group whose comparisons are a table the name of that table and its codes.
    """

    file: str
    specification: Specification
    units: str
    structure: str
    places: Mapping[str, Place]
    matrices: Mapping[str, tuple[str, tuple[str, ...]]]

    def place_of(self, key: str | None) -> Place:
        """Return where a key stands, or the nearest key above it, or the file."""
        return _nearest(self.places, key, self.file)

    def check_matrices(self, structure: Structure) -> None:
        """Refuse a table of comparisons whose codes are not those of its group, in the order of the structure."""
        faults = []
        for group, (file, codes) in self.matrices.items():
            members = tuple(node.code for node in structure.children.get(group, ()))
            if members and codes != members:
                message = f"the columns are {', '.join(codes)}, but the group {group!r} is {', '.join(members)}"
                faults.append(Fault(Place(file, 1), message))
        if faults:
            raise Refused(faults)


def read_specification(path: Path) -> SpecificationFile:
    """Return the specification in a file; the paths in it are relative to it.

    Raises Refused: not readable YAML, no tables named, a table it names not readable, all that `specification_from`
    refuses.
    """
    source, places = read_keyed(path)
    units, structure = _tables(source.pop("data", None), places, str(path))
    attached = _Attached(path.parent, places)
    resolved = attached.resolved(source, "")
    try:
        specification = specification_from(resolved)
    except ScoringError as error:
        faults = (error, *error.others)
        raise Refused(Fault(_nearest(places, fault.key, str(path)), str(fault)) for fault in faults) from error
    return SpecificationFile(
        str(path),
        specification,
        str(path.parent / units),
        str(path.parent / structure),
        places,
        attached.matrices,
    )


def _tables(data: object, places: Mapping[str, Place], file: str) -> tuple[str, str]:
    """Return the names of the tables of units and of structure."""
    if not isinstance(data, Mapping):
        message = "`data` should name the tables, such as {units: iData.csv, structure: iMeta.csv}"
        raise Refused([Fault(_nearest(places, "data", file), message)])
    unknown = [name for name in data if name not in TABLES]
    unnamed = [name for name in TABLES if not isinstance(data.get(name), str) or not data[name]]
    faults = [
        *(Fault(places[f"data.{name}"], f"unknown key {name!r}{did_you_mean(name, TABLES)}") for name in unknown),
        *(Fault(_nearest(places, f"data.{name}", file), f"`{name}` should name a table") for name in unnamed),
    ]
    if faults:
        raise Refused(faults)
    return data["units"], data["structure"]


def _nearest(places: Mapping[str, Place], key: str | None, file: str) -> Place:
    while key:
        if key in places:
            return places[key]
        key = key.rpartition(".")[0]
    return Place(file)


@dataclass(slots=True)
class _Attached:
    """The tables that a specification names, put in the place of their names."""

    folder: Path
    places: dict[str, Place]
    matrices: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def resolved(self, value: Any, key: str) -> Any:
        match value, key.rpartition(".")[2]:
            case str(), "goalposts":
                posts, places = read_goalposts(str(self.folder / value))
                self.places |= {f"{key}.{code}": place for code, place in places.items()}
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
