"""A record that was changed past the actions is listed, with what the ledger holds of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from jejaring.config import cli
from jejaring.ledger.agreement import disagreements, recorded
from jejaring.membership.actions import members
from jejaring.membership.models import Membership, ParticipationKind
from tests.factories.cities import OrganisationFactory
from tests.factories.membership import MembershipFactory
from tests.membership.desk import AT, DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Iterator[Membership]:
    members.load_kinds()
    with recorded.lent("membership.membership", recorded["membership.membership"], alone=True):
        kind = ParticipationKind.objects.get(pk="full")
        yield members.admit(OrganisationFactory(), kind, by=None, on=DAY, at=AT)


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_the_actions_wrote_agrees(member: Membership) -> None:
    assert list(disagreements()) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("number = 7", "number is 7, but the ledger has 1"),
        ("number = NULL", "number is empty, but the ledger has 1"),
        ("since = '2019-01-01'", "since is 2019-01-01, but the ledger has 2020-03-02"),
        ("standing = 'on_hold'", "standing is on_hold, but the ledger has active"),
    ],
)
def test_a_field_changed_by_sql_is_listed(member: Membership, change: str, sentence: str) -> None:
    sql(f"UPDATE membership_membership SET {change}")
    assert list(disagreements()) == [f"membership.membership {member.pk}: {sentence}"]


def test_a_record_that_nobody_recorded_is_listed(member: Membership) -> None:
    slipped_in = MembershipFactory()
    assert list(disagreements()) == [f"membership.membership {slipped_in.pk}: no entry records how it began"]


def test_a_record_that_was_deleted_by_sql_is_listed(member: Membership) -> None:
    sql("DELETE FROM membership_membership")
    assert list(disagreements()) == [f"membership.membership {member.pk}: it is gone, but no entry records that"]


def test_the_command_lists_them_and_ends_with_1(member: Membership, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ledger", "compare"]) == 0
    sql("UPDATE membership_membership SET number = 7")
    assert cli.main(["ledger", "compare"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "records: valid; compared: membership.membership",
        f"membership.membership {member.pk}: number is 7, but the ledger has 1",
        "records: 1 do not agree; compared: membership.membership",
    ]
