"""Queries that are compiled once and run many times.

Django builds the SQL of a queryset anew every time, which costs several times what running a small query does. A
page that many people open declares its reads with `@compiled`: the decorated function returns a queryset, is called
once per process with placeholders, and from then on its SQL runs with the arguments.

    @compiled
    def region_called(name: str) -> QuerySet[Region]:
        return Region.objects.filter(name=name).select_related("province").only("name", "province__name")

    region_called("Padang")  # a list of regions

Arguments are plain values that never change the query's shape: no None, no lists, no conditions on them. Models and
`values_list` can be read; `prefetch_related` cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import update_wrapper
from itertools import count
from typing import Any, Generic, ParamSpec, TypeVar, get_type_hints
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

P = ParamSpec("P")
R = TypeVar("R")
Rows = Iterable[Any]
_numbers = count(30_001)  # they fit every integer column, and no query has such a constant
_PLACEHOLDERS: dict[type, Callable[[int], Any]] = {
    int: lambda number: number,
    str: lambda number: f"placeholder {number}",
    date: date.fromordinal,
    datetime: lambda number: datetime(1, 1, 1, tzinfo=UTC) + timedelta(days=number),
    UUID: lambda number: UUID(int=number),
}


class CompilationError(Exception):
    """A queryset that cannot be compiled, with the reason."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL, its parameters, and how its rows are read; `places` are (place of parameter, place of argument)."""

    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    read: Callable[[Rows], list[Any]]


class CompiledQuery(Generic[P, R]):
    """A query that runs with arguments and returns its rows; see `compiled`."""

    __name__: str

    def __init__(self, build: Callable[P, QuerySet[Any, R]]) -> None:
        self._build = build
        self._names = build.__code__.co_varnames[: build.__code__.co_argcount]
        self._statement: _Statement | None = None
        update_wrapper(self, build)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        """Return the rows.

        Raises CompilationError on the first call if the queryset cannot be compiled, ValueError for None.
        """
        given = args + tuple(kwargs[name] for name in self._names[len(args) :]) if kwargs else args
        if None in given:
            raise ValueError(f"{self.__name__}: an argument of a compiled query is never None")
        statement = self._statement
        if statement is None:
            statement = self._statement = self._compile()
        params = list(statement.params)
        for place, argument in statement.places:
            params[place] = given[argument]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, params)
            return statement.read(cursor.fetchall())

    def first(self, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Return the first row, or None; the queryset should be limited to it."""
        rows = self(*args, **kwargs)
        return rows[0] if rows else None

    def _compile(self) -> _Statement:
        hints = get_type_hints(self._build)
        given = [_PLACEHOLDERS[hints[name]](next(_numbers)) for name in self._names]
        queryset = self._build(*given)  # type: ignore[call-arg]  # the placeholders are of the arguments' types
        if queryset._prefetch_related_lookups:  # type: ignore[attr-defined]  # Django's own, not in the stubs
            raise CompilationError(f"{self.__name__}: a compiled query reads no prefetched rows")
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        places = tuple((n, m) for m, value in enumerate(given) for n, param in enumerate(params) if param == value)
        missing = [name for m, name in enumerate(self._names) if m not in {argument for _place, argument in places}]
        if missing:
            raise CompilationError(f"{self.__name__}: {missing} are not in the SQL as they are given")
        return _Statement(sql, tuple(params), places, _reader(queryset, compiler))


def compiled(build: Callable[P, QuerySet[Any, R]]) -> CompiledQuery[P, R]:
    """Compile what the decorated function returns once; its parameters are int, str, date or UUID."""
    return CompiledQuery(build)


def _reader(queryset: QuerySet[Any, Any], compiler: SQLCompiler) -> Callable[[Rows], list[Any]]:
    """Return what makes records or tuples of rows, as Django's own iterables of a queryset do."""
    kind = queryset._iterable_class
    converters = compiler.get_converters([column for column, _sql, _alias in compiler.select or ()])

    def converted(rows: Rows) -> Rows:
        return compiler.apply_converters(rows, converters) if converters else rows

    if kind is ModelIterable:
        return _records(compiler, converted)
    if kind is ValuesListIterable:
        return lambda rows: [tuple(row) for row in converted(rows)]
    raise CompilationError(f"{kind.__name__} cannot be compiled; use models or values_list")


def _records(compiler: SQLCompiler, converted: Callable[[Rows], Rows]) -> Callable[[Rows], list[Any]]:
    select, info = compiler.select or [], compiler.klass_info or {}
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    model: type[Model] = info["model"]
    names = [column.target.attname for column, _sql, _alias in select[start:end]]
    related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # the stubs are of a later Django
    annotations = list((compiler.annotation_col_map or {}).items())

    def read(rows: Rows) -> list[Any]:
        found = []
        for row in converted(rows):
            record = model.from_db(DEFAULT_DB_ALIAS, names, row[start:end])
            for populator in related:
                populator.populate(row, record)
            for name, place in annotations:
                setattr(record, name, row[place])
            found.append(record)
        return found

    return read
