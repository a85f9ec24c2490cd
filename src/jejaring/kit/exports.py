"""Lists as files: CSV, XLSX and JSON with cells no spreadsheet will run."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

Header = Sequence[tuple[str, str]]  # (key, label)
Rows = Iterable[Sequence[Any]]
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as Latin-1


def safe_cell(value: Any) -> Any:
    """Return a value a spreadsheet shows and never computes: text that looks like a formula gets an apostrophe."""
    if value is None or isinstance(value, bool | int | float | Decimal | date):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def csv_text(header: Header, rows: Rows) -> Iterator[str]:
    """Yield the lines of a CSV file: labels first, dates as ISO 8601, UTF-8 with a mark for Excel."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield BYTE_ORDER_MARK
    writer.writerow([safe_cell(label) for _key, label in header])
    for row in rows:
        writer.writerow([_plain(safe_cell(value)) for value in row])
        if buffer.tell() > 16_384:
            yield _drain(buffer)
    yield _drain(buffer)


def answer(kind: str, name: str, header: Header, rows: Rows) -> HttpResponse:
    """Return the file `name` of that kind ("csv", "xlsx", "json") as a download."""
    response = WRITERS[kind](header, rows)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _csv(header: Header, rows: Rows) -> HttpResponse:
    return HttpResponse("".join(csv_text(header, rows)), content_type="text/csv; charset=utf-8")


def _xlsx(header: Header, rows: Rows) -> HttpResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.freeze_panes = "A2"
    bold = Font(bold=True)
    heads = [WriteOnlyCell(sheet, value=label) for _key, label in header]
    for head in heads:
        head.font = bold
    sheet.append(heads)
    for row in rows:
        sheet.append([_xlsx_cell(sheet, value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return HttpResponse(
        buffer.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    safe = safe_cell(value)
    if not isinstance(safe, str):
        return safe
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", safe))
    cell.data_type = "s"
    return cell


def _json(header: Header, rows: Rows) -> HttpResponse:
    keys = [key for key, _label in header]
    listed = [dict(zip(keys, map(_named, row), strict=True)) for row in rows]
    text = json.dumps({"count": len(listed), "rows": listed}, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/json; charset=utf-8")


WRITERS: dict[str, Callable[[Header, Rows], HttpResponse]] = {"csv": _csv, "xlsx": _xlsx, "json": _json}


def _named(value: Any) -> Any:
    known = value is None or isinstance(value, bool | int | float | Decimal | date | list | dict)
    return value if known else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat() if timezone.is_aware(value) else value.isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _drain(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
