"""A draft that is written over days, perhaps in two windows at once: no saving overwrites another unseen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _

from jejaring.kit.fields import LARGEST_INTEGER
from jejaring.kit.refusal import Refusal


class Draft(models.Model):
    """A row that is written in a form; `revision` counts how often it was saved."""

    revision = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def typed(self) -> Mapping[str, Any]:
        """Return the draft as its form shows it, by the form's field."""
        raise NotImplementedError

    def advance(self, began_from: int) -> None:
        """Count a saving by a writer who began from revision `began_from` (0: there was none yet).

        The row, or the one it belongs to, is locked by the caller. Raises Overtaken if another has saved since.
        """
        if self.revision != began_from:
            raise Overtaken(self.typed, self.revision)
        self.revision += 1


class Overtaken(Refusal):
    """The draft was saved elsewhere since the page was opened; `stored` is what it holds now, by the form's field."""

    def __init__(self, stored: Mapping[str, Any], revision: int) -> None:
        super().__init__(
            _(
                "This draft was saved in another window since you opened it. Nothing is lost: "
                "below each field that differs you see the text saved there. Copy what you need, then save."
            )
        )
        self.stored, self.revision = stored, revision


class DraftForm(forms.Form):
    """The form of a draft. It remembers the revision it was opened with, and may have gaps."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_INTEGER)

    @property
    def typed(self) -> dict[str, str]:
        """Return what was typed by field, whole or not."""
        return {name: _as_text(self[name].data) for name in self.fields if name != "revision"}

    @property
    def began_from(self) -> int:
        """Return the revision the writer began from; 0 if the page did not send one."""
        return int(self.cleaned_data.get("revision") or 0)

    def show_overtaken(self, overtaken: Overtaken) -> None:
        """Write beside each field that differs what the other window saved; both seen, the next saving counts."""
        self.add_error(None, str(overtaken))
        for name, text in self.typed.items():
            theirs = _as_text(overtaken.stored.get(name))
            if theirs != text.strip():
                self.add_error(name, _("Saved in the other window: “%(text)s”") % {"text": theirs or "–"})
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("revision")] = str(overtaken.revision)
        self.data = data


def _as_text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value).replace("\0", "")  # which no column can hold
