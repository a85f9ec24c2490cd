"""Input of this room's pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jejaring.kit.fields import DocumentField, LineField


class CodeForm(forms.Form):
    """Number or code of a document on paper."""

    kode = LineField(
        label=_("Number or code of the document"),
        max_length=200,
        help_text=_(
            "The code stands beside the QR code, at the end of the address. A number is enough for public ones."
        ),
    )


class CheckForm(forms.Form):
    """A PDF to be checked; it is read and not kept."""

    file = DocumentField(label=_("PDF to check"), kinds=("pdf",))
