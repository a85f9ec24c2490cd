"""Readers of lists and objects, made of readers of what is in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from engines.spelling import did_you_mean
from engines.values.errors import Collected, InvalidValues, invalid, shown
from engines.values.scalars import Reader, text, year

K = TypeVar("K")
T = TypeVar("T")


def anything(value: Any, key: str) -> Any:
    """Return a value as it is: what reads it comes later."""
    return value


def or_null(read: Reader[T]) -> Reader[T | None]:
    """Return a reader to which null is None."""
    return lambda value, key: None if value is None else read(value, key)


def each(value: object, key: str, read: Reader[T], errors: Collected) -> dict[str, T]:
    """Return what can be read of a list, by key (`sources[0]`), and collect the errors of the rest."""
    found: dict[str, T] = {}
    with errors:
        for at, item in enumerate(_items(value, key)):
            with errors:
                found[f"{key}[{at}]"] = read(item, f"{key}[{at}]")
    return found


def listed(read: Reader[T], *, least: int = 0, numbered: bool = True) -> Reader[tuple[T, ...]]:
    """Return a reader of lists of at least so many; unless `numbered`, an item has the key of the list."""

    def read_all(value: object, key: str) -> tuple[T, ...]:
        errors, found = Collected(), []
        for at, item in enumerate(_items(value, key)):
            with errors:
                found.append(read(item, f"{key}[{at}]" if numbered else key))
        errors.raise_all()
        if len(found) < least:
            raise invalid("the list is empty" if least == 1 else f"the list has fewer than {least} entries", key)
        return tuple(found)

    return read_all


def _items(value: object, key: str) -> Sequence[object]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise invalid(f"{shown(value)} is not a list", key)
    return value


def mapping(value: object, key: str) -> Mapping[str, Any]:
    """Read an object: names and values."""
    if not isinstance(value, Mapping):
        raise invalid(f"{shown(value)} is not an object with names and values", key)
    return value


def by_name(read: Reader[T], name: Reader[str] = text) -> Reader[dict[str, T]]:
    """Return a reader of objects whose keys are free names, or those that `name` reads."""
    return lambda value, key: _entries(mapping(value, key), key, name, read)


def by_year(read: Reader[T]) -> Reader[dict[int, T]]:
    """Return a reader of objects whose keys are years, in their order; its errors are about the `year`."""

    def name(value: object, key: str) -> int:
        written = str(value)
        if not (written.isascii() and written.isdecimal()):
            raise invalid(f"{value!r} is not a year", key)
        return year(int(written), key)

    def of_year(value: object, key: str) -> T:
        try:
            return read(value, key)
        except InvalidValues as wrong:
            about = {"year": int(key.rpartition(".")[2])}
            raise InvalidValues(replace(error, about={**error.about, **about}) for error in wrong.errors) from wrong

    return lambda value, key: dict(sorted(_entries(mapping(value, key), key, name, of_year).items()))


def _entries(given: Mapping[str, object], key: str, name: Reader[K], read: Reader[T]) -> dict[K, T]:
    errors, found = Collected(), {}
    for word, value in given.items():
        with errors:
            means = name(word, f"{key}.{word}")
            found[means] = read(value, f"{key}.{word}")
    errors.raise_all()
    return found


@dataclass(frozen=True, slots=True)
class Key:
    """How the value of a key is read, and whether it must be there."""

    read: Reader[Any]
    required: bool = False


Keys = Mapping[str, Key]


def fields(given: Mapping[str, object], key: str, keys: Keys, errors: Collected) -> dict[str, Any]:
    """Return what can be read of an object under its known keys, and collect the errors of the rest."""
    for word in given:
        if word not in keys:
            errors.add(f"unknown key {word!r}{did_you_mean(word, keys)}", _below(key, word))
    found: dict[str, Any] = {}
    for name, known in keys.items():
        if name in given:
            with errors:
                found[name] = known.read(given[name], _below(key, name))
        elif known.required:
            errors.add(f"`{name}` is missing", key or name)
    return found


def _below(key: str, name: object) -> str:
    return f"{key}.{name}" if key else str(name)


def entry(keys: Keys) -> Reader[dict[str, Any]]:
    """Return a reader of objects with known keys: what stands under each that is given."""

    def read(value: object, key: str) -> dict[str, Any]:
        errors = Collected()
        found = fields(mapping(value, key), key, keys, errors)
        errors.raise_all()
        return found

    return read


def record(make: Callable[..., T], keys: Keys) -> Reader[T]:
    """Return a reader of objects with known keys, made into what they mean."""
    read = entry(keys)
    return lambda value, key: make(**read(value, key))


KIND: Keys = {"kind": Key(anything)}
Kinds = Mapping[str, tuple[Callable[..., Any], Keys]]  # for each kind what is made, and its keys besides `kind`


def of_a_kind(kinds: Kinds, usual: str | None = None) -> Reader[Any]:
    """Return a reader of objects that say by `kind` what they are; `usual` is the kind of one that does not."""
    readers = {kind: record(partial(_without_kind, make), {**KIND, **keys}) for kind, (make, keys) in kinds.items()}

    def read(value: object, key: str) -> Any:
        given = mapping(value, key)
        kind = given.get("kind", usual)
        if kind is None and "kind" not in given:
            raise invalid(f"`kind` is missing (known: {', '.join(kinds)})", key)
        if not isinstance(kind, str) or kind not in kinds:
            raise invalid(f"unknown kind {shown(kind)}{did_you_mean(kind, kinds)}", f"{key}.kind")
        return readers[kind](given, key)

    return read


def _without_kind(make: Callable[..., T], kind: object = None, **found: Any) -> T:
    return make(**found)
