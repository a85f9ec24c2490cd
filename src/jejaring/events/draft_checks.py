"""What rooms above have to say of a draft before it is released: such as people who could no longer be in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from engines.schedule import Programme, Session
from jejaring.events.models import Event
from jejaring.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class DraftWarning:
    """One thing to look at: a sentence, and the sessions that it concerns."""

    sentence: str
    sessions: tuple[Session, ...]


class DraftCheck(Protocol):
    """Return what is to be looked at in a draft; it is asked whenever the grid or the page of a release is shown."""

    def __call__(self, event: Event, draft: Programme) -> Sequence[DraftWarning]: ...


draft_checks = Registry[DraftCheck]("check of a draft programme")
