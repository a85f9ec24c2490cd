"""What can be done in the demo can be done without it: every action is called from a page, the worker or a command.

The source is read: which names a module refers to, from the edges (views, tasks, receivers, commands) downwards, and
not through the demo. An action that nothing reaches is one that only the demo, or nobody, can do.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "jejaring"
EDGES = {"views", "tasks", "receivers", "registrations", "jobs", "management", "admin", "commands", "middleware"}
OF_THE_DEMO = ("jejaring.portal.demo", "jejaring.portal.management.commands.seed_demo", "jejaring.config.demo")
ONLY_IN_THE_DEMO: set[str] = set()

WITHOUT_RECORDS = {"indicators", "financing", "charts"}  # rooms that compute from files and act on no record

Name = tuple[str, str]  # module, function or class


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module of the product by its name."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        if not {"migrations", *WITHOUT_RECORDS} & {*path.parts}:
            parts = ("jejaring", *path.relative_to(SOURCE).with_suffix("").parts)
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = ast.parse(path.read_text())
    return found


@cache
def definitions(module: str) -> dict[str, ast.stmt]:
    """Return the functions, classes and tables of a module."""
    found: dict[str, ast.stmt] = {}
    for node in modules()[module].body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: node for target in targets if isinstance(target, ast.Name)}
    return found


@cache
def imported(module: str) -> dict[str, Name]:
    """Return what a module's names stand for: (module, "") for a module, (module, name) for something in one."""
    found: dict[str, Name] = {}
    for node in ast.walk(modules()[module]):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("jejaring"):
            for one in node.names:
                inner = f"{node.module}.{one.name}"
                if inner in modules():
                    found[one.asname or one.name] = (inner, "")
                elif node.module in modules():
                    found[one.asname or one.name] = (node.module, one.name)
    return found


def home(name: Name) -> Name:
    """Return where a name that a package passes on is defined."""
    module, inner = name
    while inner and inner not in definitions(module) and inner in imported(module):
        module, inner = imported(module)[inner]
    return module, inner


def referred(module: str, node: ast.AST) -> Iterator[Name]:
    """Yield what a piece of a module refers to, in the module itself and in others."""
    names = imported(module)
    for one in ast.walk(node):
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id in names:
            target, inner = names[one.value.id]
            if not inner and target in modules():
                yield home((target, one.attr))
        elif isinstance(one, ast.Name) and one.id in names and names[one.id][1]:
            yield home(names[one.id])
        elif isinstance(one, ast.Name) and one.id in definitions(module):
            yield module, one.id


@cache
def reached(closed: tuple[str, ...] = OF_THE_DEMO) -> set[Name]:
    """Return every function, class and table that the edges lead to, other than through the closed modules."""
    found: set[Name] = set()
    left = [
        name
        for module, tree in modules().items()
        if not module.startswith(closed) and EDGES & {*module.split(".")}
        for name in referred(module, tree)
    ]
    while left:
        module, inner = name = left.pop()
        if name in found or module.startswith(closed):
            continue
        found.add(name)
        if module in modules() and (node := definitions(module).get(inner)):
            left += referred(module, node)
    return found


def actions() -> set[Name]:
    """Return the public actions of all rooms."""
    return {
        (module, name)
        for module in modules()
        if "actions" in module.split(".") and not module.startswith(OF_THE_DEMO)
        for name, node in definitions(module).items()
        if isinstance(node, ast.FunctionDef) and not name.startswith("_")
    }


def of_the_demo() -> set[Name]:
    """Return the actions that the demo lays out its history with."""
    left = [
        name for module in modules() if module.startswith(OF_THE_DEMO) for name in referred(module, modules()[module])
    ]
    return {*left} & actions()


@pytest.mark.slow
def test_every_action_that_the_demo_uses_is_reached_without_it() -> None:
    used = of_the_demo()
    assert {name for _module, name in used} >= {"open_network", "open_office", "appoint", "open_organisation"}
    assert {f"{module}.{name}" for module, name in used - reached()} == ONLY_IN_THE_DEMO


@pytest.mark.slow
def test_without_the_command_that_sets_up_nobody_could_open_a_network() -> None:
    alone = {name for module, name in actions() - reached((*OF_THE_DEMO, "jejaring.setup")) if "setup" not in module}
    assert alone == {"enter_organs", "open_network"}


def test_every_action_is_reached_from_a_page_the_worker_or_a_command() -> None:
    by_room = defaultdict(set)
    for module, name in actions() - reached():
        by_room[module.split(".")[1]].add(name)
    assert dict(by_room) == {}
