"""A table as HTML, drawn in Python for the reason given in `drawing`: controls, rows, pages and downloads."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cache, lru_cache

from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jejaring.kit.components import Button
from jejaring.kit.drawing import empty, filter_form, icon, options
from jejaring.kit.markup import NONE, breakable, escaped, joined, markup, markup_lines
from jejaring.kit.tables import Cell, Chip, Column, Heading, Table, cells

LONGEST_WORD = 40  # letters that a column can hold
MOST_ROWS, MOST_SELECTS = 2000, 200  # that are cached in one process, each of some 2 kB
ORDER_ICONS = {"ascending": "arrow-up", "descending": "arrow-down", "": "chevrons-up-down"}


@cache
def _words(_language: str | None) -> Mapping[str, str]:
    """Return what every table says, looked up once per language."""
    return {
        "show": _("Show"),
        "search": _("Search"),
        "all": _("All"),
        "sort": _("Sort by"),
        "remove": _("Remove"),
        "pages": _("Pages"),
        "previous": _("Previous"),
        "next": _("Next"),
        "download": _("Download this list:"),
    }


def table(one: Table, context: Context) -> SafeString:
    """Draw a table with its search, filters and order, its pages and its downloads."""
    words = _words(get_language())
    return markup(
        '<section class="table-block" id="{}">{}<div class="result"><p class="sentence">{}</p>{}</div>{}</section>',
        one.spec.name,
        _controls(one, words) if one.can_filter else NONE,
        one.sentence,
        _chips(one.chips, words) if one.chips else NONE,
        _found(one, words, context) if one.records else _nothing(one),
    )


def _controls(one: Table, words: Mapping[str, str]) -> SafeString:
    name, controls = one.spec.name, []
    if one.can_search:
        field = '<p><label for="{0}-q">{1}</label><input type="search" id="{0}-q" name="q" value="{2}"></p>'
        controls.append(markup(field, name, words["search"], one.searched))
    for control in one.controls:
        choices = (("", words["all"]), *control.options)
        controls.append(_select(name, control.key, str(control.label), choices, control.chosen))
    orders = tuple(one.sort_choices)
    if orders:
        controls.append(_select(name, "urut", words["sort"], orders, one.sort, kind="sort-control"))
    return filter_form(joined(controls), Button(words["show"], kind="quiet"))


@lru_cache(maxsize=MOST_SELECTS)
def _select(
    name: str, key: str, label: str, choices: tuple[tuple[str, str], ...], chosen: str, *, kind: str = ""
) -> SafeString:
    return markup(
        '<p{3}><label for="{0}-{1}">{2}</label><select id="{0}-{1}" name="{1}">{4}</select></p>',
        name,
        key,
        label,
        markup(' class="{}"', kind) if kind else NONE,
        options(choices, chosen),
    )


def _chips(chips: Sequence[Chip], words: Mapping[str, str]) -> SafeString:
    line = '<li><a class="filter-chip" href="{}"><span class="said">{}: </span>{}{}</a></li>'
    drawn = markup_lines(line, ((chip.url, words["remove"], chip.label, icon("x", 16)) for chip in chips))
    return markup('<ul class="chips">{}</ul>', drawn)


def _found(one: Table, words: Mapping[str, str], context: Context) -> SafeString:
    links = markup_lines('<a href="{1}" download>{0}</a>', one.downloads)
    return markup(
        '<table class="data"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}<p class="exports small">{} {}</p>',
        joined(_heading(heading) for heading in one.headings),
        _cached_rows(one) if one.spec.cached_rows else rows(one.spec.columns, one.rows, context),
        _pages(one, words) if one.page.paginator.num_pages > 1 else NONE,
        words["download"],
        SafeString(links.replace("\n", " · ")),
    )


def _heading(heading: Heading) -> SafeString:
    label = heading.column.label
    return markup(
        '<th scope="col"{}{}>{}</th>',
        SafeString(' class="numeric"') if heading.column.numeric else NONE,
        markup(' aria-sort="{}"', heading.order) if heading.order else NONE,
        markup('<a href="{}">{}{}</a>', heading.url, label, icon(ORDER_ICONS[heading.order], 16))
        if heading.url
        else label,
    )


def _pages(one: Table, words: Mapping[str, str]) -> SafeString:
    before, after = one.previous_url, one.next_url
    return markup(
        '<nav class="pages" aria-label="{}">{}{}{}</nav>',
        words["pages"],
        markup('<a rel="prev" href="{}">{}{}</a>', before, icon("arrow-left"), words["previous"]) if before else NONE,
        joined(_page(*entry) for entry in one.pages),
        markup('<a rel="next" href="{}">{}{}</a>', after, words["next"], icon("arrow-right")) if after else NONE,
    )


def _page(label: str, url: str, here: bool) -> SafeString:
    if here:
        return markup('<span aria-current="page">{}</span>', label)
    return markup('<a href="{}">{}</a>', url, label) if url else markup("<span>{}</span>", label)


def _nothing(one: Table) -> SafeString:
    if one.chips:
        text = _("Try fewer words, or remove a filter.")
        return empty(_("Nothing matches"), text, one.clear_url, _("Show everything"))
    spec = one.spec
    return empty(spec.empty_title, spec.empty_text, spec.empty_url, spec.empty_action)


# --- rows ---------------------------------------------------------------------------------------
def _cached_rows(one: Table) -> SafeString:
    columns, language = tuple(one.spec.columns), get_language()
    return joined((_cached_row(columns, record, language) for record in one.records), "\n")


@lru_cache(maxsize=MOST_ROWS)
def _cached_row(columns: tuple[Column, ...], record: Hashable, _language: str | None) -> SafeString:
    return rows(columns, cells(columns, [record]), Context())


def rows(columns: Sequence[Column], found: Sequence[Sequence[Cell]], context: Context) -> SafeString:
    """Draw the rows of a table. The first cell of each is its title."""
    frames = [_frame(column, is_title=place == 0) for place, column in enumerate(columns)]
    drawers = [_drawer(column, context) for column in columns]
    with context.push():
        return markup_lines("<tr>{}</tr>", ((_row(row, frames, drawers),) for row in found))


def _row(
    row: Sequence[Cell], frames: Sequence[tuple[SafeString, SafeString]], drawers: Sequence[Callable[[Cell], str]]
) -> SafeString:
    drawn = (
        f"{opening}{_breakable(cell.value, escaped(draw(cell)))}{closing}"
        for (opening, closing), draw, cell in zip(frames, drawers, row, strict=True)
    )
    return SafeString("".join(drawn))


def _breakable(value: object, drawn: str) -> str:
    """Let a word break that no column can hold, so that it does not push the table off the page."""
    if not isinstance(value, str) or len(value) <= LONGEST_WORD:
        return drawn
    longest = max(value.split(), key=len, default="")
    return markup('<span class="long">{}</span>', SafeString(drawn)) if len(longest) > LONGEST_WORD else drawn


def _frame(column: Column, *, is_title: bool) -> tuple[SafeString, SafeString]:
    kind = SafeString(' class="numeric"') if column.numeric else NONE
    if is_title:
        return markup('<th scope="row" data-label="{}"{}>', column.label, kind), SafeString("</th>")
    return markup('<td data-label="{}"{}>', column.label, kind), SafeString("</td>")


def _drawer(column: Column, context: Context) -> Callable[[Cell], str]:
    """Return what draws the cells of a column: its own function, its template, or a text with or without link."""
    if column.draw is not None:
        own = column.draw
        return lambda cell: own(cell.row, cell.value)
    if not column.template:
        return _plain
    template = context.template.engine.get_template(column.template)  # type: ignore[union-attr]  # set in a tag

    def from_template(cell: Cell) -> str:
        context["cell"], context["row"], context["value"] = cell, cell.row, cell.value
        return template.render(context)

    return from_template


def _plain(cell: Cell) -> str:
    shown = cell.text
    text = breakable(shown) if "@" in shown and type(shown) is str else shown
    return markup('<a href="{}">{}</a>', cell.url, text) if cell.url else text
