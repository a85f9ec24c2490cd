"""Tags and filters every template may use without loading them. docs/kit.md shows each one."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Literal

from django import forms, template
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jejaring.charts import Chart
from jejaring.kit import drawing, drawn_tables, navigation, words
from jejaring.kit.components import Button, Card, Dimension, Download, Progress, Step, Tab, Text, Waiting
from jejaring.kit.fields import Section
from jejaring.kit.markup import breakable
from jejaring.kit.remarks import COLUMNS, Comparison
from jejaring.kit.tables import Column, Table, cells

register = template.Library()

DIMENSION_ICONS: dict[str, str] = {
    "governance": "landmark",
    "branding": "megaphone",
    "economy": "hand-coins",
    "living": "heart-pulse",
    "society": "users",
    "environment": "leaf",
}
WIDE, NARROW = 720, 328  # pixels a chart is drawn for
_numbers = itertools.count(1)


# --- words ------------------------------------------------------------------------------------
register.filter("long_date", words.long_date)
register.filter("rupiah", words.rupiah)


@register.filter
def moment(time: datetime | None, zone: str = "") -> str:
    return words.moment(time, zone)


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    return words.number(None if value == "" else value, decimals)


register.filter("as_shown", words.shown)
register.filter("breakable", lambda value: breakable(str(value)))  # addresses in a narrow place


@register.simple_tag(takes_context=True)
def due(context: Context, day: date | None) -> SafeString | str:
    """Show a due date together with how far it is; late ones are marked with word and colour."""
    return drawing.due(day, context["now"].date())


register.simple_tag(navigation.page_url, name="page_url")


# --- small things -----------------------------------------------------------------------------
register.simple_tag(drawing.icon, name="icon")
register.simple_tag(drawing.state_chip, name="state_chip")
register.simple_tag(drawing.example_mark, name="example_mark")
register.simple_tag(drawing.options, name="options")
register.simple_tag(drawing.woven, name="woven")


@register.simple_tag
def dimension_mark(dimension: Dimension | str, label: Any) -> SafeString:
    """Show one of the six dimensions in its colour, with its icon and its name."""
    return format_html(
        '<span class="dimension {}">{}{}</span>', dimension, drawing.icon(DIMENSION_ICONS[dimension]), label
    )


@register.simple_tag
def dimension_icon(dimension: Dimension | str) -> SafeString:
    """Draw a dimension's icon, large, beside a title that names it."""
    return drawing.icon(DIMENSION_ICONS[dimension], 28)


@register.simple_tag
def htmx() -> SafeString:
    """Load htmx on a page that refreshes a part of itself; put it into the block `scripts`."""
    return format_html('<script src="{}" defer></script>', static("vendor/htmx/htmx.min.js"))


@register.simple_tag(name="static")
@cache
def static_address(path: str) -> str:
    """Return the address of a static file, as Django's tag of that name; found addresses are remembered."""
    return static(path)


# --- parts of a page --------------------------------------------------------------------------
@register.simple_block_tag
def page_head(
    content: str,
    title: Any,
    eyebrow: Any = "",
    lead: Any = "",
    crumbs: Sequence[tuple[Any, str]] = (),
    example: bool = False,
) -> SafeString:
    """Open a page: breadcrumb, room, title, one sentence, and at right the one primary action."""
    return drawing.page_head(
        title, eyebrow=eyebrow, lead=lead, crumbs=crumbs, example=example, actions=content.strip()
    )  # the content is rendered, and so escaped, by the calling template


register.simple_tag(drawing.facts, name="facts")


@register.simple_tag(takes_context=True)
def journey(context: Context, steps: Sequence[Step]) -> SafeString:
    return drawing.journey(steps, lambda step: _drawn(context, step.body_template, {"step": step, **step.context}))


register.simple_tag(drawing.timeline, name="timeline")
register.simple_tag(drawing.strip, name="strip")


@register.simple_tag(takes_context=True)
def section(context: Context, section: Any) -> SafeString:
    """Draw a part of a page with its own `template` and `context`."""
    return _drawn(context, section.template, dict(section.context))


@register.inclusion_tag("kit/tabs.html")
def tabs(items: Sequence[Tab], current: str) -> dict[str, Any]:
    return {"items": items, "current": current}


@register.inclusion_tag("kit/card.html")
def card(item: Card) -> dict[str, Any]:
    return {"card": item}


register.simple_tag(drawing.empty, name="empty")


@register.inclusion_tag("kit/download_links.html")
def download_links(items: Sequence[Download | tuple[Any, str]]) -> dict[str, Any]:
    return {"items": [item if isinstance(item, Download) else Download(*item) for item in items]}


@register.inclusion_tag("kit/progress.html")
def progress(job: Progress) -> dict[str, Any]:
    return {"job": job}


@register.simple_tag(takes_context=True)
def waiting(context: Context, items: Sequence[Waiting]) -> SafeString:
    """List what waits for a person: overdue, today, this week, later."""
    return drawing.waiting(items, context["now"].date())


@register.simple_tag(takes_context=True)
def table(context: Context, table: Table) -> SafeString:
    return drawn_tables.table(table, context)


@register.simple_tag(takes_context=True)
def plain_table(context: Context, columns: Sequence[Column], rows: Sequence[Any], caption: Any = "") -> SafeString:
    """Draw rows by their columns, without search, sort or paging; nothing where there are no rows."""
    drawn = drawn_tables.rows(columns, cells(columns, rows), context)
    return _drawn(context, "kit/plain_table.html", {"columns": columns, "rows": drawn, "caption": caption})


