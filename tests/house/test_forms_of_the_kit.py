"""Every form is drawn by the kit: a room that wrote its own would have its own errors, buttons and tokens."""

from __future__ import annotations

import re
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "jejaring"
PIECES = {"kit/drawing.py", "kit/templates/kit/form_block.html"}
FORM = re.compile(r"<form\b", re.IGNORECASE)


def test_only_the_pieces_of_the_kit_write_a_form() -> None:
    paths = (path for kind in ("*.html", "*.py", "*.js", "*.txt") for path in SOURCE.rglob(kind))
    written = {
        path.relative_to(SOURCE).as_posix()
        for path in paths
        if "vendor" not in path.parts and FORM.search(path.read_text())
    }
    assert written == PIECES
