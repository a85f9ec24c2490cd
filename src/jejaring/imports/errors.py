"""What is wrong with a row of a file: kept as data, translated when it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from jejaring.kit.tables import Column, attribute

LONGEST_VALUE = 40  # characters of a cell that an error repeats
LONGEST_ROW = 300


class CellError(ValueError):
    """A cell cannot be read. `sentence` is to be translated (gettext_noop) and filled with `values`."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = {key: str(value)[:LONGEST_VALUE] for key, value in values.items()}


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong in a cell; `column` is its heading in the file, or "" if the row as a whole is wrong."""

    column: str
    sentence: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """Return the sentence in the active language."""
        return gettext(self.sentence) % self.values


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that was not read: its line in the file, its text, and every problem it has."""

    line: int
    text: str
    problems: tuple[CellProblem, ...]

    @property
    def message(self) -> str:
        """Return all problems in the active language."""
        return "; ".join(problem.message for problem in self.problems)

    def as_json(self) -> dict[str, Any]:
        """Return the error as values that JSON can hold."""
        return asdict(self)

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> RowError:
        """Return the error that `as_json` wrote."""
        return cls(found["line"], found["text"], tuple(CellProblem(**problem) for problem in found["problems"]))


def _problems(error: RowError, _message: str) -> SafeString:
    lines = (
        (format_html("<b>{}</b>: ", problem.column) if problem.column else "", problem.message)
        for problem in error.problems
    )
    return format_html('<ul class="plain">{}</ul>', format_html_join("", "<li>{}{}</li>", lines))


# The columns of a table of errors: `{% plain_table columns errors %}`, or "imports/errors.html".
def _line(_error: RowError, line: int) -> SafeString:
    """Draw a line's number so that it is understood where its column has no heading: on a phone, as a row's title."""
    return format_html('<span class="phone-only">{} </span>{}', gettext("Line"), line)


ERRORS = (
    Column("line", gettext_lazy("Line"), value=lambda error: error.line, draw=_line),
    attribute("message", gettext_lazy("What is wrong"), draw=_problems),
    attribute("text", gettext_lazy("The line"), draw=lambda _error, text: format_html("<code>{}</code>", text)),
)
