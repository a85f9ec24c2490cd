"""The worker's part in backups."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jejaring.kit import clock


@app.periodic(cron="11 * * * *")
@app.task(queueing_lock="backups.make_if_due", lock="backups.make_if_due", pass_context=False)
def make_if_due(timestamp: int) -> None:
    """Every hour: make the backup of this day if it is due and not there yet."""
    from jejaring.config.backups import nightly  # loads models, which are not there yet on import

    nightly.make_if_due(at=clock.machine_now())
