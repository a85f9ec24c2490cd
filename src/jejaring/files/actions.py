"""The worker's part: bring what waits into the bucket, and let go of it when it has settled there."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from jejaring.files import storage
from jejaring.files.models import WaitingFile
from jejaring.kit.refusal import Unavailable

SETTLED = timedelta(minutes=10)  # longer than a bucket takes to do what it was asked for and did not answer

logger = logging.getLogger(__name__)


def upload(sha256: str) -> bool:
    """Upload a waiting file unless it is in the bucket, and return whether the bucket answered; if not, it waits on.

    Its rows go when it is in the bucket SETTLED after it was first seen there: a sweeper that was killed, or was
    not answered, may have asked for its removal before.
    """
    try:
        with transaction.atomic():
            storage.hold_off_the_sweeper()
            _bring(sha256)
    except Unavailable as fault:
        logger.warning("file %s waits in the database: %s", sha256, fault.__cause__ or fault)
        return False
    return True


def upload_waiting() -> None:
    """Upload what was left waiting and let go of what has settled, until the bucket does not answer.

    In no order, so that a file that the bucket refuses does not stand before the others every time.
    """
    due = WaitingFile.objects.filter(Q(seen_at=None) | Q(seen_at__lt=Now() - SETTLED)).order_by("?")
    for sha256 in dict.fromkeys(due.values_list("sha256", flat=True)):
        if not upload(sha256):
            return


def _bring(sha256: str) -> None:
    rows = WaitingFile.objects.filter(sha256=sha256)
    content = storage.open_waiting(sha256)
    if content is None:
        return
    with content:
        name = storage.name_of(sha256)
        if default_storage.exists(name):
            rows.filter(seen_at__lt=Now() - SETTLED).delete()
            rows.filter(seen_at=None).update(seen_at=Now())
        else:
            default_storage.save(name, File(content, name))
            rows.update(seen_at=Now())
