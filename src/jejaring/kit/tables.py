"""Tables with search, filters, sort and paging in the address, and their export.

A room declares a `TableSpec` once; `build` reads the request and answers with a `Table` that
`{% table table %}` draws and `export()` turns into CSV, XLSX or JSON. Two queries per page at most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter, methodcaller
from typing import Any, cast
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from jejaring.kit import exports, words
from jejaring.kit.components import Text

SEARCH, SORT, PAGE, FORMAT = "q", "urut", "halaman", "format"
Choices = Sequence[tuple[Any, Text]]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column: `value(row)` is shown and exported, `link(row)` is where it leads.

    `sort` is an ORM path ("" = not sortable). `template` draws the cell with `row` and `value`;
    `draw(row, value)` does the same in Python, several times faster: for lists many people open.
    """

    key: str
    label: Text
    value: Callable[[Any], Any]
    link: Callable[[Any], str] | None = None
    sort: str = ""
    numeric: bool = False
    template: str = ""
    draw: Callable[[Any, Any], SafeString] | None = None
    silent: bool = False  # the heading is only heard: a column of links or buttons


def attribute(
    path: str,
    label: Text,
    *,
    key: str = "",
    sort: bool | str = True,
    link: Callable[[Any], str] | None = None,
    numeric: bool = False,
    template: str = "",
    draw: Callable[[Any, Any], SafeString] | None = None,
) -> Column:
    """Return the column of an attribute path such as "organisation.short_name": shown, exported and sorted by it.

    Where a link of the path is None the cell is empty. `sort` may name another ORM path, or be False. The `key`
    in addresses and files is the last part of the path. A path may end in a method: "get_kind_display()", which
    is sorted by only if `sort` names a path.
    """
    if sort is True:
        sort = "" if path.endswith("()") else path.replace(".", "__")
    return Column(
        key or path.rpartition(".")[2],
        label,
        _follow(path),
        link=link,
        sort=sort or "",
        numeric=numeric,
        template=template,
        draw=draw,
    )


