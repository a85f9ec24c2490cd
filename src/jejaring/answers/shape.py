"""Reading JSON of another system: each value is what was agreed, or the answer is not used."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from jejaring.answers.errors import Malformed


def json_object(content: bytes | str) -> dict[str, Any]:
    """Return a JSON object. Raises Malformed for anything else: HTML, nothing, a list."""
    try:
        return an_object(json.loads(content))
    except (ValueError, RecursionError) as fault:
        raise Malformed("the answer is not JSON") from fault


def an_object(value: Any) -> dict[str, Any]:
    """Return `value` if it is a JSON object. Raises Malformed if not."""
    if not isinstance(value, dict):
        raise Malformed("the answer is not a JSON object")
    return value


def text(values: Mapping[str, Any], key: str) -> str:
    """Return a text that is there and not empty. Raises Malformed if it is not."""
    value = values.get(key)
    if not isinstance(value, str) or not value:
        raise Malformed(f"{key} is not a text")
    return value


def optional_text(values: Mapping[str, Any], key: str) -> str:
    """Return a text, or "" where there is none. Raises Malformed for a value of another kind."""
    return "" if values.get(key) in (None, "") else text(values, key)


def is_true(values: Mapping[str, Any], key: str) -> bool:
    """Tell whether a value is the JSON value true; the text "true", 1 and everything else are not."""
    return values.get(key) is True


def base64_bytes(values: Mapping[str, Any], key: str) -> bytes:
    """Return the bytes of a text in base64; raises Malformed if it is not one."""
    try:
        return base64.b64decode(text(values, key), validate=True)
    except (binascii.Error, ValueError) as fault:
        raise Malformed(f"{key} is not base64") from fault
