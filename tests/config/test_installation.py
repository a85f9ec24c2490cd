"""Which installation a command means: the environment's, the demo that --data names, or the demo in var/demo."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from jejaring.config import cli
from jejaring.config.demo import MARKER
from jejaring.config.environment import ConfigError


@pytest.fixture(autouse=True)
def _at_the_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stand in an empty folder, with nothing set and nothing started."""
    before = dict(os.environ)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "database", nullcontext)
    monkeypatch.setattr(cli, "django_setup", lambda: None)
    for name in cli.DESCRIBE:
        os.environ.pop(name, None)
    yield
    os.environ.clear()
    os.environ |= before


def a_demo(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / MARKER).touch()
    (folder / "secret-key").write_text("k" * 48)
    return folder


def meant(data: Path | None = None) -> dict[str, str]:
    with cli.installation(Namespace(data=data)):
        return {name: os.environ[name] for name in cli.DESCRIBE if name in os.environ}


def test_after_make_demo_nothing_has_to_be_typed(tmp_path: Path) -> None:
    folder = a_demo(tmp_path / "var" / "demo")
    described = {"JEJARING_DATA": str(folder), "JEJARING_MODE": "demo", "JEJARING_SECRET_KEY": "k" * 48}
    assert meant() == described


@pytest.mark.parametrize("name", cli.DESCRIBE)
def test_what_the_environment_describes_comes_before_a_demo_that_lies_there(tmp_path: Path, name: str) -> None:
    a_demo(tmp_path / "var" / "demo")
    os.environ[name] = "x"
    assert meant() == {name: "x"}


def test_a_demo_elsewhere_is_named_and_comes_before_the_environment(tmp_path: Path) -> None:
    folder = a_demo(tmp_path / "try")
    os.environ["DATABASE_URL"] = "postgresql://elsewhere/x"
    assert meant(folder)["JEJARING_DATA"] == str(folder)
    assert "DATABASE_URL" not in os.environ


def test_without_demo_and_without_settings_nothing_is_made_up() -> None:
    assert meant() == {}


def test_a_folder_that_is_no_demos_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="was not made by a demo"):
        meant(tmp_path)
