"""Where an act of a journey takes place, as rooms above know it: a session at which a letter is signed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jejaring.admission.models import Journey
from jejaring.kit.components import Link
from jejaring.kit.registry import Registry

# By room: where a journey's letter of intent is or was signed, in words and with the page of it.
occasions = Registry[Callable[[Journey], Sequence[Link]]]("occasion of a journey")


def occasions_of(journey: Journey) -> list[Link]:
    """Return where the letter of intent of a journey is signed in public."""
    return [link for look in occasions for link in look(journey)]
