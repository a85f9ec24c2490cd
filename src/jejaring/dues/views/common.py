"""What the pages of dues share: who keeps the dues, and the way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.dues import rules
from jejaring.kit import clock
from jejaring.kit.refusal import require
from jejaring.kit.requests import reader

Crumb = tuple[Any, str]


def keeper(request: HttpRequest) -> None:
    """Answer 403 to everyone who does not keep the dues."""
    require(rules.may_keep_dues(reader(request), on=clock.today()))


def crumbs(*below: Crumb) -> list[Crumb]:
    """Return the way from the list of invoices down to a page."""
    return [(_("Dues"), reverse("dues:invoices")), *below]
