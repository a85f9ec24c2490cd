"""The public schemas of the schedule formats, where they are at hand beside the repository (CI has them)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
from lxml import etree

_ABOVE = Path(__file__).resolve().parents[3:]
FOLDER = next((found for one in _ABOVE if (found := one / "shared" / "data" / "voc-schedule").is_dir()), None)


def xml_faults(content: bytes) -> list[str]:
    """Return what the XML schema finds wrong; nothing where the schema is not at hand."""
    if FOLDER is None:
        return []
    schema = etree.XMLSchema(etree.parse(FOLDER / "schedule.xml.xsd"))
    schema.validate(etree.fromstring(content))
    return [str(error) for error in schema.error_log]


def json_faults(content: bytes) -> list[str]:
    """Return what the JSON schema finds wrong; nothing where the schema is not at hand."""
    if FOLDER is None:
        return []
    schema: dict[str, Any] = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    checker = jsonschema.FormatChecker()
    validator = jsonschema.validators.validator_for(schema)(schema, format_checker=checker)
    return [error.message for error in validator.iter_errors(json.loads(content))]