@register.simple_tag(takes_context=True)
def comparisons(context: Context, rows: Sequence[Comparison]) -> SafeString:
    """Draw what became of fields between two versions: comment, before, after and reply side by side."""
    return plain_table(context, COLUMNS, rows)


@register.inclusion_tag("kit/chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    """Show a chart with its title, its source and its table; drawn once for phones and once for wider screens."""
    uid = f"chart-{next(_numbers)}"
    header, rows = chart.table()
    return {
        "chart": chart,
        "header": header,
        "rows": rows,
        "wide": mark_safe(chart.draw(WIDE, f"{uid}-w")),  # noqa: S308 - every text in it is escaped where it is drawn
        "narrow": mark_safe(chart.draw(NARROW, f"{uid}-n")),  # noqa: S308 - as above
    }


# --- forms ------------------------------------------------------------------------------------
@register.inclusion_tag("kit/form_summary.html")
def form_summary(form: forms.BaseForm) -> dict[str, Any]:
    """List a form's errors with links to their fields; put it before `{{ form }}`."""
    form.summary_shown = True  # type: ignore[attr-defined]  # so that the form does not repeat its own errors
    shown = [bound for _section, fields in in_sections(form) for bound in fields]
    fields = [
        (bound, bound.errors) for bound in (*shown, *form.hidden_fields()) if bound.errors
    ]  # as the page has them
    secret = any(isinstance(field.widget, forms.PasswordInput) for field in form.fields.values())
    return {"form": form, "fields": fields, "count": len(fields) + len(form.non_field_errors()), "secret": secret}


@register.simple_block_tag(takes_context=True)
def form_block(
    context: Context,
    content: str,
    form: forms.BaseForm | None,
    *buttons: Text | Button | Sequence[Button],
    kind: Literal["", "quiet", "danger"] = "",
    cancel: str = "",
    cancel_label: Any = "",
    note: Any = "",
    action: str = "",
    method: str = "post",
    form_id: str = "",
    fields: bool = True,
) -> SafeString:
    """Draw a form: its errors, token, fields, buttons and the link back. The content goes between fields and buttons.

    With `fields=False` the content draws the fields itself; `form` may be None for a button alone.
    """
    given = [one for several in buttons for one in ([several] if isinstance(several, Text | Button) else several)]
    values = {
        "form": form,
        "extra": mark_safe(content.strip()),  # noqa: S308 - already rendered by the calling template
        "buttons": [drawing.button(one if isinstance(one, Button) else Button(one, kind=kind)) for one in given],
        "multipart": form is not None and method == "post" and form.is_multipart(),
        "cancel": cancel,
        "cancel_label": cancel_label or _("Cancel"),
    }
    options = {"note": note, "action": action, "method": method, "form_id": form_id, "fields": fields}
    return _drawn(context, "kit/form_block.html", values | options)


@register.simple_tag
def button(label: Text, **how: Any) -> Button:
    """Return a `Button` for `form_block`, by its fields: `{% button label name="save" kind="quiet" as save %}`."""
    return Button(label, **how)


@register.simple_tag(takes_context=True)
def post_button(
    context: Context,
    url: str,
    label: Text | Button,
    *,
    kind: Literal["", "quiet", "danger", "plain"] = "quiet",
    said: Any = "",
    icon: str = "",
    after: str = "",
    form_id: str = "",
    pressed: bool = False,
    **sent: Any,
) -> SafeString:
    """Draw a button that acts at once by POST. `said` names the record for those who hear the page.

    Any more keywords are what the button sends: `theme="dark"`. `pressed` marks what is chosen now.
    """
    shown = label if isinstance(label, Button) else Button(label, kind=kind, icon=icon, after=after)
    drawn = drawing.button(shown, said=said, pressed=pressed)
    return drawing.post_form(url, drawn, token=context.get("csrf_token"), sent=sent, form_id=form_id)


@register.simple_block_tag
def filter_form(content: str, label: Text, *, kind: Literal["", "quiet"] = "", icon: str = "") -> SafeString:
    """Draw a form that searches or filters its own page by GET; the content is its controls."""
    controls = SafeString(content.strip())  # already rendered by the calling template
    return drawing.filter_form(controls, Button(label, kind=kind, icon=icon))


@register.filter
def in_sections(form: forms.BaseForm) -> list[tuple[Section | None, list[forms.BoundField]]]:
    """Return a form's visible fields by its `sections`; fields in none come last, without a title."""
    sections: Sequence[Section] = getattr(form, "sections", ())
    visible = {bound.name: bound for bound in form.visible_fields()}
    placed = [(section, [visible.pop(name) for name in section.fields if name in visible]) for section in sections]
    titled: list[tuple[Section | None, list[forms.BoundField]]] = [pair for pair in placed if pair[1]]
    return [*titled, (None, list(visible.values()))] if visible else titled


@register.filter
def in_rows(fields: list[forms.BoundField], columns: Sequence[Any]) -> list[list[tuple[Any, forms.BoundField]]]:
    """Return the fields of a section with `columns` row by row, each with its column's heading."""
    size = len(columns)
    return [list(zip(columns, fields[at : at + size], strict=True)) for at in range(0, len(fields), size)]


@register.filter
def is_checkbox(bound: forms.BoundField) -> bool:
    return isinstance(bound.field.widget, forms.CheckboxInput)


def _drawn(context: Context, name: str, values: dict[str, Any]) -> SafeString:
    with context.push(**values):
        return context.template.engine.get_template(name).render(context)  # type: ignore[union-attr]  # set in a tag
