"""One wheel for all tests here, and one folder in which it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packages.installed import Installed, build_wheel


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built wheel, in a folder that every account may enter."""
    folder = tmp_path_factory.mktemp("wheel")
    for above in (folder, *folder.parents[:2]):
        above.chmod(0o755)
    return build_wheel(folder)


@pytest.fixture(scope="session")
def installed(wheel: Path) -> Iterator[Installed]:
    """Return an empty folder with the wheel installed."""
    made = Installed(wheel)
    yield made
    made.forget()
