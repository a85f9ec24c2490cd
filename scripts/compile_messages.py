"""Compile every room's translations without needing gettext on the machine; the build of a wheel does it, too."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parents[1]


class Catalogues(BuildHookInterface[Any]):
    """A wheel holds the compiled catalogues, which git ignores."""

    PLUGIN_NAME = "catalogues"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_all()
        build_data["artifacts"].append("*.mo")


def compile_all() -> None:
    for po in sorted((ROOT / "src" / "jejaring").glob("*/locale/*/LC_MESSAGES/django.po")):
        compile_catalogue(po)


def compile_catalogue(po: Path) -> None:
    """Write the catalogue beside its source, unless it is there: others may be reading it."""
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parts[-3])
    compiled, mo = io.BytesIO(), po.with_suffix(".mo")
    write_mo(compiled, catalogue)
    if not mo.exists() or mo.read_bytes() != compiled.getvalue():
        mo.write_bytes(compiled.getvalue())


if __name__ == "__main__":
    compile_all()
