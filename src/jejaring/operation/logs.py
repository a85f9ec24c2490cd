"""The log: as text or as one JSON object per line, with the request's number and without persons.

Addresses of pages may hold a token or a name, so the page's route stands for them, as a job's task and number stand
for its arguments; what looks like an e-mail
address or a long number in a message is left out, and so are the values that PostgreSQL quotes.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

_number: ContextVar[str] = ContextVar("request number", default="")
_ADDRESS = re.compile(r"[^\s@<>\"'(,;:]+@[^\s@<>\"'),;]+")
_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){8,}")  # of nine digits and more: telephones, identity numbers
_QUOTED_VALUES = re.compile(r"^(DETAIL|CONTEXT|PARAMETERS):.*$", re.MULTILINE)
NUMBER = "jejaring.request_number"  # in a request's META, for what Django logs after the last layer
LEFT_OUT = "[…]"
OWN_FIELDS = ("route", "status", "milliseconds")


@contextmanager
def request_number(number: str) -> Iterator[None]:
    """Have every line that is written meanwhile carry a request's number."""
    before = _number.set(number)
    try:
        yield
    finally:
        _number.reset(before)


def without_persons(text: str) -> str:
    """Return a text without e-mail addresses, long numbers and the values that PostgreSQL quotes."""
    for pattern in (_QUOTED_VALUES, _ADDRESS, _LONG_NUMBER):
        text = pattern.sub(LEFT_OUT, text)
    return text


def _number_of(record: logging.LogRecord) -> str:
    """Return the number of the request that a record is about or was written in; "" outside of one."""
    meta = getattr(getattr(record, "request", None), "META", {})
    return _number.get() or str(meta.get(NUMBER, ""))


def _message(record: logging.LogRecord) -> str:
    """Return a record's message; Django's own about a request names its route, for its address may hold a token."""
    request: Any = getattr(record, "request", None)
    if request is None or not hasattr(request, "resolver_match"):
        text, job = record.getMessage(), _job_of(record)
        if job:
            text = text.replace(str(job.get("call_string")), f"{job.get('task_name')}[{job.get('id')}]")
        return without_persons(text)
    match = request.resolver_match
    status = getattr(record, "status_code", "")
    return f"{status} {request.method} {match.view_name if match else '-'}"


def _job_of(record: logging.LogRecord) -> Mapping[str, Any]:
    """Return what Procrastinate knows of the job a record is about; its `call_string` holds the job's arguments."""
    job = getattr(record, "job", None)
    return job if isinstance(job, Mapping) else {}


def _fault(record: logging.LogRecord) -> str:
    if not record.exc_info or record.exc_info[0] is None:
        return ""
    return without_persons("".join(traceback.format_exception(*record.exc_info))).rstrip()


class Text(logging.Formatter):
    """A line per record: time, level, logger, the request's number, the message; a traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = f"{at} {record.levelname} {record.name} {_number_of(record) or '-'} {_message(record)}"
        fault = _fault(record)
        return f"{line}\n{fault}" if fault else line


class Json(logging.Formatter):
    """One JSON object per record."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        fields: dict[str, Any] = {"time": at, "level": record.levelname.lower(), "logger": record.name}
        fields |= {"message": _message(record), "request": _number_of(record), "traceback": _fault(record)}
        fields |= {name: getattr(record, name) for name in OWN_FIELDS if hasattr(record, name)}
        if job := _job_of(record):
            fields |= {"job": job.get("id", ""), "task": job.get("task_name", "")}
        return json.dumps({name: of for name, of in fields.items() if of != ""}, ensure_ascii=False)
