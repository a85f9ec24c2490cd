"""Whatever the source imports is named in pyproject.toml: what only the tests bring is missing elsewhere."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.clones import ROOT


def declared() -> set[str]:
    """Return the names of the distributions that the wheel asks for, those of its extras too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    every = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    return {canonicalize_name(Requirement(one).name) for one in every}


def imported() -> Iterator[tuple[str, str]]:
    """Yield each file of the source with the name of a package that it imports and that is not ours."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            for top in {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"jejaring", "engines"}:
                yield str(path.relative_to(ROOT)), top


def test_every_package_that_is_imported_is_declared() -> None:
    brought_by = packages_distributions()
    known = declared()
    missing = {
        f"{path}: {top}"
        for path, top in imported()
        if not {canonicalize_name(one) for one in brought_by.get(top, [])} & known
    }
    assert sorted(missing) == []
