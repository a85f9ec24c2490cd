"""What rooms put on the public page of an event or of a session: registration, materials, feedback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from jejaring.cities.queries import Reader
from jejaring.kit.components import Link, Text
from jejaring.kit.registry import Registry


class Look(Protocol):
    """Return a section's context for a record (an Event, or a Session's row) and its reader; None for no section.

    `action` in the context, a Link, becomes a button in the head of the page.
    """

    def __call__(self, record: Any, /, *, reader: Reader, on: date) -> Mapping[str, Any] | None: ...


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section, registered under its anchor. A room whose tables `look` reads is named by `views.public`, too."""

    title: Text
    template: str
    look: Look
    order: int = 0


@dataclass(frozen=True, slots=True)
class DrawnSection:
    """A section as it is shown."""

    anchor: str
    title: Text
    content: SafeString
    action: Link | None


event_sections = Registry[PageSection]("section of an event's page")
session_sections = Registry[PageSection]("section of a session's page")


def sections_of(record: Model, offered: Registry[PageSection], request: HttpRequest, *, on: date) -> list[DrawnSection]:
    """Return the sections that have something to show, in their order."""
    found = [(key, one, one.look(record, reader=request.user, on=on)) for key, one in offered.items()]
    return [
        DrawnSection(key, one.title, render_to_string(one.template, dict(context), request), context.get("action"))
        for key, one, context in found
        if context is not None
    ]