def _follow(path: str) -> Callable[[Any], Any]:
    if "." not in path:
        return methodcaller(path.removesuffix("()")) if path.endswith("()") else attrgetter(path)
    first, _dot, rest = path.partition(".")
    follow_rest = _follow(rest)

    def follow(row: Any) -> Any:
        found = getattr(row, first)
        return None if found is None else follow_rest(found)

    return follow


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice above the table; `apply(queryset, value)` narrows it."""

    key: str
    label: Text
    choices: Choices | Callable[[], Choices]
    apply: Callable[[QuerySet[Any], str], QuerySet[Any]]

    def options(self) -> list[tuple[str, str]]:
        known = self.choices() if callable(self.choices) else self.choices
        return [(str(value), str(label)) for value, label in known if str(value)]


def choice_filter(key: str, label: Text, choices: Choices | Callable[[], Choices], path: str) -> Filter:
    """Return a filter that keeps the rows whose ORM `path` has the value chosen."""
    return Filter(key, label, choices, lambda found, value: found.filter(**{path: value}))


Sentence = Callable[[int, Mapping[str, str]], str]


def count_sentence(counted: Text) -> Sentence:
    """Return the sentence of a list that counts its rows.

    `counted` is `ngettext_lazy("%(count)s city", "%(count)s cities")`, without a number.
    """
    form_for: Any = counted
    return lambda count, _active: (form_for % count) % {"count": words.number(count)}


ENTRIES = count_sentence(ngettext_lazy("%(count)s entry", "%(count)s entries"))


@dataclass(frozen=True, slots=True)
class TableSpec:
    """What a table can show. `sentence(count, active)` says the result in words.

    `active` maps each filter in use to the label chosen, and "q" to what was searched. `search` names the
    ORM paths in which every word is looked for, or turns a word into a condition. `reads` narrows the page's part of
    the queryset to what its columns show; counting, searching and exports go by the queryset that is given. With
    `cached_rows` it returns tuples of plain values, on which, and the language only, depends what a row shows.
    """

    name: str
    columns: Sequence[Column]
    search: Sequence[str] | Callable[[str], Q] = ()
    filters: Sequence[Filter] = ()
    reads: Callable[[QuerySet[Any, Any]], Iterable[Any]] = iter
    cached_rows: bool = False
    page_size: int = 25
    default_sort: str = ""
    sentence: Sentence = ENTRIES
    empty_title: Text = ""
    empty_text: Text = ""
    empty_url: str = ""
    empty_action: Text = ""


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    row: Any
    value: Any

    @property
    def text(self) -> str:
        return words.shown(self.value)

    @property
    def url(self) -> str:
        return self.column.link(self.row) if self.column.link else ""


def cells(columns: Sequence[Column], rows: Iterable[Any]) -> list[list[Cell]]:
    """Return the cells of rows, ready to be drawn."""
    return [[Cell(column, row, column.value(row)) for column in columns] for row in rows]


@dataclass(frozen=True, slots=True)
class Heading:
    column: Column
    url: str
    order: str  # "ascending", "descending" or ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use; `url` is the same list without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Control:
    """A filter as a form control."""

    key: str
    label: Text
    options: list[tuple[str, str]]
    chosen: str


@dataclass(slots=True)
class Table:
    """One page of a list as a reader asked for it."""

    spec: TableSpec
    records: list[Any]
    page: Page[Any]
    headings: list[Heading]
    controls: list[Control]
    chips: list[Chip]
    sentence: str
    searched: str
    sort: str
    _found: QuerySet[Any] = field(repr=False)
    _query: QueryDict = field(repr=False)

    @property
    def rows(self) -> list[list[Cell]]:
        return cells(self.spec.columns, self.records)

    @property
    def can_search(self) -> bool:
        return bool(self.spec.search)

    @property
    def can_filter(self) -> bool:
        return self.can_search or bool(self.spec.filters)

    @property
    def sort_choices(self) -> list[tuple[str, str]]:
        """Return every order for the small-screen control, where the head of the table is not shown."""
        sortable = [(column.key, str(column.label)) for column in self.spec.columns if column.sort]
        orders = (("", _("%(column)s, ascending")), ("-", _("%(column)s, descending")))
        return [(prefix + key, text % {"column": label}) for key, label in sortable for prefix, text in orders]

    @property
    def previous_url(self) -> str:
        return self._page_url(self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return self._page_url(self.page.number + 1) if self.page.has_next() else ""

    @property
    def pages(self) -> list[tuple[str, str, bool]]:
        """Return (label, url, here) for the pages worth a link; an ellipsis has no url."""
        elided = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [
            (str(entry), self._page_url(entry) if isinstance(entry, int) else "", entry == self.page.number)
            for entry in elided
        ]

    @property
    def downloads(self) -> list[tuple[str, str]]:
        """Return (format, url) of the whole filtered list."""
        return [(kind.upper(), address(self._query, drop=(PAGE,), **{FORMAT: kind})) for kind in exports.WRITERS]

    @property
    def clear_url(self) -> str:
        return "?"

    def export(self) -> HttpResponse | None:
        """Return the whole filtered list as a file if the address asks for `?format=csv|xlsx|json`."""
        kind = self._query.get(FORMAT, "")
        if kind not in exports.WRITERS:
            return None
        header = [(column.key, str(column.label)) for column in self.spec.columns]
        found = self._found.iterator(chunk_size=2000)
        return exports.answer(
            kind, self.spec.name, header, ([c.value(row) for c in self.spec.columns] for row in found)
        )

    def _page_url(self, page: int) -> str:
        return address(self._query, drop=(FORMAT,), **{PAGE: str(page)})


def build(spec: TableSpec, queryset: QuerySet[Any], request: HttpRequest) -> Table:
    """Return the page of `queryset` that the request's address asks for. Unknown values are ignored."""
    query = request.GET
    options = {choice.key: choice.options() for choice in spec.filters}
    found, active = _narrow(spec, queryset, query, options)
    sort, found = _order(spec, found, query.get(SORT, ""))
    page, records = _page(spec, found, query.get(PAGE), narrowed=bool(active))
    return Table(
        spec=spec,
        records=records,
        page=page,
        headings=[_heading(column, sort, query) for column in spec.columns],
        controls=[Control(one.key, one.label, options[one.key], query.get(one.key, "")) for one in spec.filters],
        chips=_chips(spec, active, query),
        sentence=spec.sentence(page.paginator.count, active),
        searched=active.get(SEARCH, ""),
        sort=sort,
        _found=found,
        _query=query,
    )


