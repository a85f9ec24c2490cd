"""The YAML file of a signer, JEJARING_SIGNER_CONFIG: what each way of signing needs in it, and what is wrong with one.

No Django: settings are checked with it before there is any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

Check = Callable[[object, Path], str]  # what the value must be, or "" where it is right
OPTIONAL = ("chain", "timestamps", "password_file", "pin_file", "token_file")


def read(way: str, path: Path) -> dict[str, Any]:
    """Return the values of a file. Raises ValueError with all that is wrong in it."""
    if wrong := list(faults(way, path)):
        raise ValueError("; ".join(wrong))
    return dict(_loaded(path))


def faults(way: str, path: Path) -> Iterator[str]:
    """Yield, for the way of signing, each thing in the file that is missing, not known or nonsense."""
    try:
        values = _loaded(path)
    except (OSError, ValueError, yaml.YAMLError) as fault:
        at = getattr(fault, "problem_mark", None)
        yield f"{path.name} must be YAML that holds names with values" + (f"; see its line {at.line + 1}" if at else "")
        return
    offices = OFFICES.get(way, {})
    yield from _faults_of(values, {**PROOF, **WAYS[way], **({"offices": _entries} if offices else {})}, path, "")
    if offices and isinstance(values.get("offices"), list):
        for place, entry in enumerate(values["offices"], 1):
            if isinstance(entry, dict):
                yield from _faults_of(entry, {**OFFICE, **offices}, path, f", office {place}")


def _loaded(path: Path) -> Mapping[str, Any]:
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(values, dict):
        raise ValueError("it holds no names with values")
    return values


def _faults_of(values: Mapping[str, Any], checks: Mapping[str, Check], path: Path, where: str) -> Iterator[str]:
    for key in values:
        if key not in checks:
            yield f"{path.name}{where} holds {key}, which is not known; it may hold {', '.join(checks)}"
    for key, check in checks.items():
        value = values.get(key)
        if not value and key not in OPTIONAL:
            yield f"{path.name}{where} lacks {key}, {check('', path.parent)}"
        elif value and (expected := check(value, path.parent)):
            yield f"{path.name}{where} has a wrong {key}, {expected}"


def _is_address(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://")) and len(value) > len("https://")


def _is_file(value: object, folder: Path) -> bool:
    try:
        return isinstance(value, str) and (folder / value).is_file()
    except (OSError, ValueError):  # a folder that is closed to us, or no name at all
        return False


def _word(value: object, _folder: Path) -> str:
    return "" if isinstance(value, str) and value else "a text"


def _file(value: object, folder: Path) -> str:
    return "" if _is_file(value, folder) else "the name of a file that is there, beside this one or with its full path"


def _files(value: object, folder: Path) -> str:
    sound = isinstance(value, list) and value and all(_is_file(one, folder) for one in value)
    return "" if sound else "a list of files that are there, as in [root.pem]"


def _lists(value: object, folder: Path) -> str:
    sound = isinstance(value, list) and value and all(_is_address(one) or _is_file(one, folder) for one in value)
    return "" if sound else "a list of files that are there or addresses, as in [https://ca.example/ca.crl]"


def _address(value: object, _folder: Path) -> str:
    return "" if _is_address(value) else "an address such as https://tte.example"


def _clock(value: object, _folder: Path) -> str:
    return "" if value == "own" or _is_address(value) else "own, or the address of an RFC 3161 authority"


def _entries(value: object, _folder: Path) -> str:
    sound = isinstance(value, list) and value and all(isinstance(one, dict) for one in value)
    return "" if sound else "a list of offices, each with its organisation and title"


PROOF: Mapping[str, Check] = {"roots": _files, "chain": _files, "crls": _lists, "timestamps": _clock}
WAYS: Mapping[str, Mapping[str, Check]] = {
    "pkcs12": {},
    "pkcs11": {"module": _file, "token": _word, "pin_file": _file},
    "remote": {"url": _address, "token_file": _file},
}
OFFICE: Mapping[str, Check] = {"organisation": _word, "title": _word}
OFFICES: Mapping[str, Mapping[str, Check]] = {
    "pkcs12": {"file": _file, "password_file": _file},
    "pkcs11": {"key": _word, "certificate": _file},
}
