"""A person says which column of a file is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.imports.reading import FileColumn


class MappingForm(forms.Form):
    """A choice among the file's headings for each column that a room wants; what was found is chosen already."""

    def __init__(
        self,
        *args: Any,
        columns: Sequence[FileColumn],
        headings: Sequence[str],
        mapping: Mapping[str, str],
        **options: Any,
    ) -> None:
        options["initial"] = dict(mapping)
        super().__init__(*args, **options)
        choices = [("", _("not in the file")), *((heading, heading) for heading in headings if heading)]
        for column in columns:
            label: Any = column.label  # the stubs know no lazy text of this kind
            self.fields[column.key] = forms.ChoiceField(label=label, required=column.required, choices=choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen: set[str] = set()
        for key, heading in list(cleaned.items()):
            if heading and heading in chosen:
                self.add_error(key, _("This column has been chosen above."))
            chosen.add(heading)
        return cleaned

    @property
    def mapping(self) -> dict[str, str]:
        """Return the heading chosen for each column, "" for a column that the file does not have."""
        return dict(self.cleaned_data)
