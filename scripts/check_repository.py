"""Check what no linter checks: no machine paths, no registry hosts in locks, no unfinished marks."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

LOCKS = re.compile(r"(requirements\.lock|package-lock\.json)$")
TEXT = {".py", ".md", ".html", ".css", ".toml", ".yml", ".yaml", ".txt", ".js", ".po", ".json", ".csv", ".typ", ""}
FORBIDDEN = {
    "machine path": re.compile(r"(?<![\w.])/(?:root|home/\w+|wor[k]|far[m])/"),
    "unfinished mark": re.compile(r"\b(?:TO[D]O|FIX[M]E)\b"),
    "private key": re.compile(r"BEGIN (?:RSA |EC |ENCRYPTED )?PRIVATE KE[Y]"),
}


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True)
    return [path for line in listed.stdout.splitlines() if (path := Path(line)).is_file()]


def faults_in(path: Path) -> list[str]:
    if path.suffix not in TEXT:
        return []
    text = path.read_text(encoding="utf-8", errors="replace")
    faults = [f"{path}: {name}" for name, pattern in FORBIDDEN.items() if pattern.search(text)]
    if LOCKS.search(path.name) and re.search(r"https?://", text):
        faults.append(f"{path}: a lock file names a host")
    return faults


def main() -> int:
    faults = [fault for path in tracked_files() for fault in faults_in(path)]
    print("\n".join(faults) or "repository: clean")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
