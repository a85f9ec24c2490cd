"""Where web processes count for `/metrik/`: in memory that they share, which no full disk takes away.

A counter is a file mapped into memory. Where such a file cannot grow, because its disk is full, Linux ends the process.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from jejaring.config.processes import is_there

SHARED = Path("/dev/shm")  # noqa: S108 - a folder of our own in it, which nobody else can enter


def folder_of(data: Path) -> Path:
    """Return the folder of an installation's counters: in shared memory, or with its data where that cannot be."""
    name = sha256(str(data.resolve()).encode()).hexdigest()[:16]
    folder = SHARED / f"jejaring-{os.geteuid()}-{name}"
    return folder if os.access(SHARED, os.W_OK) and _is_ours_alone(folder) else data / "metrics"


def _is_ours_alone(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return True
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) == stat.S_IRWXU


def forget_ended(folder: Path) -> None:
    """Remove what web processes that have ended have counted, and the folder if nothing is left in it."""
    for file in folder.glob("*.db"):
        pid = file.stem.rpartition("_")[2]
        if pid.isdecimal() and not is_there(int(pid)):
            file.unlink(missing_ok=True)
    with suppress(OSError):  # it is not there, or others still count in it
        folder.rmdir()
