"""A form field for clock times, for this room and those above."""

from __future__ import annotations

from typing import Any

from django import forms


class ClockInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


class ClockField(forms.TimeField):
    """A clock time, picked or typed as 09:00 or 09.00."""

    widget = ClockInput
    input_formats = ["%H:%M", "%H.%M", "%H:%M:%S"]
