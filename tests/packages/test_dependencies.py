"""Whatever the source imports is named in pyproject.toml: what only the tests bring is missing elsewhere."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution

from packaging.requirements import Requirement

from tests.clones import ROOT

IMPORT = re.compile(r"^\s*(?:import (\w+)[\w.]*(?: as \w+)?$|from ([a-z]\w*)[\w.]* import )", re.M)


def declared() -> Iterator[str]:
    """Yield the names of the distributions that the wheel asks for, those of its extras too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    every = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    yield from (Requirement(one).name for one in every)


def imported() -> Iterator[tuple[str, str]]:
    """Yield each file of the source with the name of a package that it imports and that is not ours."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        tops = {name or origin for name, origin in IMPORT.findall(path.read_text(encoding="utf-8"))}
        for top in tops - sys.stdlib_module_names - {"jejaring", "engines"}:
            yield str(path.relative_to(ROOT)), top


def test_every_package_that_is_imported_is_declared() -> None:
    brought = {file.parts[0].removesuffix(".py") for name in declared() for file in distribution(name).files or ()}
    assert sorted(f"{path}: {top}" for path, top in imported() if top not in brought) == []
    assert {"django", "numpy", "psycopg", "yaml"} <= {top for _path, top in imported()}
