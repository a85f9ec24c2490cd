"""The calendar of obligations: entered, reminded of and lapsed by the day's round, fulfilled by members."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from jejaring.kit import clock
from jejaring.kit.refusal import Refusal
from jejaring.ledger.queries import entries_of
from jejaring.membership.actions import obligations, standing
from jejaring.membership.models import Membership, Obligation, StandingProposal
from jejaring.membership.queries.members import waiting_for
from jejaring.membership.queries.obligations import calendar_of
from jejaring.notices.models import Notice
from tests.factories.membership import MembershipFactory, ParticipationKindFactory
from tests.membership.desk import AT, DAY, Desk, a_desk, pdf

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2020, 1, 1)


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def round_of(day: date) -> int:
    return obligations.daily_round(day, datetime(day.year, day.month, day.day, 3, tzinfo=UTC))


def entered() -> list[tuple[str, int, date]]:
    return list(Obligation.objects.order_by("due_on").values_list("kind", "year", "due_on"))


@pytest.fixture
def report(desk: Desk) -> Obligation:
    round_of(NEW_YEAR)
    return Obligation.objects.get(kind=Obligation.Kind.YEARLY_REPORT)


def test_the_round_enters_the_years_obligations_once(desk: Desk) -> None:
    round_of(NEW_YEAR)
    assert entered() == [
        ("contact_refresh", 2020, date(2020, 1, 31)),
        ("yearly_report", 2020, date(2020, 3, 31)),
        ("dues", 2020, date(2020, 6, 30)),
    ]
    round_of(NEW_YEAR)
    assert len(entered()) == 3


def test_a_member_owes_nothing_in_the_year_it_joined_nor_if_only_a_source_names_it(desk: Desk) -> None:
    MembershipFactory(named_only=True)
    round_of(date(2019, 12, 31))
    assert entered() == []
    round_of(NEW_YEAR)
    assert set(Obligation.objects.values_list("membership", flat=True)) == {desk.member.pk}


def test_a_partner_owes_fresh_contacts_only(desk: Desk) -> None:
    kind = ParticipationKindFactory(code="partner", organisation_kinds=["institute"], numbered=False, pays_dues=False)
    partner = MembershipFactory(kind=kind, number=None)
    round_of(NEW_YEAR)
    assert list(partner.obligations.values_list("kind", flat=True)) == ["contact_refresh"]


def test_the_liaison_is_reminded_once_a_day_and_not_on_other_days(desk: Desk, report: Obligation) -> None:
    obligations.fulfil(_refresh(), fulfilled_on=NEW_YEAR, by=desk.liaison, on=NEW_YEAR, at=AT)
    Notice.objects.all().delete()
    round_of(date(2020, 3, 24))
    round_of(date(2020, 3, 24))
    round_of(date(2020, 3, 25))
    told = Notice.objects.filter(kind="membership.obligation")
    assert [notice.recipient for notice in told] == [desk.liaison]


@pytest.mark.parametrize("day", [date(2020, 3, 26), date(2020, 4, 2)])
def test_a_reminder_whose_day_was_missed_is_made_up_for_once(desk: Desk, report: Obligation, day: date) -> None:
    obligations.fulfil(_refresh(), fulfilled_on=NEW_YEAR, by=desk.liaison, on=NEW_YEAR, at=AT)
    Notice.objects.all().delete()
    round_of(day)
    round_of(day + timedelta(days=1))
    (told,) = Notice.objects.filter(kind="membership.obligation")
    assert told.recipient == desk.liaison
    assert ("Sudah jatuh tempo 31 Maret 2020" in told.body) == (day > report.due_on)


def test_a_lapse_proposes_a_hold_to_a_human_and_changes_nothing_itself(desk: Desk, report: Obligation) -> None:
    obligations.fulfil(_refresh(), fulfilled_on=NEW_YEAR, by=desk.liaison, on=NEW_YEAR, at=AT)
    round_of(date(2020, 4, 30))
    assert StandingProposal.objects.count() == 0
    round_of(date(2020, 5, 1))
    round_of(date(2020, 5, 1))
    proposal = StandingProposal.objects.get()
    assert (proposal.verb, proposal.obligation) == ("hold", report)
    desk.member.refresh_from_db()
    assert desk.member.standing == Membership.Standing.ACTIVE


def test_a_dismissed_proposal_does_not_come_back_for_the_same_obligation(desk: Desk, report: Obligation) -> None:
    obligations.fulfil(_refresh(), fulfilled_on=NEW_YEAR, by=desk.liaison, on=NEW_YEAR, at=AT)
    round_of(date(2020, 5, 1))
    standing.dismiss(StandingProposal.objects.get(), remark="Menyusul.", by=desk.secretariat, on=date(2020, 5, 2))
    round_of(date(2020, 5, 3))
    assert StandingProposal.objects.count() == 1


def test_an_agreement_that_has_run_out_proposes_the_lapse(desk: Desk) -> None:
    Membership.objects.filter(pk=desk.member.pk).update(valid_until=date(2019, 12, 31))
    round_of(NEW_YEAR)
    round_of(NEW_YEAR)
    assert StandingProposal.objects.get().verb == "lapse"


def test_a_report_is_fulfilled_with_its_file(desk: Desk, report: Obligation) -> None:
    done = obligations.fulfil(report, fulfilled_on=DAY, by=desk.liaison, on=DAY, at=AT, file=pdf("laporan.pdf"))
    assert (done.fulfilled_on, done.file.name if done.file else "") == (DAY, "laporan.pdf")


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("yearly_report", {}, "file"),
        ("yearly_report", {"fulfilled_on": date(2020, 3, 3)}, "fulfilled_on"),
        ("contact_refresh", {"fulfilled_on": date(201, 3, 2)}, "fulfilled_on"),
        ("dues", {}, None),
    ],
)
def test_what_cannot_be_fulfilled_so_is_refused(
    desk: Desk, report: Obligation, kind: str, changes: dict[str, Any], field: str | None
) -> None:
    owed = Obligation.objects.get(kind=kind)
    with pytest.raises(Refusal) as refused:
        obligations.fulfil(owed, **{"fulfilled_on": DAY, "by": desk.liaison, "on": DAY, "at": AT, **changes})
    assert refused.value.field == field
    owed.refresh_from_db()
    assert owed.fulfilled_on is None


def test_an_obligation_marked_by_mistake_is_opened_again_and_the_ledger_keeps_what_was_recorded(
    desk: Desk, report: Obligation
) -> None:
    done = obligations.fulfil(report, fulfilled_on=DAY, by=desk.liaison, on=DAY, at=AT, file=pdf("laporan.pdf"))
    opened = obligations.reopen(done, reason="Laporan kota lain.", by=desk.secretariat, on=DAY, at=AT)
    opened.refresh_from_db()
    assert (opened.fulfilled_on, opened.file) == (None, None)
    entry = entries_of(desk.member)[0]
    assert (entry.verb, json.loads(entry.data)) == (
        "membership.reopen_obligation",
        {
            "kind": "yearly_report",
            "year": 2020,
            "reason": "Laporan kota lain.",
            "file": done.file_id,
            "fulfilled_on": "2020-03-02",
        },
    )
    told = Notice.objects.filter(subject__contains="dibuka kembali")
    assert [(one.recipient, "Laporan kota lain." in one.body) for one in told] == [(desk.liaison, True)]
    obligations.fulfil(opened, fulfilled_on=DAY, by=desk.liaison, on=DAY, at=AT, file=pdf("laporan-2019.pdf"))


@pytest.mark.parametrize(
    ("kind", "fulfilled_on", "reason", "field"),
    [
        ("yearly_report", DAY, "  ", "reason"),
        ("yearly_report", None, "Keliru.", None),
        ("dues", DAY, "Keliru.", None),
    ],
)
def test_what_cannot_be_opened_again_is_refused(
    desk: Desk, report: Obligation, kind: str, fulfilled_on: date | None, reason: str, field: str | None
) -> None:
    Obligation.objects.filter(kind=kind).update(fulfilled_on=fulfilled_on)
    owed = Obligation.objects.get(kind=kind)
    with pytest.raises(Refusal) as refused:
        obligations.reopen(owed, reason=reason, by=desk.secretariat, on=DAY, at=AT)
    assert refused.value.field == field
    owed.refresh_from_db()
    assert owed.fulfilled_on == fulfilled_on


def test_the_page_of_a_fulfilled_obligation_leads_to_its_reopening_for_who_may(
    client: Client, desk: Desk, report: Obligation
) -> None:
    Obligation.objects.filter(pk=report.pk).update(fulfilled_on=DAY)
    address = f"/ruang/kewajiban/{report.pk}/buka-lagi/"
    client.force_login(desk.treasurer)
    assert address not in client.get(f"/ruang/kewajiban/{report.pk}/").content.decode()
    assert client.post(address, {"reason": "Keliru."}).status_code == 403
    client.force_login(desk.liaison)
    assert address in client.get(f"/ruang/kewajiban/{report.pk}/").content.decode()
    assert client.post(address, {"reason": "Keliru."}).status_code == 302
    report.refresh_from_db()
    assert report.fulfilled_on is None


def test_the_inbox_of_the_liaison_holds_what_its_city_owes(desk: Desk, report: Obligation) -> None:
    assert [(one.due, one.url.startswith("/ruang/kewajiban/")) for one in waiting_for(desk.liaison, on=DAY)] == [
        (date(2020, 1, 31), True),
        (date(2020, 3, 31), True),
    ]
    assert waiting_for(desk.stranger, on=DAY) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_costs_the_same_however_much_waits(
    desk: Desk, django_assert_max_num_queries: Any, count: int
) -> None:
    for year in range(2020, 2020 + count):
        Obligation.objects.create(membership=desk.member, kind="yearly_report", year=year, due_on=date(year, 3, 31))
    with django_assert_max_num_queries(5):
        assert len(waiting_for(desk.liaison, on=date(2025, 1, 1))) == count


def test_the_calendar_counts_a_year_over_all_members(desk: Desk, report: Obligation) -> None:
    lines = calendar_of(2020, on=date(2020, 4, 1))
    assert [(line.due_on, line.owed, line.fulfilled, line.late) for line in lines] == [
        (date(2020, 1, 31), 1, 0, 1),
        (date(2020, 3, 31), 1, 0, 1),
        (date(2020, 6, 30), 1, 0, 0),
    ]


@pytest.mark.parametrize("year", ["0000", "9999", "abc", "2020"])
def test_the_calendar_opens_for_whatever_year_the_address_names(client: Client, desk: Desk, year: str) -> None:
    client.force_login(desk.secretariat)
    assert client.get("/ruang/kewajiban/kalender/", {"tahun": year}).status_code == 200


def test_another_citys_obligation_is_not_there_for_a_stranger(client: Client, desk: Desk, report: Obligation) -> None:
    client.force_login(desk.stranger)
    assert client.get(f"/ruang/kewajiban/{report.pk}/").status_code == 404
    assert desk.member.organisation.short_name not in client.get("/ruang/kewajiban/").content.decode()
    assert client.get("/ruang/kewajiban/?format=json").json()["count"] == 0
    assert client.get("/ruang/kewajiban/kalender/").status_code == 403


def test_a_liaison_fulfils_an_obligation_by_form(client: Client, desk: Desk, report: Obligation) -> None:
    client.force_login(desk.liaison)
    missing = client.post(f"/ruang/kewajiban/{report.pk}/", {"fulfilled_on": "2020-03-02"})
    assert missing.status_code == 200
    answer = client.post(f"/ruang/kewajiban/{report.pk}/", {"fulfilled_on": "2020-03-02", "file": pdf("laporan.pdf")})
    assert answer.status_code == 302
    report.refresh_from_db()
    assert report.fulfilled_on == DAY


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many(
    client: Client, desk: Desk, django_assert_max_num_queries: Any, count: int
) -> None:
    for year in range(2020, 2020 + count):
        Obligation.objects.create(membership=desk.member, kind="yearly_report", year=year, due_on=date(year, 3, 31))
    client.force_login(desk.liaison)
    with django_assert_max_num_queries(16):
        shown = client.get("/ruang/kewajiban/").content.decode()
    assert shown.count(">laporan tahunan 20") == count


def _refresh() -> Obligation:
    return Obligation.objects.get(kind=Obligation.Kind.CONTACT_REFRESH)


@pytest.mark.parametrize("year", ["0000", "9999", "abc", "\u00b2\u00b2\u00b2\u00b2", "2020"])
def test_a_calendar_of_a_year_out_of_reach_is_this_years(client: Client, desk: Desk, year: str) -> None:
    client.force_login(desk.secretariat)
    answer = client.get("/ruang/kewajiban/kalender/", {"tahun": year})
    assert answer.status_code == 200
    assert answer.context["year"] == (2020 if year == "2020" else clock.today().year)
