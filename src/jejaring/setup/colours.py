"""From one colour, the three that a network's pages are drawn in, for the light and for the dark theme.

Contrast is that of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio): from 1 to 21.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HEX = re.compile(r"#[0-9a-f]{6}")
ENOUGH = 4.5  # contrast of text, WCAG 2.2, 1.4.3
PLENTY = 7.0  # what the dark theme is lightened to
STEPS = 100  # of a mixture
BLACK, WHITE = "#000000", "#ffffff"
LIGHT_GROUNDS = ("#fcfbf8", "#ffffff", "#f3f1ea")  # paper, card and wash of kit.css
DARK_GROUNDS = ("#10161f", "#18212d", "#1f2a38")


@dataclass(frozen=True, slots=True)
class Shades:
    """What replaces `--nila`, `--nila-deep` and `--on-nila` of kit.css in one theme."""

    main: str
    deep: str
    text: str

    @property
    def tokens(self) -> str:
        return f"--nila: {self.main}; --nila-deep: {self.deep}; --on-nila: {self.text};"


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(colour: str, grounds: tuple[str, ...]) -> float:
    """Return the contrast of a colour with that of the grounds it stands out from least."""
    return min(contrast(colour, ground) for ground in grounds)


def light_shades(colour: str) -> Shades:
    """Return the shades of the light theme: the colour as it is, darker under the pointer, white text on it."""
    return Shades(colour, _mixed(colour, BLACK, 25), WHITE)


def dark_shades(colour: str) -> Shades:
    """Return the shades of the dark theme: the colour mixed with white until it can be read, dark text on it."""
    main = _until_read(colour, WHITE, DARK_GROUNDS, PLENTY)
    return Shades(main, _mixed(main, WHITE, 40), DARK_GROUNDS[0])


def darkened(colour: str) -> str:
    """Return the colour, mixed with as little black as lets it be read in the light theme."""
    return _until_read(colour, BLACK, LIGHT_GROUNDS, ENOUGH)


def stylesheet(colour: str) -> str:
    """Return what is linked after kit.css: the shades of both themes, if there is a colour, and how a logo stands.

    In the dark theme a logo stands on a light plate: few are drawn for a dark ground.
    """
    light = f":root {{ {light_shades(colour).tokens} }}" if colour else ""
    dark = dark_shades(colour).tokens if colour else ""
    return (
        f"{light}\n"
        ".logo { flex: 0 1 auto; min-width: 36px; width: auto; height: 36px; max-width: 160px; object-fit: contain; }\n"
        "@media (max-width: 479px) {\n"
        "  .brand:has(.long) { flex-direction: column; justify-content: center; align-items: start; gap: 4px; }\n"
        "  .brand .long { flex: none; height: 24px; max-width: 120px; margin-top: 8px; }\n"
        "}\n"
        "@media screen and (prefers-color-scheme: dark) {\n"
        f'  :root:not([data-theme="light"]) {{ {dark} }}\n'
        f'  :root:not([data-theme="light"]) .logo {{ {_PLATE} }}\n'
        "}\n"
        "@media screen {\n"
        f'  :root[data-theme="dark"] {{ {dark} }}\n'
        f'  :root[data-theme="dark"] .logo {{ {_PLATE} }}\n'
        "}\n"
    ).lstrip()


_PLATE = "padding: 3px; border-radius: 4px; background: var(--ink);"


def _luminance(colour: str) -> float:
    """Return the relative luminance, from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(value / 255) for value in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _mixed(colour: str, other: str, percent: int) -> str:
    """Return a colour with so many percent of another in it."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + bytes(round((one * (100 - percent) + two * percent) / 100) for one, two in pairs).hex()


def _until_read(colour: str, other: str, grounds: tuple[str, ...], enough: float) -> str:
    """Return the first mixture with `other` that has enough contrast with all grounds."""
    mixtures = (_mixed(colour, other, percent) for percent in range(STEPS + 1))
    return next(one for one in mixtures if least_contrast(one, grounds) >= enough)
