"""Problems and answers as files: read strictly, every digit kept, written atomically."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jejaring.console.terminal import Refused

if TYPE_CHECKING:
    from engines.portfolio.errors import PortfolioError
    from engines.portfolio.reading import Reading


def line_of(file: Path, error: PortfolioError) -> str:
    """Return an error as a line: file, key, then the programme, year and rule it is about, and the message."""
    about = (("programme", error.programme), ("year", error.year), ("rule", error.rule))
    named = ", ".join(f"{what} {which}" for what, which in about if which is not None)
    return ": ".join(part for part in (str(file), error.key, named, str(error)) if part)


def refusal(file: Path, errors: Iterable[PortfolioError]) -> Refused:
    """Return the refusal of a file for the errors that an engine found in it."""
    return Refused(line_of(file, error) for error in errors)


def read_plain(file: Path) -> Any:
    """Return the content of a JSON file, numbers as decimals with every digit, NaN and infinity as such.

    Raises Refused: not readable, not UTF-8, not JSON, a key given twice in one object.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
        return json.loads(text, parse_float=_exact, parse_constant=Decimal, object_pairs_hook=_once)
    except OSError as error:
        raise Refused([f"{file}: cannot be read: {error.strerror or error}"]) from error
    except UnicodeDecodeError as error:
        raise Refused([f"{file}: is not UTF-8 (byte {error.start})"]) from error
    except json.JSONDecodeError as error:
        raise Refused([f"{file}:{error.lineno}:{error.colno}: is not JSON: {error.msg}"]) from error
    except RecursionError as error:
        raise Refused([f"{file}: is not a problem: lists or objects are nested too deeply"]) from error
    except ValueError as error:
        raise Refused([f"{file}: {error}"]) from error


def _exact(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise ValueError(f"the number {digits} is too large") from None


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for at, name in enumerate(names) if name in names[:at])
        raise ValueError(f"the key {twice!r} is given twice in one object")
    return found


def read_problem_file(file: Path) -> Reading:
    """Return the problem in a file, with the rule set it names.

    Raises Refused with all errors.
    """
    from engines.portfolio.reading import PortfolioErrors, read_problem
    from jejaring.financing.rule_sets.rule_sets import load

    plain = read_plain(file)
    try:
        return read_problem(plain, load)
    except PortfolioErrors as wrong:
        raise refusal(file, wrong.errors) from wrong


def written(value: object, indent: int | None = None) -> str:
    """Return a plain value as JSON, decimals with every digit; with `indent` a line for each entry of the outer two."""
    match value:
        case Decimal():
            return f"{value.normalize():f}" if value else "0"
        case Mapping():
            return _block(
                "{}",
                [f"{json.dumps(str(k), ensure_ascii=False)}: {written(v, _deeper(indent))}" for k, v in value.items()],
                indent,
            )
        case list() | tuple():
            return _block("[]", [written(item, _deeper(indent)) for item in value], indent)
        case _:
            return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _deeper(indent: int | None) -> int | None:
    return None if indent is None or indent >= 1 else indent + 1


def _block(ends: str, entries: Sequence[str], indent: int | None) -> str:
    if indent is None or not entries:
        return f"{ends[0]}{', '.join(entries)}{ends[1]}"
    pad = "  " * (indent + 1)
    return f"{ends[0]}\n" + ",\n".join(pad + entry for entry in entries) + f"\n{'  ' * indent}{ends[1]}"


def write_whole(file: Path, text: str) -> None:
    """Write a file atomically: beside its place, then moved there.

    Raises Refused if it cannot be written.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}.draft")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Refused([f"{file}: cannot be written: {error.strerror or error}"]) from error
