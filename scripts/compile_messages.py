"""Compile every room's translations without needing gettext on the machine."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogue(po: Path) -> None:
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parts[-3])
    with po.with_suffix(".mo").open("wb") as target:
        write_mo(target, catalogue)


if __name__ == "__main__":
    for po in sorted(Path("src/jejaring").glob("*/locale/*/LC_MESSAGES/django.po")):
        compile_catalogue(po)
