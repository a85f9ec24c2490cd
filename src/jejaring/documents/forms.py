"""Input of this room's pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.kit.fields import DocumentField


class CheckForm(forms.Form):
    """A PDF to be checked; it is read and not kept."""

    file = DocumentField(label=_("PDF to check"), kinds=("pdf",))
