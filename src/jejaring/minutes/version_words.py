"""How a version of minutes differs from the one before, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from jejaring.kit.words import long_date
from jejaring.minutes.models import Minutes, MinutesVersion
from jejaring.texts.differences import Change, compare


@dataclass(frozen=True, slots=True)
class Text:
    """One text of minutes."""

    key: str
    label: str

    def shown(self, answer: Any) -> str:
        """Return the text, or the items one per line."""
        return "\n".join(map(_item, answer)) if isinstance(answer, list) else str(answer or "")


def changes_of(before: MinutesVersion, after: MinutesVersion) -> list[Change]:
    """Return the texts and items that two versions of minutes differ in."""
    labels = {one.name: str(one.verbose_name) for one in Minutes._meta.fields}
    texts = [*(Text(name, labels[name]) for name in Minutes.TEXTS), Text("items", _("Action items"))]
    return [one for one in compare(texts, before.content, after.content) if one.changed]


def _item(row: Mapping[str, Any]) -> str:
    values = {**row, "day": long_date(date.fromisoformat(row["due_on"]))}
    return _("%(number)s. %(text)s (%(owner)s, until %(day)s)") % values
