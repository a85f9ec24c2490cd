"""Shades of one colour: they can be read in both themes, and fit the stylesheet of the kit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejaring.setup import colours

KIT = Path(__file__).parents[2] / "src" / "jejaring" / "kit" / "static" / "kit" / "kit.css"
any_colour = st.binary(min_size=3, max_size=3).map(lambda parts: f"#{parts.hex()}")


@pytest.mark.parametrize(
    ("one", "other", "found"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1.0)]
)
def test_contrast_is_that_of_wcag(one: str, other: str, found: float) -> None:
    assert round(colours.contrast(one, other), 2) == round(colours.contrast(other, one), 2) == found


def test_the_grounds_are_those_of_the_kit() -> None:
    light, dark = (
        tuple("#ffffff" if one == "#fff" else one for one in found)
        for found in re.findall(r"--paper: (\S+); --card: (\S+); --wash: (\S+);", KIT.read_text(encoding="utf-8"))[:2]
    )
    assert (light, dark) == (colours.LIGHT_GROUNDS, colours.DARK_GROUNDS)


@given(any_colour)
def test_any_colour_can_be_read_in_the_dark_and_bears_text(colour: str) -> None:
    shades = colours.dark_shades(colour)
    assert colours.least_contrast(shades.main, colours.DARK_GROUNDS) >= colours.PLENTY
    assert min(colours.contrast(shades.text, one) for one in (shades.main, shades.deep)) >= colours.ENOUGH


@given(any_colour)
def test_any_colour_can_be_darkened_until_it_is_read_and_bears_text(colour: str) -> None:
    shades = colours.light_shades(colours.darkened(colour))
    assert colours.least_contrast(shades.main, colours.LIGHT_GROUNDS) >= colours.ENOUGH
    assert min(colours.contrast(shades.text, one) for one in (shades.main, shades.deep)) >= colours.ENOUGH


def test_a_colour_that_is_read_already_stays_as_it_is() -> None:
    assert colours.darkened("#2b4590") == colours.light_shades("#2b4590").main == "#2b4590"
    assert colours.dark_shades("#9db4ff").main == "#9db4ff"


def test_the_stylesheet_names_the_three_tokens_in_each_theme_and_none_without_a_colour() -> None:
    sheet = colours.stylesheet("#8e1f5a")
    for token in ("--nila:", "--nila-deep:", "--on-nila:"):
        assert sheet.count(token) == 3  # light; dark by the device; dark by choice
    assert ":root { --nila: #8e1f5a;" in sheet
    assert "--nila" not in colours.stylesheet("")
    assert ".logo {" in colours.stylesheet("")
