"""What the register and the desk do leaves one entry per step in the ledger."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.membership.actions import obligations, standing
from jejaring.membership.actions.members import admit, load_kinds, open_register
from jejaring.membership.actions.register import enter_member
from jejaring.membership.models import Membership, NumberSeries, Obligation, ParticipationKind, StandingProposal
from jejaring.notices.models import Notice
from tests.factories.cities import OrganisationFactory
from tests.membership.desk import AT, DAY, Desk, a_desk, pdf


@pytest.fixture
def desk(db: None) -> Desk:
    return a_desk()


def recorded(verb: str) -> list[dict[str, Any]]:
    """Return the data of all entries of a verb, in their order."""
    return [json.loads(one.data) for one in Entry.objects.filter(verb=f"membership.{verb}").order_by("pk")]


def test_the_register_is_opened_once_and_the_next_number_follows(db: None) -> None:
    load_kinds()
    open_register(24, "Daftar 2019", by=None, on=DAY)
    open_register(24, "Daftar 2019", by=None, on=DAY)
    for count, source in ((25, "Daftar 2019"), (24, "Daftar lain")):
        with pytest.raises(Refusal) as refused:
            open_register(count, source, by=None, on=DAY)
        assert refused.value.field == "count"
    assert recorded("open_register") == [{"opening_count": 24}]
    full = ParticipationKind.objects.get(pk="full")
    assert admit(OrganisationFactory(), full, by=None, on=DAY, at=AT).number == 25
    assert NumberSeries.objects.get().last_number == 25
    assert recorded("grant") == [{"number": 25, "kind": "full"}]


def test_a_register_that_gave_a_number_is_not_opened(db: None) -> None:
    load_kinds()
    admit(OrganisationFactory(), ParticipationKind.objects.get(pk="full"), by=None, on=DAY, at=AT)
    with pytest.raises(Refusal):
        open_register(24, "Daftar 2019", by=None, on=DAY)


def test_an_older_member_is_entered_once_from_its_source(db: None) -> None:
    load_kinds()
    city = OrganisationFactory()
    first = enter_member(city, source="Koran", by=None, on=DAY)
    assert enter_member(city, source="Koran", by=None, on=DAY) == first
    for other in ({"source": "Lain"}, {"source": "Koran", "source_url": "https://contoh.id/"}):
        with pytest.raises(Refusal):
            enter_member(city, by=None, on=DAY, **other)
    assert (Membership.objects.count(), recorded("enter_member")) == (1, [{"source": "Koran"}])


def test_a_proposal_is_raised_once_sent_to_the_secretariat_and_dismissed_once(desk: Desk) -> None:
    proposal = standing.propose(desk.member, "hold", obligation=None, on=DAY, at=AT)
    assert proposal
    assert standing.propose(desk.member, "hold", obligation=None, on=DAY, at=AT) is None
    assert list(Notice.objects.values_list("recipient", "kind")) == [(desk.secretariat.pk, "membership.proposal")]
    standing.dismiss(proposal, remark=" Sudah lapor. ", by=desk.secretariat, on=DAY)
    proposal.refresh_from_db()
    assert (proposal.remark, proposal.resolved_by, proposal.resolved_on) == ("Sudah lapor.", desk.secretariat, DAY)
    with pytest.raises(Refusal):
        standing.dismiss(proposal, remark="Lagi.", by=desk.secretariat, on=DAY)
    assert (recorded("propose_standing"), recorded("dismiss_proposal")) == ([{"verb": "hold"}], [{"verb": "hold"}])


def test_a_report_is_handed_in_once_with_its_file_and_recorded(desk: Desk) -> None:
    report = Obligation.objects.create(membership=desk.member, kind="yearly_report", year=2020, due_on=DAY)
    who: dict[str, Any] = {"by": desk.liaison, "on": DAY, "at": AT}
    for file, day, field in (
        (None, DAY, "file"),
        (pdf(), date(2018, 12, 31), "fulfilled_on"),
        (pdf(), date(2020, 3, 3), "fulfilled_on"),
    ):
        with pytest.raises(Refusal) as refused:
            obligations.fulfil(report, fulfilled_on=day, file=file, **who)
        assert refused.value.field == field
    done = obligations.fulfil(report, fulfilled_on=date(2019, 1, 1), file=pdf("laporan.pdf"), **who)
    assert done.file
    assert (done.fulfilled_on, done.file.name) == (date(2019, 1, 1), "laporan.pdf")
    with pytest.raises(Refusal):
        obligations.fulfil(report, fulfilled_on=DAY, file=pdf(), **who)
    assert recorded("fulfil_obligation") == [{"kind": "yearly_report", "year": 2020}]


def test_dues_are_fulfilled_by_their_payment_only_and_each_change_is_recorded(desk: Desk) -> None:
    owed = Obligation.objects.create(membership=desk.member, kind="dues", year=2020, due_on=DAY)
    with pytest.raises(Refusal):
        obligations.fulfil(owed, fulfilled_on=DAY, by=desk.secretariat, on=DAY, at=AT)
    for paid_on in (DAY, DAY, None):
        obligations.dues_are_paid(desk.member, 2020, paid_on=paid_on)
    assert recorded("settle_dues") == [{"year": 2020}, {"year": 2020}]


def test_a_member_or_another_kind_of_organisation_gets_no_number(db: None) -> None:
    load_kinds()
    full = ParticipationKind.objects.get(pk="full")
    city, institute = OrganisationFactory(), OrganisationFactory(institute=True)
    admit(city, full, by=None, on=DAY, at=AT)
    for organisation, field in ((city, None), (institute, "kind")):
        with pytest.raises(Refusal) as refused:
            admit(organisation, full, by=None, on=DAY, at=AT)
        assert refused.value.field == field
    assert (Membership.objects.count(), NumberSeries.objects.get().last_number) == (1, 1)


def test_the_daily_round_returns_how_much_it_entered_reminded_and_proposed(desk: Desk) -> None:
    Membership.objects.filter(pk=desk.member.pk).update(valid_until=date(2020, 3, 1))
    done = obligations.daily_round(DAY, AT)
    reminders = Notice.objects.filter(kind="membership.obligation").count()
    proposed = set(StandingProposal.objects.values_list("verb", flat=True))
    assert proposed == {"hold", "lapse"}
    assert done == Obligation.objects.count() + reminders + len(proposed)
