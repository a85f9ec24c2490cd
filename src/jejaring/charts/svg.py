"""The few shapes charts are made of. Text is escaped here and nowhere else."""

from __future__ import annotations

from html import escape

LETTER = 0.56  # mean width of a letter of Plus Jakarta Sans, as a share of its size
SIZE = 14  # pixels; set in the style sheet too


def number(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def tag(name: str, *content: str, **attributes: str | float) -> str:
    """Return an element. `class_` is class, `text_anchor` is text-anchor."""
    written = "".join(f' {_attribute(key)}="{_value(value)}"' for key, value in attributes.items() if value != "")
    return f"<{name}{written}>{''.join(content)}</{name}>" if content else f"<{name}{written}/>"


def text(words: str, x: float, y: float, *, anchor: str = "start", kind: str = "") -> str:
    return tag("text", escape(words), x=x, y=y, text_anchor="" if anchor == "start" else anchor, class_=kind)


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return tag("path", d=f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}", class_=kind)


def width_of(words: str) -> float:
    """Return about how wide a text is, in pixels."""
    return len(words) * SIZE * LETTER


def shortened(words: str, room: float) -> str:
    """Return the text cut to the room it has; the whole of it stands in the table."""
    letters = max(1, int(room / (SIZE * LETTER)))
    return words if len(words) <= letters else words[: max(1, letters - 1)].rstrip() + "…"


def hatch(uid: str) -> str:
    """Return the pattern of a missing value; use it as `fill="url(#uid)"`."""
    stripe = tag("path", d="M0 6 6 0", class_="hatch")
    return tag("defs", tag("pattern", stripe, id=uid, width=6, height=6, patternUnits="userSpaceOnUse"))


def picture(width: float, height: float, label: str, *content: str) -> str:
    return tag(
        "svg",
        tag("title", escape(label)),
        *content,
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        class_="drawing",
    )


def _attribute(key: str) -> str:
    return key if key in {"viewBox", "patternUnits"} else key.rstrip("_").replace("_", "-")


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else number(value)
