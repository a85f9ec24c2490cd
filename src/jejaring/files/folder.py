"""A folder of files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from jejaring.console.terminal import NO_ROOM
from jejaring.kit.refusal import no_room


class Folder(FileSystemStorage):
    """A folder in which a file appears under its name only when all its bytes are on the disk."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: File[Any]) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as out:
                for chunk in content.chunks():
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            Path(fresh).replace(path)
        except BaseException as fault:
            Path(fresh).unlink(missing_ok=True)
            if isinstance(fault, OSError) and fault.errno in NO_ROOM:
                raise no_room() from fault
            raise
        return name
