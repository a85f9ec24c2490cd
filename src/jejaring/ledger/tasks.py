"""Scheduled tasks of this room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jejaring.kit import clock
from jejaring.kit.queue import LETTERS


@app.periodic(cron="41 * * * *")
@app.task(queue=LETTERS, queueing_lock="ledger.keep_head", lock="ledger.keep_head", pass_context=False)
def keep_head(timestamp: int) -> None:
    """Every hour: if today's head has not been kept yet, send it and add it to the file."""
    from jejaring.ledger import heads  # loads models, which are not there yet on import

    heads.keep_head(on=clock.today(), at=clock.now())
