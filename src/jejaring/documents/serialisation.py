"""An outline as values that fit a JSON column, and back: what was issued can be drawn again as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from jejaring.documents import outline as parts
from jejaring.documents.outline import Block, Outline

BLOCKS: dict[str, type[Block]] = {
    "heading": parts.Heading,
    "paragraph": parts.Paragraph,
    "numbered": parts.Numbered,
    "bullets": parts.Bullets,
    "facts": parts.Facts,
    "table": parts.Table,
    "figure": parts.Figure,
    "clause": parts.Clause,
    "page break": parts.PageBreak,
}
NAMES = {kind: name for name, kind in BLOCKS.items()}


def to_json(outline: Outline) -> dict[str, Any]:
    """Return an outline as dictionaries, lists and texts. `from_json` makes the same outline of them."""
    return {**asdict(outline), "blocks": [_block_to_json(block) for block in outline.blocks]}


def from_json(values: Mapping[str, Any]) -> Outline:
    """Return the outline that `to_json` was given. Raises KeyError or TypeError for anything else."""
    head, award = values["letterhead"], values.get("award")  # what was issued before there were awards has none
    return Outline(
        **{
            **_tuples(values),
            "letterhead": head and parts.Letterhead(**head),
            "award": award and parts.Award(**award),
            "blocks": tuple(_block_from_json(block) for block in values["blocks"]),
            "signatures": tuple(parts.SignatureBlock(**one) for one in values["signatures"]),
        }
    )


def fingerprint(outline: Outline) -> str:
    """Return a hash of all an outline holds: two outlines have the same one only if they read the same."""
    return hashlib.sha256(json.dumps(to_json(outline), sort_keys=True).encode()).hexdigest()


def _block_to_json(block: Block) -> dict[str, Any]:
    inner = {"blocks": [_block_to_json(one) for one in block.blocks]} if isinstance(block, parts.Clause) else {}
    return {"block": NAMES[type(block)], **asdict(block), **inner}


def _block_from_json(values: Mapping[str, Any]) -> Block:
    kind = BLOCKS[values["block"]]
    fields = _tuples({key: value for key, value in values.items() if key != "block"})
    if kind is parts.Clause:
        fields["blocks"] = tuple(_block_from_json(one) for one in values["blocks"])
    return kind(**fields)


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with every list as a tuple, as outlines hold them."""
    return {key: cast(Any, _tuple(value)) for key, value in values.items()}


def _tuple(value: Any) -> Any:
    return tuple(_tuple(one) for one in value) if isinstance(value, list | tuple) else value
