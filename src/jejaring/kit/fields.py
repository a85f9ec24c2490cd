"""Form fields for texts, days, rupiah and files, and the sections of a long form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.kit import words
from jejaring.kit.components import Text
from jejaring.kit.days import EARLIEST, LATEST
from jejaring.kit.rupiah import NotRupiah, read_rupiah
from jejaring.texts.judge import TextError, judged

LARGEST_INTEGER = 2**31 - 1  # that a column of whole numbers holds
LONGEST_ADDRESS = 254  # characters of an e-mail address in a column
RUPIAH_DIGITS = 14  # of a sum in a column


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a long form. A form lists them in `sections`; fields in none come last.

    With `columns` it is a table with as many fields per row, headed by the first field's attribute `row`, or its label.
    """

    title: Text
    fields: Sequence[str]
    text: Text = ""
    columns: Sequence[Text] = ()


GROUPS_OF_THREE = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?:,[0-9]{3})+|(?:\s[0-9]{3})+)")


class Judged(forms.CharField):
    """A typed text as `texts.judge` keeps it; a character that cannot be printed is the field's error."""

    lines = False

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(judged(value, lines=self.lines) if isinstance(value, str) else value)
        except TextError as error:
            raise forms.ValidationError(str(error)) from error


class LineField(Judged):
    """A text of one line."""


class TextField(Judged):
    """A text of several lines, in a box of `rows`."""

    lines = True

    def __init__(self, *, rows: int = 4, **options: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": rows}), **options})


class EmailField(Judged, forms.EmailField):
    """An e-mail address, no longer than a column of addresses."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST_ADDRESS, **options})


class UrlField(Judged, forms.URLField):
    """An address on the web; `https://` is put before one that lacks it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **options})


class DayInput(forms.DateInput):
    """The browser's own date picker, whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


def dated(value: date) -> None:
    """Raise ValidationError for a day or moment that nothing can be dated."""
    day = value.date() if isinstance(value, datetime) else value
    if not EARLIEST <= day <= LATEST:
        ends = {"earliest": words.long_date(EARLIEST), "latest": words.long_date(LATEST)}
        raise forms.ValidationError(_("Enter a day from %(earliest)s to %(latest)s.") % ends)


class DayField(forms.DateField):
    """A date, picked or typed as 2019-10-17 or 17-10-2019, from `EARLIEST` to `LATEST` of `kit.days`.

    What a date means bounds it closer: that is the action's, by `kit.days.refuse_outside`.
    """

    widget = DayInput
    input_formats = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators.append(dated)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "min": EARLIEST.isoformat(), "max": LATEST.isoformat()}


class RupiahInput(forms.TextInput):
    """A sum of rupiah, typed with or without points."""

    template_name = "django/forms/widgets/rupiah.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})


class RupiahField(forms.DecimalField):
    """Whole rupiah as `Decimal`; "Rp 1.250.000" and "1250000" mean the same, and what is ambiguous is refused."""

    widget = RupiahInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"decimal_places": 0, "max_digits": RUPIAH_DIGITS, "min_value": Decimal(0), **options})
        self.error_messages["invalid"] = _("Write a sum in whole rupiah, such as 1.250.000.")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs take it for an int
        if isinstance(value, str) and value.strip():
            try:
                value = read_rupiah(value)
            except NotRupiah as error:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,.0f}".replace(",", ".") if isinstance(value, int | Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class PhoneField(LineField):
    """A telephone number as people write it, such as "(0751) 123456 ext. 12": six digits or more."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    default_validators = [
        RegexValidator(
            r"^(?=(?:\D*\d){6})[\d\s()+./,-]+(?:\s*(?:ext|eks|pes)\.?\s*\d{1,6})?$",
            _("Write a telephone number, such as (0751) 123456 or +62 812 3456 7890."),
            flags=re.IGNORECASE,
        )
    ]

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 40, **options})


class CountField(forms.IntegerField):
    """A whole number as people write it: "141804", or in groups of three, "141.804" or "141 804"."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(without_groups(value) if isinstance(value, str) else value)


def without_groups(text: str) -> str:
    """Return a number without what separates its groups of three digits; any other text as it is."""
    bare = text.strip()
    return re.sub(r"[.,\s]", "", bare) if GROUPS_OF_THREE.fullmatch(bare) else text


class DocumentField(forms.FileField):
    """A file of one of `kinds` (endings such as "pdf"), not larger than the house allows.

    Whether the content is what its name claims is checked when the file is stored.
    """

    def __init__(self, *, kinds: Sequence[str] = ("pdf",), **options: Any) -> None:
        self.kinds = tuple(kinds)
        super().__init__(**{"help_text": _accepted(self.kinds), **options})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ",".join(f".{kind}" for kind in self.kinds)}

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value.name.rpartition(".")[2].lower() not in self.kinds:
            raise forms.ValidationError(_("Choose a file of the kind %(kinds)s.") % {"kinds": _in_words(self.kinds)})
        if value and value.size > settings.UPLOAD_LIMIT_BYTES:
            limit = settings.UPLOAD_LIMIT_BYTES // 1024**2
            raise forms.ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": limit})


def _in_words(kinds: Sequence[str]) -> str:
    return ", ".join(kind.upper() for kind in kinds)


def _accepted_now(kinds: Sequence[str]) -> str:
    limit = settings.UPLOAD_LIMIT_BYTES // 1024**2
    return gettext("%(kinds)s, at most %(limit)s MB.") % {"kinds": _in_words(kinds), "limit": limit}


_accepted = lazy(_accepted_now, str)
