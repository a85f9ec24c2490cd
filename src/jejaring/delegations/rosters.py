"""A delegation's list of members as a table: CSV, XLSX, or pasted text; names alone, one per line, are enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy, gettext_noop

from jejaring.imports import CellError, FileColumn, FileSpec, Reading, missing_columns, read_file
from jejaring.kit.refusal import Refusal
from jejaring.registration.actions.registrations import Entrant
from jejaring.registration.models import Registration

MOST_ROWS = 300
LONGEST = {"name": 200, "position": 200, "phone": 40}
ROLES = {
    **dict.fromkeys(("", "anggota", "member", "delegate"), Registration.Role.DELEGATE),
    **dict.fromkeys(("ketua", "kepala", "head", "ketua delegasi", "head of delegation"), Registration.Role.HEAD),
}
LANGUAGES = {"": "id", "id": "id", "indonesia": "id", "bahasa indonesia": "id", "en": "en", "english": "en"}


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the table, and the line they stand in."""

    line: int
    entrant: Entrant


def _text(key: str, text: str) -> str:
    if len(text) > LONGEST[key]:
        raise CellError(gettext_noop("“%(text)s” is too long"), text=f"{text[:40]}…")
    return text


def _name(text: str) -> str:
    if not text:
        raise CellError(gettext_noop("the name is missing"))
    return _text("name", text)


def _email(text: str) -> str:
    try:
        if text:
            validate_email(text)
    except ValidationError as error:
        raise CellError(gettext_noop("“%(text)s” is not an e-mail address"), text=text) from error
    return text


def _one_of(known: dict[str, Any], sentence: str, text: str) -> Any:
    found = known.get(text.lower().strip("."))
    if found is None:
        raise CellError(sentence, text=text)
    return found


def _role(text: str) -> str:
    return str(_one_of(ROLES, gettext_noop("“%(text)s” is neither “ketua” (head) nor “anggota” (member)"), text))


def _language(text: str) -> str:
    return str(_one_of(LANGUAGES, gettext_noop("“%(text)s” is neither “id” nor “en”"), text))


COLUMNS = (
    FileColumn("name", gettext_lazy("Name"), ("nama", "nama lengkap", "name", "full name"), _name),
    FileColumn("role", gettext_lazy("Role"), ("peran", "role"), _role, required=False),
    FileColumn(
        "position",
        gettext_lazy("Position"),
        ("jabatan", "position", "title"),
        lambda text: _text("position", text),
        required=False,
    ),
    FileColumn(
        "email", gettext_lazy("E-mail address"), ("email", "e mail", "surel", "alamat email"), _email, required=False
    ),
    FileColumn(
        "phone",
        gettext_lazy("Telephone"),
        ("telepon", "hp", "no hp", "nomor hp", "telp", "phone"),
        lambda text: _text("phone", text),
        required=False,
    ),
    FileColumn("language", gettext_lazy("Language"), ("bahasa", "language"), _language, required=False),
)


def _row(line: int, values: dict[str, Any]) -> Row:
    given = {key: value for key, value in values.items() if value is not None}
    return Row(line, Entrant(**{"role": Registration.Role.DELEGATE, **given}))


def content_of(pasted: str) -> bytes:
    """Return pasted text as a table: names alone, one per line, get the heading they lack."""
    content = pasted.encode()
    if missing_columns(content, COLUMNS):
        lines = [f'"{line.strip().replace(chr(34), "")}"' for line in pasted.splitlines() if line.strip()]
        content = "\n".join(["nama", *lines]).encode()
    return content


def read(content: bytes) -> Reading[Row]:
    """Return the people of a table, and its rows with errors.

    Raises Refusal (field "file") if it has no column of names, more than MOST_ROWS rows, or is no table.
    """
    reading = read_file(content, FileSpec(COLUMNS, _row))
    if reading.missing:
        raise Refusal(gettext_lazy("The column “nama” was not found. Its heading is “nama” or “name”."), field="file")
    if len(reading.rows) > MOST_ROWS:
        raise Refusal(gettext_lazy("A delegation has no more than 300 people."), field="file")
    return reading
