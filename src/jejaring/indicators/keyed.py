"""YAML with the place of every key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from jejaring.indicators.files import decoded
from jejaring.indicators.places import Fault, Place, Refused, refuse

TEXT, MERGE = "tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"
Places = dict[str, Place]


def read_keyed(path: Path) -> tuple[dict[str, Any], Places]:
    """Return the values of a YAML file and where each key stands.

    Keys are dotted, and the items of a list have the key of the list: `steps.normalise.range`. Raises Refused: no such
    file, not UTF-8, not YAML, not names and values, a key twice or not text, an alias inside what it stands for.
    """
    file = str(path)
    try:
        text = decoded(file, path.read_bytes())
    except FileNotFoundError as fault:
        raise refuse(file, "there is no such file") from fault
    except OSError as fault:
        raise refuse(file, f"cannot be read: {fault.strerror or fault}") from fault
    try:
        return _read(file, text)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        row, column = (mark.line + 1, str(mark.column + 1)) if mark else (None, None)
        raise refuse(file, f"is not readable YAML: {fault.problem}", row, column) from fault
    except yaml.reader.ReaderError as fault:
        raise refuse(file, f"is not readable YAML: {fault.reason}", text.count("\n", 0, fault.position) + 1) from fault


def _read(file: str, text: str) -> tuple[dict[str, Any], Places]:
    loader = yaml.SafeLoader(text)
    try:
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise refuse(file, "should be names and values (data, steps, robustness)", 1)
        places: Places = {}
        if faults := list(_walk(file, root, "", (), places)):
            raise Refused(faults)
        return _values(file, loader, root), places
    except RecursionError as fault:
        raise refuse(file, "is nested too deeply") from fault
    finally:
        loader.dispose()


def _values(file: str, loader: yaml.SafeLoader, root: yaml.Node) -> dict[str, Any]:
    try:
        return dict(loader.construct_document(root))
    except ValueError as fault:  # what looks like a date or a number to YAML, and is none
        raise refuse(file, f"has a value that is not readable: {fault}") from fault


def _walk(file: str, node: yaml.Node, key: str, above: tuple[yaml.Node, ...], places: Places) -> Iterator[Fault]:
    """Note the place of every key; yield what is wrong with keys."""
    if node in above:
        yield Fault(_place(file, node), "the alias stands inside of what it stands for")
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _walk(file, item, key, (*above, node), places)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for name, value in node.value:
            yield from _check_key(file, name, seen)
            inner = f"{key}.{name.value}" if key else str(name.value)
            places[inner] = _place(file, name)
            yield from _walk(file, value, inner, (*above, node), places)


def _check_key(file: str, name: yaml.Node, seen: set[str]) -> Iterator[Fault]:
    if name.tag not in (TEXT, MERGE):
        yield Fault(_place(file, name), "the key is not read as text; write it in quotes")
    elif name.value in seen:
        yield Fault(_place(file, name), f"the key {name.value!r} is given twice")
    else:
        seen.add(name.value)


def _place(file: str, node: yaml.Node) -> Place:
    return Place(file, node.start_mark.line + 1, str(node.start_mark.column + 1))
