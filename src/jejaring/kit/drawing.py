"""Small parts that a page draws hundreds of times, drawn in Python: a template for each would cost more than the page.

Values are escaped here; what is constant in a language is drawn once and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jejaring.kit import words
from jejaring.kit.components import Button, Event, Fact, Step, Waiting
from jejaring.kit.markup import NONE, breakable, joined, markup, markup_lines

STATE_ICONS: Mapping[str, str] = {
    "ok": "circle-check",
    "warn": "clock",
    "bad": "octagon-alert",
    "neutral": "circle",
}
NO_TOKEN = ("", "NOTPROVIDED")  # the latter is Django's, where a request has none
STEP_ICONS: Mapping[str, str] = {"done": "check", "stopped": "x"}


@cache
def icon(name: str, size: int = 20) -> SafeString:
    """Draw an icon of the sprite. It is decoration: its word stands beside it."""
    return markup(
        '<svg class="icon" width="{0}" height="{0}" aria-hidden="true" focusable="false"><use href="{1}#{2}"/></svg>',
        size,
        static("kit/icons.svg"),
        name,
    )


@cache
def woven(name: str = "band") -> SafeString:
    """Draw the woven band. Only under the home page's header, above the footer and on covers; each by its name."""
    triangles = ((SafeString(' class="seventh"') if place == 6 else "", place * 12) for place in range(7))
    return markup(
        '<svg class="woven" width="100%" height="12" aria-hidden="true" focusable="false">'
        '<pattern id="tumpal-{0}" width="84" height="12" patternUnits="userSpaceOnUse">{1}</pattern>'
        '<rect width="100%" height="12" fill="url(#tumpal-{0})"/></svg>',
        name,
        joined(markup('<path{} transform="translate({})" d="M0 12 6 1l6 11z"/>', *one) for one in triangles),
    )


def state_chip(kind: str, label: Any) -> SafeString:
    """Show a state with its icon and its word."""
    return markup('<span class="chip {}">{}{}</span>', kind, icon(STATE_ICONS.get(kind, "circle"), 16), label)


def example_mark() -> SafeString:
    """Label what is only there to try the software."""
    return _example_mark(get_language())


@cache
def _example_mark(language: str | None) -> SafeString:
    text, title = _("example"), _("Made up to try the software; not a real record.")
    return markup('<span class="example" title="{}">{}</span>', title, text)


def due(day: date | None, today: date) -> SafeString | str:
    """Show a due date together with how far it is; late ones are marked with word and colour."""
    if day is None:
        return _("no due date")
    kind = "bad" if day < today else "warn" if day <= today + timedelta(days=3) else "neutral"
    return markup(
        '<span class="due {}"><time datetime="{}">{}</time> <b>{}</b></span>',
        kind,
        day.isoformat(),
        words.long_date(day),
        words.until(day, today),
    )


def options(choices: Iterable[tuple[str, Any]], chosen: str) -> SafeString:
    """Draw the options of a select."""
    return markup_lines(
        '<option value="{}"{}>{}</option>',
        ((value, SafeString(" selected") if value == chosen else "", label) for value, label in choices),
    )


# --- head of the page -------------------------------------------------------------------------
def button(one: Button, *, said: Any = "", pressed: bool = False) -> SafeString:
    """Draw a button of a form. `said` names its record for those who hear the page, `pressed` marks what is chosen."""
    given = {
        "type": "button" if one.scripted else "",
        "id": one.element_id,
        "class": "" if one.kind == "plain" else f"button {one.kind}".strip(),
        "name": one.name,
        "value": one.value if one.name else "",
        "formaction": one.action,
        "aria-pressed": "true" if pressed else "",
    }
    return markup(
        "<button{}>{}{}{}{}</button>",
        _attributes(given),
        icon(one.icon) if one.icon else NONE,
        one.label,
        markup('<span class="said">: {}</span>', said) if said else NONE,
        icon(one.after, 16) if one.after else NONE,
    )


