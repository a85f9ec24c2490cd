"""Plain values that components draw. Rooms make them; templates hand them to a tag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from django.utils.functional import Promise

Text = str | Promise
State = Literal["ok", "warn", "bad", "neutral"]
Dimension = Literal["governance", "branding", "economy", "living", "society", "environment"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure or fact of a strip: `{% facts items %}`. `note` says unit, date or source."""

    label: Text
    value: Any
    note: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a journey: `{% journey steps %}`.

    `when` is a decision or due date (or a sentence), `meta` one line or several: signers by role, who
    must act. With `body_template` the step opens in place and shows that template with `context`.
    """

    title: Text
    status: Literal["done", "now", "todo", "stopped"]
    when: date | Text | None = None
    meta: Text | Sequence[Text] = ""
    url: str = ""
    body_template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    open: bool = False

    @property
    def lines(self) -> list[Text]:
        if isinstance(self.meta, str | Promise):
            return [self.meta] if self.meta else []
        return list(self.meta)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history: `{% timeline items %}`."""

    when: date | datetime
    text: Text
    who: Text = ""
    detail: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a person: `{% waiting items %}` groups them by due date.

    `what` – `for_whom` – `due` – `why` it is mine – one button `action` that leads to `url`.
    """

    what: Text
    for_whom: Text
    due: date | None
    why: Text
    url: str
    action: Text


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab, a link: `{% tabs items current %}` where `current` is a key."""

    key: str
    label: Text
    url: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A card with one real link: `{% card item %}` inside `<div class="cards">`. At most three facts."""

    title: Text
    url: str
    text: Text = ""
    eyebrow: Text = ""
    facts: Sequence[Fact] = ()
    state: State | None = None
    state_label: Text = ""
    dimension: Dimension | None = None
    example: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """A long job: `{% progress job %}`. `url` answers with the same fragment (htmx) or the page.

    `share` is 0–1, or None while nothing can be counted.
    """

    title: Text
    sentence: Text
    url: str
    share: float | None = None
    finished: bool = False
    failed: bool = False

    @property
    def percent(self) -> int:
        return round(100 * (self.share or 0))


@dataclass(frozen=True, slots=True)
class Download:
    """One file to download: `{% download_links items %}`. `note` is format and size in words."""

    label: Text
    url: str
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button that sends a form: `{% form_block form button %}`. With `name` the view can tell which was pressed.

    `action` sends the form to another address.
    A `scripted` button sends nothing by itself: a script finds it by its `element_id`. `after` is an icon behind the
    words; kind "plain" is for places with a style of their own, such as a menu.
    """

    label: Text
    name: str = ""
    value: str = "1"
    kind: Literal["", "quiet", "danger", "plain"] = ""
    icon: str = ""
    action: str = ""
    element_id: str = ""
    scripted: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An address and what it is called; with `action` (a button's words) it is the one thing to do first."""

    label: Text
    url: str
    text: Text = ""
    action: Text = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something a search has found: what it is called, what it is in a few words, and where."""

    title: str
    note: str
    url: str
