"""What is changed: the mutations of a module, and the functions they stand in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).parents[1]
OTHER: dict[type[ast.AST], Any] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
SWAPPED = {"CITY": "NETWORK", "NETWORK": "CITY"}


@dataclass(frozen=True, slots=True)
class Mutation:
    """A piece of a file, from `start` to `end` in bytes, and what takes its place.

    `function` is the outermost function whose body holds the piece, empty for what is evaluated at import;
    `statement` is the line and column of the innermost statement around it.
    """

    path: Path  # below the root
    line: int
    start: int
    end: int
    before: str
    after: str
    function: str
    statement: tuple[int, int]

    @property
    def room(self) -> str:
        """The folder of `tests/` with the tests beside the file."""
        return "engines" if self.path.parts[1] == "engines" else self.path.parts[2]

    def apply(self, text: bytes) -> str:
        """Return the file's text with the piece replaced."""
        return (text[: self.start] + self.after.encode() + text[self.end :]).decode()

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.before!r} -> {self.after!r}"


def mutations(path: Path) -> list[Mutation]:
    """Return the mutations of a module, in the order of its nodes; docstrings, imports and words stay."""
    text = (ROOT / path).read_bytes()
    offsets = [0]
    for line in text.splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    found = []
    for node, function, statement in _evaluated(ast.parse(text), "", "", (0, 0)):
        for piece, after in _changes(node):
            start = offsets[piece.lineno - 1] + piece.col_offset
            end = offsets[(piece.end_lineno or 0) - 1] + (piece.end_col_offset or 0)
            before = text[start:end].decode()
            found.append(Mutation(path, piece.lineno, start, end, before, after, function, statement))
    return found


def _evaluated(
    node: ast.AST, scope: str, function: str, statement: tuple[int, int]
) -> Iterator[tuple[ast.AST, str, tuple[int, int]]]:
    """Yield a node and all below it that is evaluated (annotations are not), with its function and its statement."""
    if isinstance(node, ast.stmt):
        statement = (node.lineno, node.col_offset)
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        scope = f"{scope}{node.name}."
    yield node, function, statement
    for name, value in ast.iter_fields(node):
        inside = function
        if not function and name == "body" and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = scope[:-1]
        if name not in ("annotation", "returns"):
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, ast.AST):
                    yield from _evaluated(one, scope, inside, statement)


def _changes(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Yield which part of a node is replaced by what."""
    match node:
        case ast.Compare(left, [operator], [right]) if type(operator) in OTHER:
            yield node, f"({ast.unparse(ast.Compare(left, [OTHER[type(operator)]()], [right]))})"
        case ast.BoolOp(operator, values):
            yield node, f"({ast.unparse(ast.BoolOp(OTHER[type(operator)](), values))})"
        case ast.BinOp(left, operator, right) if type(operator) in OTHER:
            yield node, f"({ast.unparse(ast.BinOp(left, OTHER[type(operator)](), right))})"
        case ast.UnaryOp(ast.Not(), operand):
            yield node, f"({ast.unparse(operand)})"
        case ast.Constant(bool() as value):
            yield node, str(not value)
        case ast.Constant(int() as value):
            yield node, str(value + 1)
        case ast.If(test):
            yield test, "False"
        case ast.Return(ast.Call() | ast.BoolOp() | ast.Compare() as value):
            yield value, "None"
        case ast.Expr(ast.Call()):
            yield node, "pass"
        case ast.Set(elements) | ast.Tuple(elements) if len(elements) > 1:
            yield from ((one, "*()") for one in elements if isinstance(one, ast.Attribute | ast.Starred | ast.Name))
        case ast.Call(func=function, args=arguments):
            name = function.id if isinstance(function, ast.Name) else ""
            if name.startswith(("holds_", "_move", "_stay", "Move")):
                yield from ((one, "*()") for one in arguments if isinstance(one, ast.Starred | ast.Attribute))
                yield from ((one, "*()") for one in arguments[4:] if isinstance(one, ast.Constant))
                yield from (
                    (one, SWAPPED[one.id]) for one in arguments if isinstance(one, ast.Name) and one.id in SWAPPED
                )


def files(words: list[str]) -> list[Path]:
    """Return the files that are mutated, below the root: rules and actions of every room, and the tables of steps."""
    source = ROOT / "src"
    found = [*source.glob("engines/lifecycle/*.py")]
    for kind in ("rules", "actions"):
        found += [*source.glob(f"jejaring/*/{kind}.py"), *source.glob(f"jejaring/*/{kind}/*.py")]
    below = [path.relative_to(ROOT) for path in sorted(found)]
    return [path for path in below if not words or any(word in str(path) for word in words)]


def codes(compiled: CodeType) -> Iterator[CodeType]:
    """Yield a piece of compiled code and all that is nested in it."""
    yield compiled
    for constant in compiled.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)


class Marked(ast.NodeTransformer):
    """Puts a call before every statement of every function: `_reached(line, column)`."""

    def visit(self, node: ast.AST) -> Any:
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and not isinstance(node, ast.Module | ast.ClassDef):
                setattr(node, field, [each for one in block for each in (_mark(one), one)])
        return self.generic_visit(node)


def _mark(statement: ast.stmt) -> ast.stmt:
    place = f"_reached({statement.lineno}, {statement.col_offset})"
    return ast.fix_missing_locations(ast.copy_location(ast.parse(place).body[0], statement))


def marked(text: bytes, name: str) -> CodeType:
    """Return a module compiled so that each statement of its functions reports that it is reached."""
    return compile(ast.fix_missing_locations(Marked().visit(ast.parse(text))), name, "exec")
