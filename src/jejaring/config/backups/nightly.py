"""The nightly backup: made by the worker once per day, in a process of its own; a failure is a letter per day."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from jejaring.operation import letters, places
from jejaring.operation.checks.machine import BACKUP_FAILED

LIMIT_SECONDS = 6 * 3600.0  # after which a backup is stopped
LETTER_KEPT_SECONDS = 2 * 24 * 3600
COMMAND = (
    "import sys; from jejaring.config import cli; from jejaring.console import parent_death; "
    "parent_death.end_with_parent(int(sys.argv[1])); sys.exit(cli.main(['backup']))"
)

logger = logging.getLogger(__name__)


def make_if_due(*, at: datetime) -> bool:
    """Make the backup of this day if it is due; return whether one was made. A failure is logged and reported.

    It is due from JEJARING_BACKUP_HOUR on, until one is there: what a machine that was off has missed is made up for.
    """
    if not settings.BACKUP_TO or not settings.BACKUP_KEYS:
        return False
    try:
        if not _is_due(at):
            return False
        fault = _attempt()
    except (OSError, *places.UNREACHABLE) as unreachable:
        fault = f"{settings.BACKUP_TO}: {unreachable}"
    if fault:
        _report(fault, at)
        return False
    cache.delete(BACKUP_FAILED)
    return True


def _is_due(at: datetime) -> bool:
    local = timezone.localtime(at)
    begins = local.replace(hour=settings.BACKUP_HOUR, minute=0, second=0, microsecond=0)
    if begins > local:
        begins -= timedelta(days=1)
    names = places.place_at(settings.BACKUP_TO, settings.ENV["JEJARING_S3_ENDPOINT"]).names()
    return not names or places.moment_of(names[-1]) < begins


def _attempt() -> str:
    """Run `jejaring backup`, which ends when the worker does; return what it printed if it failed, or else ""."""
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(os.getpid())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as child:
        try:
            printed, _nothing = child.communicate(timeout=LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            return f"it was not ready within {LIMIT_SECONDS / 3600:g} hours and was stopped"
    return printed.strip() or f"exit code {child.returncode}" if child.returncode else ""


def _report(fault: str, at: datetime) -> None:
    """Log a failure, keep it for the doctor, and send the operator one letter per day."""
    logger.error("the nightly backup has failed: %s", fault)
    local = timezone.localtime(at)
    cache.set(BACKUP_FAILED, f"{local:%Y-%m-%d %H:%M}: {fault.splitlines()[-1]}", None)
    key = f"backups.letter.{local:%Y-%m-%d}"
    if not settings.OPERATOR_TO or not cache.add(key, True, LETTER_KEPT_SECONDS):
        return
    try:
        letters.backup_failed(fault).send()
    except OSError:  # every error of a mail server is one
        cache.delete(key)  # the next hour tries again
        logger.exception("the letter about the failed backup cannot be sent")
