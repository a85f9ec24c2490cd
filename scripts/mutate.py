"""Change rules, tables of steps and actions in small ways, one at a time, and see whether a test beside them fails.

`make mutate` runs it: it prints what survived and the share killed per file, and ends with 1 below the target.
`python scripts/mutate.py engines/lifecycle rules` only those whose path holds one of the words. `--every N` takes
every Nth mutation of a file: a sample. The tree is copied; nothing in it is changed.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jejaring.config.embedded import Cluster

ROOT = Path(__file__).parents[1]
TARGET = 0.8
TIMEOUT = 600  # seconds for the tests beside one file; a mutation that never ends is killed by it
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
    """A piece of a file, from `start` to `end` in bytes, and what takes its place."""

    line: int
    start: int
    end: int
    before: str
    after: str

    def apply(self, text: bytes) -> str:
        return (text[: self.start] + self.after.encode() + text[self.end :]).decode()


def mutations(text: str) -> Iterator[Mutation]:
    """Yield the mutations of a module, in the order of its nodes; docstrings, imports and words stay."""
    offsets = [0]
    for line in text.encode().splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    for node in _evaluated(ast.parse(text)):
        for piece, after in _changes(node):
            start = offsets[piece.lineno - 1] + piece.col_offset
            end = offsets[(piece.end_lineno or 0) - 1] + (piece.end_col_offset or 0)
            yield Mutation(piece.lineno, start, end, text.encode()[start:end].decode(), after)


def _evaluated(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all below it that is evaluated: annotations are not."""
    yield node
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns"):
            below = value if isinstance(value, list) else [value]
            for one in below:
                if isinstance(one, ast.AST):
                    yield from _evaluated(one)


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
    """Return the files that are mutated: rules and actions of every room, and the tables of steps."""
    source = ROOT / "src"
    found = [*source.glob("engines/lifecycle/*.py")]
    for kind in ("rules", "actions"):
        found += [*source.glob(f"jejaring/*/{kind}.py"), *source.glob(f"jejaring/*/{kind}/*.py")]
    named = [path for path in sorted(found) if not words or any(word in str(path) for word in words)]
    return [path for path in named if any(True for _ in mutations(path.read_text(encoding="utf-8")))]


def tests_of(path: Path) -> list[str]:
    """Return the tests beside a file, the cheapest first."""
    parts = path.relative_to(ROOT / "src").parts
    if parts[0] == "engines":
        return ["tests/engines/test_lifecycle.py", "tests/admission/test_duties.py", "tests/membership", MATRIX]
    own = f"tests/{parts[1]}"
    return [MATRIX, own] if "rules" in path.parts or path.stem == "rules" else [own, MATRIX]


MATRIX = "tests/house/test_who_may.py"


@dataclass
class Bench:
    """A copy of the tree, one database server for all runs, and what the last run printed at its end."""

    folder: Path
    environment: dict[str, str]
    last: str = ""

    def passes(self, tests: list[str]) -> bool:
        """Return whether all of `tests` pass on the copy as it is."""
        options = ["-x", "-q", "-p", "no:cacheprovider", "--reuse-db", "-m", "not browser and not kills"]
        try:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", *options, *tests],
                cwd=self.folder,
                env=self.environment,
                capture_output=True,
                text=True,
                timeout=TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
        self.last = done.stdout[-2000:]
        return done.returncode == 0

    def survivors(self, path: Path, every: int) -> tuple[int, list[Mutation]]:
        """Return how many mutations of a file were tried, and those that no test noticed."""
        copy = self.folder / path.relative_to(ROOT)
        text = copy.read_bytes()
        tried = list(mutations(text.decode()))[::every]
        alive = []
        for one in tried:
            copy.write_text(one.apply(text), encoding="utf-8")
            if self.passes(tests_of(path)):
                alive.append(one)
                print(f"{path.relative_to(ROOT)}:{one.line}: {one.before!r} -> {one.after!r} survived", flush=True)
        copy.write_bytes(text)
        return len(tried), alive


def main() -> int:
    """Mutate; return 1 if less than the target was killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="parts of paths; none: every file")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="try every Nth mutation of a file")
    parser.add_argument("--list", action="store_true", help="print the mutations, run nothing")
    asked = parser.parse_args()
    if asked.list:
        for path in files(asked.words):
            for one in mutations(path.read_text(encoding="utf-8")):
                print(f"{path.relative_to(ROOT)}:{one.line}: {one.before!r} -> {one.after!r}")
        return 0
    folder = Path(tempfile.mkdtemp(prefix="jejaring-mutate-"))
    folder.chmod(0o755)
    for name in ("src", "tests", "docs", "pyproject.toml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    cluster = Cluster(folder / "postgres", durable=False)
    cluster.start()
    try:
        return _run(Bench(folder, _environment(folder, cluster)), asked.words, asked.every)
    finally:
        cluster.forget()
        shutil.rmtree(folder)


def _environment(folder: Path, cluster: Cluster) -> dict[str, str]:
    """Return an environment in which the copy is what is imported, and nothing is compiled into it."""
    return {
        **os.environ,
        "PYTHONPATH": str(folder / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "JEJARING_TEST_SERVER": cluster.url,
    }


def _run(bench: Bench, words: list[str], every: int) -> int:
    found = files(words)
    if not bench.passes(sorted({test for path in found for test in tests_of(path)})):
        print(f"{bench.last}\nthe tests fail without any mutation", file=sys.stderr)
        return 2
    tried = killed = 0
    for path in found:
        count, alive = bench.survivors(path, every)
        tried, killed = tried + count, killed + count - len(alive)
        print(f"{path.relative_to(ROOT)}: {count - len(alive)} of {count} killed", flush=True)
    share = killed / tried if tried else 1.0
    print(f"{killed} of {tried} killed ({share:.0%}); the target is {TARGET:.0%}")
    return 0 if share >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
