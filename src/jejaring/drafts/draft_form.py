"""The form of a draft."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from jejaring.drafts.models import Overtaken
from jejaring.kit.fields import LARGEST_INTEGER


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
