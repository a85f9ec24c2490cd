"""The form of an import."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.kit.fields import DocumentField


class ScheduleFileForm(forms.Form):
    """A file of a programme."""

    file = DocumentField(label=_("File"), kinds=("xml", "json"))
