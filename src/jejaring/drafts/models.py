"""A draft, and what its writer reads when another window was faster."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models.base import ModelBase
from django.utils.translation import gettext as _

from jejaring.kit.refusal import Refusal


class AbstractModel(ModelBase, ABCMeta):
    """The class of models with abstract methods: one that lacks any of them cannot be made."""


class Draft(models.Model, metaclass=AbstractModel):
    """A row that is written in a form; `revision` counts how often it was saved."""

    revision = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    @abstractmethod
    def typed(self) -> Mapping[str, Any]:
        """Return the draft as its form shows it, by the form's field."""

    def advance(self, began_from: int) -> None:
        """Count a saving by a writer who began from revision `began_from` (0: there was none yet).

        The row, or the one it belongs to, is locked by the caller. Raises Overtaken if another has saved since.
        """
        if self.revision != began_from:
            raise Overtaken(self.typed, self.revision)
        self.revision += 1


class Overtaken(Refusal):
    """The draft was saved elsewhere since the page was opened; `stored` is what it holds now, by the form's field."""

    def __init__(self, stored: Mapping[str, Any], revision: int) -> None:
        super().__init__(
            _(
                "This draft was saved in another window since you opened it. Nothing is lost: "
                "below each field that differs you see the text saved there. Copy what you need, then save."
            )
        )
        self.stored, self.revision = stored, revision
