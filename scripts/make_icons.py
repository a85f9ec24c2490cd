"""Gather the Lucide icons named below into the kit's one sprite.

`python scripts/make_icons.py path/to/lucide-static/icons`
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

SPRITE = Path("src/jejaring/kit/static/kit/icons.svg")
NAMES = """
landmark megaphone hand-coins heart-pulse users leaf
check circle-check x circle-x triangle-alert octagon-alert info circle circle-dot circle-help circle-user-round
clock hourglass calendar calendar-days calendar-check history bell inbox house search menu settings languages
sun moon monitor chevron-right chevron-left chevron-down chevron-up chevrons-up-down
arrow-right arrow-left arrow-up arrow-down external-link link copy
file-text file-check file-pen-line file-plus files download upload paperclip printer qr-code image table-2
mail phone map-pin map building-2 globe list filter plus minus pencil pen-line signature trash-2 undo-2 refresh-cw send
user user-plus log-in log-out shield shield-check shield-alert key-round fingerprint lock eye eye-off id-card smartphone
handshake badge-check award stamp wallet receipt scale message-square gavel vote network route flag play fast-forward
""".split()  # noqa: SIM905 - one icon per line would hide the list
ALIASES = {"circle-help": "circle-question-mark"}


def symbol(name: str, drawing: str) -> str:
    """Return a drawing's shapes as a symbol; the stylesheet gives stroke and size."""
    shapes = re.sub(r"<!--.*?-->", "", drawing, flags=re.S)
    inner = re.sub(r"\s*\n\s*", "", re.sub(r"</?svg[^>]*>", "", shapes, flags=re.S)).replace(" />", "/>").strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>'


def main(folder: Path) -> None:
    symbols = [symbol(name, (folder / f"{ALIASES.get(name, name)}.svg").read_text()) for name in sorted(NAMES)]
    SPRITE.write_text('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
