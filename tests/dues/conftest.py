"""A member that owes dues, by a table of two bands, and its invoice."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from jejaring.dues import actions as dues
from jejaring.dues.models import DuesBand, Invoice
from jejaring.membership.actions import obligations
from tests.membership.desk import AT, DAY, Desk, a_desk


@pytest.fixture
def desk(db: None) -> Desk:
    desk = a_desk()
    bands = [
        DuesBand(population_below=500_000, amount_idr=5_000_000),
        DuesBand(population_from=500_000, amount_idr=10_000_000),
    ]
    dues.set_dues(2019, bands, decision="Contoh", by=desk.treasurer, on=DAY, example=True)
    return desk


@pytest.fixture
def invoice(desk: Desk) -> Invoice:
    with transaction.atomic():  # where the database is not rolled back, the watch of writes sees savepoints only
        obligations.daily_round(date(2020, 1, 1), AT)
        return dues.issue_invoice(desk.member, 2020, by=desk.treasurer, on=DAY, at=AT)