def post_form(
    url: str,
    content: SafeString,
    *,
    token: Any,
    sent: Mapping[str, Any] | None = None,
    classes: str = "",
    form_id: str = "",
) -> SafeString:
    """Draw a form without fields that posts `sent`, with its buttons as content. Without a `token` it has none."""
    hidden = {} if str(token or "") in NO_TOKEN else {"csrfmiddlewaretoken": token}
    given = {"class": classes, "id": form_id, "method": "post", "action": url}
    return markup("<form{}>{}{}</form>", _attributes(given), _hidden({**hidden, **(sent or {})}), content)


def filter_form(content: SafeString, send: Button) -> SafeString:
    """Draw a form that searches or filters its own page by GET: controls as content, and the button `send`."""
    return markup('<form class="filters" method="get" role="search">{}<p>{}</p></form>', content, button(send))


def _hidden(sent: Mapping[str, Any]) -> SafeString:
    return joined(markup('<input type="hidden" name="{}" value="{}">', *one) for one in sent.items())


def _attributes(given: Mapping[str, str]) -> SafeString:
    return joined(markup(' {}="{}"', *one) for one in given.items() if one[1])


def page_head(
    title: Any,
    *,
    eyebrow: Any = "",
    lead: Any = "",
    crumbs: Sequence[tuple[Any, str]] = (),
    example: bool = False,
    actions: str = "",
) -> SafeString:
    """Open a page: breadcrumb, room, title, one sentence, and at right the one primary action (`actions`, safe)."""

    def given(frame: str, value: Any, draw: Callable[[Any], Any] = lambda value: value) -> SafeString:
        return markup(frame, draw(value)) if value else NONE

    return markup(
        '<header class="page-head">{}<div class="page-head-row"><div>{}<h1>{}{}</h1>{}</div>{}</div></header>',
        _crumbs(crumbs) if crumbs else NONE,
        given('<p class="eyebrow">{}</p>', eyebrow),
        title,
        given(" {}", example, lambda _example: example_mark()),
        given('<p class="lead">{}</p>', lead),
        given('<div class="page-head-actions">{}</div>', actions, SafeString),
    )


def _crumbs(crumbs: Sequence[tuple[Any, str]]) -> SafeString:
    return markup(
        '<nav class="crumbs" aria-label="{}"><ol>{}</ol></nav>',
        _("You are here"),
        joined(
            markup('<li><a href="{}">{}</a></li>', url, label)
            if url
            else markup('<li><span aria-current="page">{}</span></li>', label)
            for label, url in crumbs
        ),
    )


# --- facts ------------------------------------------------------------------------------------
def facts(items: Iterable[Fact]) -> SafeString:
    """Draw a strip of facts."""
    return markup('<dl class="facts">{}</dl>', markup_lines("{}", ((_fact(one),) for one in items)))


def _fact(one: Fact) -> SafeString:
    shown = breakable(words.shown(one.value))
    value = markup('<a href="{}">{}</a>', one.url, shown) if one.url else shown
    note = markup('<span class="note">{}</span>', one.note) if one.note else NONE
    return markup('<div><dt>{}</dt><dd><span class="value">{}</span>{}</dd></div>', one.label, value, note)


# --- steps and events -------------------------------------------------------------------------
def journey(steps: Iterable[Step], body: Callable[[Step], SafeString]) -> SafeString:
    """Draw the steps of a journey; `body` draws what a step opens to."""
    return markup('<ol class="journey">{}</ol>', joined(_step(step, body) for step in steps))


def _step(step: Step, body: Callable[[Step], SafeString]) -> SafeString:
    content = _step_head(step)
    if step.body_template:
        content = markup(
            '<details{}><summary>{}{}</summary><div class="step-body">{}</div></details>',
            SafeString(" open") if step.open else NONE,
            content,
            icon("chevron-down"),
            body(step),
        )
    return markup(
        '<li class="{}"{}><span class="dot">{}</span>{}</li>',
        step.status,
        SafeString(' aria-current="step"') if step.status == "now" else NONE,
        icon(STEP_ICONS[step.status], 16) if step.status in STEP_ICONS else NONE,
        content,
    )


