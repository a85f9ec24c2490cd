"""YAML with the location of every key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from jejaring.indicators.files.bytes import decoded
from jejaring.indicators.files.locations import InputError, InvalidInput, Location, invalid_input
from jejaring.indicators.files.number_formats import COMMA_NUMBER

KIND = "tag:yaml.org,2002:"
TEXT, MERGE, NUMBER = f"{KIND}str", f"{KIND}merge", f"{KIND}float"
NULL = f"{KIND}null"
SCALARS = (TEXT, MERGE, NUMBER, NULL, f"{KIND}int", f"{KIND}bool")
Locations = dict[str, Location]
Keys = tuple[str, str]  # of a value: with the key of the list it is in, and with its own


class Loader(yaml.SafeLoader):
    """YAML as its version 1.2 reads numbers as well: 1e5 and -.5 are text to version 1.1."""


class Dumper(yaml.SafeDumper):
    """YAML that the loader reads as it was: text that looks like a number is in quotes."""


for _either in (Loader, Dumper):
    _either.add_implicit_resolver(
        NUMBER,
        re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+|[-+]\.[0-9]+"),
        [*"-+.0123456789"],
    )


def read_yaml(path: Path) -> tuple[dict[str, Any], Locations]:
    """Return the values of a YAML file and the location of each key.

    Keys are dotted, and the items of a list have the key of the list as well as their own: `steps.normalise.range`,
    `bands.amount` (that of the last band) and `bands[0].amount`. Raises InvalidInput: no
    such file, not UTF-8, not YAML, not names and values, a duplicate key or one that is not text, a value that is not a
    number, text, true, false or null, an alias inside the value it stands for.
    """
    file = str(path)
    try:
        text = decoded(file, path.read_bytes())
    except FileNotFoundError as error:
        raise invalid_input(file, "there is no such file") from error
    except OSError as error:
        raise invalid_input(file, f"cannot be read: {error.strerror or error}") from error
    try:
        return _read(file, text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        row, column = (mark.line + 1, str(mark.column + 1)) if mark else (None, None)
        raise invalid_input(file, f"is not readable YAML: {error.problem}", row, column) from error
    except yaml.reader.ReaderError as error:
        raise invalid_input(
            file, f"is not readable YAML: {error.reason}", text.count("\n", 0, error.position) + 1
        ) from error


def nearest(locations: Mapping[str, Location], key: str | None, file: str) -> Location:
    """Return the location of a key, or of the nearest key above it, or the file."""
    while key:
        if key in locations:
            return locations[key]
        key = max(key.rpartition(".")[0], key.rpartition("[")[0], key=len)
    return Location(file)


def yaml_of(values: dict[str, Any]) -> str:
    """Return the YAML of values, as `read_yaml` reads them."""
    return str(yaml.dump(values, Dumper=Dumper, allow_unicode=True, sort_keys=False))


def _read(file: str, text: str) -> tuple[dict[str, Any], Locations]:
    loader = Loader(text)
    try:
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise invalid_input(file, "should be names and values (data, steps, robustness)", 1)
        locations: Locations = {}
        if errors := list(_Walk(file, loader, locations).over(root, ("", ""), ())):
            raise InvalidInput(errors)
        return dict(loader.construct_document(root)), locations
    except RecursionError as error:
        raise invalid_input(file, "is nested too deeply") from error
    finally:
        loader.dispose()


def _below(key: str, name: object) -> str:
    return f"{key}.{name}" if key else str(name)


def _with_comma(before: yaml.Node, name: yaml.Node, value: yaml.Node) -> str | None:
    """Return a number with a decimal comma, which YAML takes for a value and, between braces, a key without one."""
    if not (value.tag == NULL and value.value == "" and isinstance(before, yaml.ScalarNode)):
        return None
    written = f"{before.value},{name.value}"
    return written if name.start_mark.index == before.end_mark.index + 1 and COMMA_NUMBER.fullmatch(written) else None


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk over a file that records the location of every key and yields errors of keys and values."""

    file: str
    loader: Loader
    locations: Locations

    def over(self, node: yaml.Node, keys: Keys, above: tuple[yaml.Node, ...]) -> Iterator[InputError]:
        key, own = keys
        if node in above:
            yield InputError(self.location(node), "the alias stands inside the value it stands for")
        elif isinstance(node, yaml.SequenceNode) and node.tag == f"{KIND}seq":
            for at, item in enumerate(node.value):
                self.locations[f"{own}[{at}]"] = self.location(item)
                yield from self.over(item, (key, f"{own}[{at}]"), (*above, node))
        elif isinstance(node, yaml.MappingNode) and node.tag == f"{KIND}map":
            seen: set[str] = set()
            for before, (name, value) in zip((None, *node.value), node.value, strict=False):
                if before is not None and (written := _with_comma(before[1], name, value)):
                    point = written.replace(",", ".")
                    yield InputError(
                        self.location(before[1]), f"{written} is not one number; write {point}, with a decimal point"
                    )
                    continue
                yield from self.check_key(name, seen)
                inner = _below(key, name.value), _below(own, name.value)
                self.locations.update(dict.fromkeys(inner, self.location(name)))
                yield from self.over(value, inner, (*above, node))
        else:
            yield from self.check_value(node)

    def check_key(self, name: yaml.Node, seen: set[str]) -> Iterator[InputError]:
        if name.tag not in (TEXT, MERGE):
            yield InputError(self.location(name), "the key is not read as text; write it in quotes")
        elif name.value in seen:
            yield InputError(self.location(name), f"the key {name.value!r} is given twice")
        else:
            seen.add(name.value)

    def check_value(self, node: yaml.Node) -> Iterator[InputError]:
        kind = node.tag.replace(KIND, "!!")
        if node.tag == f"{KIND}timestamp":
            yield InputError(self.location(node), f"{node.value!r} is read as a date; write it in quotes")
        elif node.tag not in SCALARS or not isinstance(node, yaml.ScalarNode):
            yield InputError(self.location(node), f"a value of the kind {kind} is not allowed here")
        else:
            try:
                self.loader.construct_object(node)
            except (ValueError, LookupError):  # what YAML tags as a number and cannot be read as one
                yield InputError(self.location(node), f"the value is not readable as {kind}")

    def location(self, node: yaml.Node) -> Location:
        return Location(self.file, node.start_mark.line + 1, str(node.start_mark.column + 1))
