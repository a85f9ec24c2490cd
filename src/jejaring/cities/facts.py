"""Report once: which fact of an organisation is shown where."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LETTERHEAD = _("letterhead of its letters")
SIGNATURE = _("under signatures")
REGISTER = _("entry in the register")
PUBLIC_PAGE = _("its public page")
LETTER_NUMBER = _("numbers of its letters")
TIMES = _("times shown to its people")


@dataclass(frozen=True, slots=True)
class Flow:
    """A field of an organisation and the places its value flows to."""

    field: str
    places: tuple[Promise, ...]


FLOWS: tuple[Flow, ...] = (
    Flow("name", (LETTERHEAD, REGISTER, PUBLIC_PAGE)),
    Flow("short_name", (REGISTER, PUBLIC_PAGE)),
    Flow("head_title", (SIGNATURE, PUBLIC_PAGE)),
    Flow("seat", (_("place and date of its letters"),)),
    Flow("address", (LETTERHEAD, PUBLIC_PAGE)),
    Flow("phone", (LETTERHEAD, PUBLIC_PAGE)),
    Flow("email", (LETTERHEAD, PUBLIC_PAGE)),
    Flow("website", (LETTERHEAD, REGISTER, PUBLIC_PAGE)),
    Flow("letter_unit", (LETTER_NUMBER,)),
    Flow("letter_pattern", (LETTER_NUMBER,)),
    Flow("time_zone", (TIMES,)),
)