def _page(spec: TableSpec, found: QuerySet[Any], asked: str | None, *, narrowed: bool) -> tuple[Page[Any], list[Any]]:
    """Return the page asked for and its rows; what a search finds is counted by a query only if it fills a page."""
    pages = Paginator(found, spec.page_size)
    if narrowed and asked in (None, "1"):
        records = list(spec.reads(found[: spec.page_size]))
        if len(records) < spec.page_size:
            pages.count = len(records)
        return pages.get_page(1), records
    page = pages.get_page(asked)
    return page, list(spec.reads(cast(QuerySet[Any, Any], page.object_list)))


def list_page(
    request: HttpRequest,
    spec: TableSpec,
    queryset: QuerySet[Any],
    template: str = "kit/list_page.html",
    *,
    title: Text,
    **context: Any,
) -> HttpResponse:
    """Answer with a page that is a list, or with the whole filtered list as a file.

    `context`: `lead`, `eyebrow`, `crumbs`, `tabs` and `current`, `actions` (a sequence of `Link`s; the first is
    the page's button). A `template` of its own extends "kit/list_page.html" and fills `before`, `after`, `actions`.
    """
    table = build(spec, queryset, request)
    return table.export() or render(request, template, {"table": table, "title": title, **context})


def address(query: QueryDict, drop: Sequence[str] = (), **changes: str) -> str:
    """Return the present address's query with `changes` set and `drop` left out."""
    kept = {key: values for key, values in query.lists() if key not in drop}
    return "?" + urlencode(kept | {key: [value] for key, value in changes.items()}, doseq=True)


def _narrow(
    spec: TableSpec, found: QuerySet[Any], query: QueryDict, options: Mapping[str, list[tuple[str, str]]]
) -> tuple[QuerySet[Any], dict[str, str]]:
    active: dict[str, str] = {}
    searched = searched_words(query)
    if searched and spec.search:
        active[SEARCH] = searched
        if isinstance(spec.search, Sequence):
            found = found.filter(every_word_in_any(spec.search, searched))
        else:
            found = found.filter(*(spec.search(word) for word in searched.split()))
    for choice in spec.filters:
        value = query.get(choice.key, "")
        label = dict(options[choice.key]).get(value)
        if label is not None:
            active[choice.key] = label
            found = choice.apply(found, value)
    return found, active


def searched_words(query: QueryDict) -> str:
    """Return what an address asks to be searched for."""
    return query.get(SEARCH, "").replace("\x00", "").strip()[:200]


def every_word_in_any(paths: Sequence[str], text: str) -> Q:
    """Return the condition that each word of `text` is in one of the fields, in capitals or not."""
    condition = Q()
    for word in text.split():
        in_one = Q()
        for path in paths:
            in_one |= Q(**{f"{path}__icontains": word})
        condition &= in_one
    return condition


def _order(spec: TableSpec, found: QuerySet[Any], asked: str) -> tuple[str, QuerySet[Any]]:
    by_key = {column.key: column for column in spec.columns if column.sort}
    sort = asked if asked.removeprefix("-") in by_key else spec.default_sort
    column = by_key.get(sort.removeprefix("-"))
    if column is None:
        return sort, found.order_by(sort, "pk") if sort else found if found.ordered else found.order_by("pk")
    return sort, found.order_by(("-" if sort.startswith("-") else "") + _stored(found.model, column.sort), "pk")


def _stored(model: Any, path: str) -> str:
    """Return an ORM path with a bilingual attribute at its end as the column of the active language."""
    *relations, last = path.split("__")
    for relation in relations:
        field = next((one for one in model._meta.get_fields() if one.name == relation), None)
        if field is None or not field.is_relation:
            return path
        model = field.related_model
    found = getattr(model, last, None)
    return "__".join([*relations, words.in_language(*found.columns)]) if isinstance(found, words.bilingual) else path


def _heading(column: Column, sort: str, query: QueryDict) -> Heading:
    order = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "")
    turned = f"-{column.key}" if order == "ascending" else column.key
    url = address(query, drop=(PAGE, FORMAT), **{SORT: turned}) if column.sort else ""
    return Heading(column, url, order)


def _chips(spec: TableSpec, active: Mapping[str, str], query: QueryDict) -> list[Chip]:
    labels: dict[str, str | Promise] = {choice.key: choice.label for choice in spec.filters}
    labels[SEARCH] = _("Search")
    return [Chip(f"{labels[key]}: {value}", address(query, drop=(key, PAGE, FORMAT))) for key, value in active.items()]
