"""Processes that end with their parent, however that has ended: nothing serves on that nobody watches."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # of <linux/prctl.h>
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None  # loaded before anything is forked


def end_with_parent(parent: int, number: int = signal.SIGKILL) -> None:
    """Have Linux send this process a signal when its parent ends; a parent that has ended already counts.

    Call it in the process itself, between fork and exec or later: it outlives exec, but not another fork. To Linux
    the parent is the thread that forked; it must be one that lives as long as its process. Elsewhere nothing happens.
    """
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:
            os.kill(os.getpid(), number)