def _step_head(step: Step) -> SafeString:
    said = {"done": _("done"), "now": _("now"), "stopped": _("stopped"), "todo": _("to come")}[step.status]
    link = step.url and not step.body_template
    return markup(
        '<div class="step-head"><h3>{}<span class="said"> – {}</span></h3>{}{}</div>',
        markup('<a href="{}">{}</a>', step.url, step.title) if link else step.title,
        said,
        markup('<p class="when">{}</p>', words.shown(step.when)) if step.when else NONE,
        joined(_meta(line) for line in step.lines),
    )


def strip(steps: Iterable[Step]) -> SafeString:
    """Draw the steps of a journey as one line across the page; down the page on a phone."""
    return markup('<ol class="strip">{}</ol>', joined(_strip_step(step) for step in steps))


def _strip_step(step: Step) -> SafeString:
    return markup(
        '<li class="{}"{}><span class="dot">{}</span><div><b>{}</b>{}{}</div></li>',
        step.status,
        SafeString(' aria-current="step"') if step.status == "now" else NONE,
        icon(STEP_ICONS[step.status], 16) if step.status in STEP_ICONS else NONE,
        markup('<a href="{}">{}</a>', step.url, step.title) if step.url else step.title,
        markup('<span class="when">{}</span>', words.shown(step.when)) if step.when else NONE,
        joined(_meta(line) for line in step.lines),
    )


def timeline(items: Iterable[Event]) -> SafeString:
    """Draw a history, newest first as it is given."""
    return markup('<ol class="timeline">{}</ol>', joined(_event(item) for item in items))


def _event(item: Event) -> SafeString:
    what = capfirst(str(item.text))
    return markup(
        '<li><time datetime="{}">{}</time><div><p class="what">{}</p>{}{}</div></li>',
        item.when.isoformat(),
        words.shown(item.when),
        markup('<a href="{}">{}</a>', item.url, what) if item.url else what,
        _meta(item.who) if item.who else NONE,
        _meta(item.detail) if item.detail else NONE,
    )


def _meta(line: Any) -> SafeString:
    return markup('<p class="meta">{}</p>', line)


def empty(title: Any, text: Any = "", url: str = "", action: Any = "") -> SafeString:
    """Draw what stands where nothing is: what would be here, why it is empty, and the one thing to do."""
    return markup(
        '<div class="empty"><p class="empty-title">{}</p>{}{}</div>',
        title,
        markup("<p>{}</p>", text) if text else NONE,
        markup('<p><a class="button" href="{}">{}</a></p>', url, action) if url else NONE,
    )


# --- what waits -------------------------------------------------------------------------------
def waiting(items: Iterable[Waiting], today: date) -> SafeString:
    """List what waits for a person: overdue, today, this week, later."""
    groups = _by_due_date(items, today)
    return markup_lines("{}", ((_group(key, title, found, today),) for key, title, found in groups))


def _group(key: str, title: str, items: Sequence[Waiting], today: date) -> SafeString:
    button = "button quiet" if key in ("week", "later") else "button"
    days = {day: due(day, today) for day in {one.due for one in items}}
    rows = ((one.url, one.what, one.for_whom, days[one.due], one.why, button, one.url, one.action) for one in items)
    return markup(
        '<section class="waiting {}"><h2>{} <span class="count">{}</span></h2>\n<ul>{}</ul></section>',
        key,
        title,
        words.number(len(items)),
        markup_lines(
            '<li><div><p class="what"><a href="{}">{}</a> <span class="muted">– {}</span></p>'
            '<p class="meta">{} · {}</p></div> <a class="{}" href="{}">{}</a></li>',
            rows,
        ),
    )


def _by_due_date(items: Iterable[Waiting], today: date) -> list[tuple[str, str, list[Waiting]]]:
    groups: dict[str, list[Waiting]] = {"late": [], "today": [], "week": [], "later": []}
    for item in sorted(items, key=lambda item: item.due or date.max):
        groups[_nearness(item.due, today)].append(item)
    titles = {"late": _("Overdue"), "today": _("Today"), "week": _("This week"), "later": _("Later")}
    return [(key, titles[key], found) for key, found in groups.items() if found]


def _nearness(day: date | None, today: date) -> str:
    if day is None:
        return "later"
    if day < today:
        return "late"
    if day == today:
        return "today"
    return "week" if day <= today + timedelta(days=7) else "later"
