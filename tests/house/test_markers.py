"""Tests that need a browser, start or kill servers or workers, or race solvers are marked for `make test-fast`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
Definition = ast.FunctionDef | ast.ClassDef
# a test needs the mark if it uses one of these: a function, a fixture, an argument of a command
NAMES = {
    "browser": {"chromium"},
    "kills": {"kill", "killpg", "SIGKILL", "Cluster", "Installed", "Site", "worker", "web_server"}
    | {"pgbouncer", "streaming_replica"},
    "office": {"soffice", "in_libreoffice"},
    "solver": {"race", "solve", "solve_file", "explain", "scenarios"},
}
SCOPES = {
    "browser": "",
    "kills": "",
    "office": "",
    "solver": "financing/",
}  # the folder in which the names count; "": everywhere
FOLDERS = {"browser": "browser/"}  # the folder in which every test needs the mark


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def fixtures() -> dict[str, Definition]:
    """Return the fixtures of every conftest by name."""
    found = [each for path in TESTS.rglob("conftest.py") for each in tree_of(path).body]
    return {each.name: each for each in found if isinstance(each, ast.FunctionDef)}


@cache
def names_in(definition: Definition) -> frozenset[str]:
    """Return the names, attributes, arguments and texts of a definition, without those of its decorators."""
    arguments = definition.args.args if isinstance(definition, ast.FunctionDef) else []
    found = {argument.arg for argument in arguments}
    for statement in definition.body:
        for node in ast.walk(statement):
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)) | ast.arg(arg=name):
                    found.add(name)
    return frozenset(found)


def reached_by(test: ast.FunctionDef, module: ast.Module) -> set[str]:
    """Return all names that a test uses, directly or through functions, classes and fixtures."""
    own = {each.name: each for each in module.body if isinstance(each, Definition)}
    known = {**fixtures(), **own}
    reached, ahead = set[str](), {*names_in(test), *used_fixtures(test)}
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead |= names_in(known[name]) if name in known and known[name] is not test else set()
    return reached


def used_fixtures(test: ast.FunctionDef) -> set[str]:
    return {
        node.value
        for decorator in test.decorator_list
        if "usefixtures" in ast.dump(decorator)
        for node in ast.walk(decorator)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def marks_of(test: ast.FunctionDef, module: ast.Module) -> set[str]:
    """Return the marks of a test, its module's too."""
    of_module = [
        statement.value
        for statement in module.body
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "pytestmark"
    ]
    marks = {node for expression in [*of_module, *test.decorator_list] for node in ast.walk(expression)}
    return {node.attr for node in marks if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "pytest.mark"}


def each_test_in(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


@pytest.mark.slow
def test_a_test_has_a_mark_exactly_if_it_needs_it() -> None:
    wrong = []
    for path in sorted(TESTS.rglob("test_*.py")):
        module, name = tree_of(path), path.relative_to(TESTS).as_posix()
        for test in each_test_in(path):
            reached, marks = reached_by(test, module), marks_of(test, module)
            for mark, names in NAMES.items():
                in_folder = name.startswith(FOLDERS.get(mark, "nowhere"))
                needed = in_folder or (name.startswith(SCOPES[mark]) and bool(reached & names))
                if needed != (mark in marks):
                    wrong.append(f"{name}::{test.name} {'lacks' if needed else 'does not need'} the mark {mark}")
    assert wrong == []


SAMPLE = """
import pytest

@pytest.fixture
def page(visit): ...

def helper(): os.kill(1, signal.SIGTERM)

def test_looks(page): ...

def test_kills(): helper()

def test_neither(client): client.get("/")
"""


@pytest.mark.parametrize(("name", "mark"), [("test_looks", "browser"), ("test_kills", "kills"), ("test_neither", None)])
def test_a_name_is_found_behind_fixtures_and_helpers(name: str, mark: str | None) -> None:
    module = ast.parse(SAMPLE)
    test = next(each for each in module.body if isinstance(each, ast.FunctionDef) and each.name == name)
    found = {each for each, names in NAMES.items() if reached_by(test, module) & names}
    assert found == ({mark} if mark else set())
