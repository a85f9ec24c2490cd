"""Decisions on a member's standing: what they need, what they stop, who sees and makes them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from engines.lifecycle.standing import DECISIONS, STANDING
from jejaring.cities.models import Office
from jejaring.kit import clock
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.membership.actions import members, standing
from jejaring.membership.models import Decision, Membership, ParticipationKind, StandingDecision, StandingProposal
from jejaring.membership.queries import standing as queries
from jejaring.membership.queries.members import public_record, waiting_for
from jejaring.membership.rules import standing as rules
from jejaring.membership.signals import membership_ended
from jejaring.notices.models import Notice
from tests.factories.cities import HoldingFactory, OrganisationFactory
from tests.factories.membership import MembershipFactory
from tests.membership.desk import AT, DAY, Desk, a_desk, holder, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def decide(desk: Desk, verb: str, **changes: Any) -> StandingDecision:
    values = {"reason": "Laporan belum disampaikan.", "decided_on": DAY, "file": pdf(), "by": desk.secretariat}
    return standing.decide(desk.member, verb, **{**values, "on": DAY, "at": AT, **changes})


def test_a_hold_is_recorded_with_reason_date_and_file(desk: Desk) -> None:
    decision = decide(desk, "hold")
    desk.member.refresh_from_db()
    decision.refresh_from_db()
    assert desk.member.standing == Membership.Standing.ON_HOLD
    assert (decision.from_standing, decision.to_standing, decision.decided_on) == ("active", "on_hold", DAY)
    assert decision.file is not None
    assert Entry.objects.get(verb="membership.decide_standing").decided_on == DAY
    assert Notice.objects.filter(recipient=desk.liaison, kind="membership.standing").count() == 1


def test_a_hold_stops_the_vote_and_ending_it_gives_the_vote_back(desk: Desk) -> None:
    assert queries.may_vote(desk.member)
    decide(desk, "hold")
    desk.member.refresh_from_db()
    assert not queries.may_vote(desk.member)
    decide(desk, "resume")
    desk.member.refresh_from_db()
    assert queries.may_vote(desk.member)


@pytest.mark.parametrize(("verb", "standing_then"), [("leave", "withdrawn"), ("exclude", "excluded")])
def test_an_end_has_its_date_and_is_told_to_higher_rooms(desk: Desk, verb: str, standing_then: str) -> None:
    heard: list[Membership] = []

    def listen(sender: Any, membership: Membership, **more: Any) -> None:
        heard.append(membership)

    membership_ended.connect(listen)
    try:
        decide(desk, verb)
    finally:
        membership_ended.disconnect(listen)
    desk.member.refresh_from_db()
    assert (desk.member.standing, desk.member.ended_on) == (standing_then, DAY)
    assert heard == [desk.member]


def test_a_number_is_not_given_again_when_its_member_has_left(desk: Desk) -> None:
    members.load_kinds()
    city, kind = OrganisationFactory(), ParticipationKind.objects.get(pk="full")
    first = members.admit(city, kind, by=None, on=DAY, at=AT)
    standing.decide(first, "leave", reason="Mundur.", decided_on=DAY, file=pdf(), by=desk.secretariat, on=DAY, at=AT)
    again = members.admit(city, kind, by=None, on=DAY, at=AT)
    assert again.number == (first.number or 0) + 1


def test_a_renewal_sets_the_day_until_which_it_holds(desk: Desk) -> None:
    decide(desk, "lapse")
    decide(desk, "renew", valid_until=date(2024, 3, 2))
    desk.member.refresh_from_db()
    assert (desk.member.standing, desk.member.valid_until) == ("active", date(2024, 3, 2))


@pytest.mark.parametrize(
    ("verb", "changes", "field"),
    [
        ("hold", {"reason": "  "}, "reason"),
        ("hold", {"file": None}, "file"),
        ("hold", {"decided_on": date(2020, 3, 3)}, "decided_on"),
        ("hold", {"decided_on": date(2019, 12, 1)}, "decided_on"),
        ("renew", {}, "valid_until"),
        ("renew", {"valid_until": DAY}, "valid_until"),
        ("renew", {"decided_on": date(2020, 1, 2), "valid_until": date(2020, 2, 1)}, "valid_until"),
        ("renew", {"valid_until": date(9999, 12, 31)}, "valid_until"),
        ("hold", {"decided_on": date(201, 1, 1)}, "decided_on"),
        ("resume", {}, None),
    ],
)
def test_what_is_missing_or_wrong_is_refused_and_changes_nothing(
    desk: Desk, verb: str, changes: dict[str, Any], field: str | None
) -> None:
    with pytest.raises(Refusal) as refused:
        decide(desk, verb, **changes)
    assert refused.value.field == field
    desk.member.refresh_from_db()
    assert desk.member.standing == Membership.Standing.ACTIVE
    assert StandingDecision.objects.count() == 0


def test_a_decision_older_than_the_last_is_refused(desk: Desk) -> None:
    decide(desk, "hold")
    with pytest.raises(Refusal, match="2 Maret 2020"):
        decide(desk, "resume", decided_on=date(2020, 3, 1))


def test_nothing_follows_an_exclusion(desk: Desk) -> None:
    decide(desk, "exclude")
    with pytest.raises(Refusal):
        decide(desk, "renew", valid_until=date(2024, 1, 1))


def test_a_file_that_lies_about_its_type_is_refused_and_changes_nothing(desk: Desk) -> None:
    lie = SimpleUploadedFile("keputusan.pdf", b"<script>alert(1)</script>")
    with pytest.raises(Refusal) as refused:
        decide(desk, "hold", file=lie)
    assert refused.value.field == "file"
    assert StandingDecision.objects.count() == 0


def test_the_decision_stands_on_the_public_record_with_its_reason(desk: Desk) -> None:
    decide(desk, "hold")
    record = public_record(desk.member.organisation, on=DAY)
    assert record is not None
    assert [(one.decided_on, one.reason) for one in record.decisions] == [(DAY, "Laporan belum disampaikan.")]
    assert "Memberi suara dalam kongres" not in [right.label for right in record.rights if right.has]


# --- proposals --------------------------------------------------------------------------------
def test_a_proposal_waits_for_the_secretariat_and_is_not_made_twice(desk: Desk) -> None:
    proposal = standing.propose(desk.member, "hold", obligation=None, on=DAY, at=AT)
    assert standing.propose(desk.member, "hold", obligation=None, on=DAY, at=AT) is None
    assert proposal is not None
    waiting = waiting_for(desk.secretariat, on=DAY)
    assert [(one.for_whom, one.url) for one in waiting] == [
        (desk.member.organisation.short_name, f"/ruang/usulan/{proposal.pk}/")
    ]
    assert waiting_for(desk.stranger, on=DAY) == []
    assert waiting_for(desk.treasurer, on=DAY) == []  # who keeps the dues, and may not open a proposal


def test_a_dismissed_proposal_leaves_the_standing_and_keeps_its_remark(desk: Desk) -> None:
    proposal = standing.propose(desk.member, "hold", obligation=None, on=DAY, at=AT)
    assert proposal is not None
    standing.dismiss(proposal, remark="Laporan menyusul.", by=desk.secretariat, on=DAY)
    proposal.refresh_from_db()
    desk.member.refresh_from_db()
    assert (proposal.outcome, proposal.remark) == ("dismissed", "Laporan menyusul.")
    assert desk.member.standing == Membership.Standing.ACTIVE
    with pytest.raises(Refusal):
        standing.dismiss(proposal, remark="Lagi.", by=desk.secretariat, on=DAY)


def test_a_dismissal_without_remark_is_refused(desk: Desk) -> None:
    proposal = standing.propose(desk.member, "hold", obligation=None, on=DAY, at=AT)
    assert proposal is not None
    with pytest.raises(Refusal):
        standing.dismiss(proposal, remark=" ", by=desk.secretariat, on=DAY)


def test_the_decision_proposed_counts_as_followed(desk: Desk) -> None:
    proposal = standing.propose(desk.member, "hold", obligation=None, on=DAY, at=AT)
    decide(desk, "hold")
    assert proposal is not None
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.resolved_by) == (StandingProposal.Outcome.FOLLOWED, desk.secretariat)


def test_a_renewal_does_not_shorten_what_was_agreed(desk: Desk) -> None:
    Membership.objects.filter(pk=desk.member.pk).update(valid_until=date(2023, 12, 31))
    with pytest.raises(Refusal) as refused:
        decide(desk, "renew", valid_until=date(2022, 12, 31))
    assert refused.value.field == "valid_until"


@pytest.mark.parametrize(
    ("verb", "changes", "left"),
    [
        ("renew", {"valid_until": date(2024, 3, 2)}, ["hold"]),
        ("lapse", {}, []),
        ("exclude", {}, []),
        ("hold", {}, ["lapse"]),
    ],
)
def test_a_decision_closes_only_the_proposals_it_answers_or_overtakes(
    desk: Desk, verb: str, changes: dict[str, Any], left: list[str]
) -> None:
    for proposed in ("hold", "lapse"):
        standing.propose(desk.member, proposed, obligation=None, on=DAY, at=AT)
    decide(desk, verb, **changes)
    assert list(queries.open_proposals(desk.member).values_list("verb", flat=True)) == left
    dismissed = StandingProposal.objects.filter(outcome="dismissed")
    assert all("2 Maret 2020" in one.remark for one in dismissed)


# --- one table of decisions ------------------------------------------------------------------
def test_every_decision_of_the_table_has_its_words_and_no_word_is_left_over() -> None:
    assert [move.verb for move in STANDING.moves] == list(DECISIONS) == Decision.values == list(queries.DONE)


def test_who_may_decide_follows_from_the_tables_party(desk: Desk) -> None:
    president = holder(desk.network, Office.Role.PRESIDENT)
    may = {
        name: [verb for verb in DECISIONS if rules.may_decide(person, desk.member, verb, on=DAY)]
        for name, person in (("president", president), ("liaison", desk.liaison), ("stranger", desk.stranger))
    }
    assert may == {"president": list(DECISIONS), "liaison": ["leave"], "stranger": []}


def test_nobody_decides_on_their_own_city_in_the_networks_name(client: Client, desk: Desk) -> None:
    mayor = holder(desk.member.organisation, Office.Role.HEAD)
    HoldingFactory(office__organisation=desk.network, office__role=Office.Role.EXECUTIVE, holder=mayor)
    own = [verb for verb in DECISIONS if rules.may_decide(mayor, desk.member, verb, on=DAY)]
    others = [verb for verb in DECISIONS if rules.may_decide(mayor, MembershipFactory(), verb, on=DAY)]
    assert (own, others) == (["leave"], list(DECISIONS))
    proposal = standing.propose(desk.member, "hold", obligation=None, on=DAY, at=AT)
    assert proposal is not None
    client.force_login(mayor)
    answer = client.post(f"/ruang/usulan/{proposal.pk}/", {"remark": "Tidak perlu."})
    proposal.refresh_from_db()
    assert (answer.status_code, proposal.outcome) == (403, StandingProposal.Outcome.OPEN)


@pytest.mark.parametrize("verb", DECISIONS)
@pytest.mark.parametrize(("field", "nothing"), [("reason", " "), ("file", None)])
def test_no_decision_is_recorded_without_its_reason_or_its_paper(
    desk: Desk, verb: str, field: str, nothing: str | None
) -> None:
    Membership.objects.filter(pk=desk.member.pk).update(standing="on_hold" if verb == "resume" else "active")
    more = {"valid_until": date(2024, 3, 2)} if verb == "renew" else {}
    with pytest.raises(Refusal) as refused:
        decide(desk, verb, **{field: nothing}, **more)
    assert (refused.value.field, StandingDecision.objects.count()) == (field, 0)


def test_a_hold_leaves_a_proposal_of_another_decision_open(desk: Desk) -> None:
    other = standing.propose(desk.member, "lapse", obligation=None, on=DAY, at=AT)
    decide(desk, "hold")
    assert other is not None
    other.refresh_from_db()
    assert (other.outcome, other.resolved_by) == (StandingProposal.Outcome.OPEN, None)


def test_a_person_is_offered_what_is_possible_in_the_present_standing(desk: Desk) -> None:
    def offered() -> list[str]:
        desk.member.refresh_from_db()
        return [move.verb for move in rules.decisions_open_to(desk.secretariat, desk.member, on=DAY)]

    assert offered() == ["hold", "lapse", "renew", "leave", "exclude"]
    decide(desk, "hold")
    assert offered() == ["resume", "lapse", "renew", "leave", "exclude"]
    decide(desk, "exclude")
    assert offered() == []


# --- pages ------------------------------------------------------------------------------------
def address(desk: Desk, *more: str) -> str:
    return "/".join(["/ruang/anggota", desk.member.organisation.slug, *more]) + "/"


def test_the_page_is_for_the_members_people_and_the_network(client: Client, desk: Desk) -> None:
    answers = {}
    for name in ("secretariat", "liaison", "stranger"):
        client.force_login(getattr(desk, name))
        answers[name] = client.get(address(desk)).status_code
    assert answers == {"secretariat": 200, "liaison": 200, "stranger": 404}


def test_a_liaison_may_record_that_its_city_leaves_but_not_a_hold(client: Client, desk: Desk) -> None:
    client.force_login(desk.liaison)
    assert client.get(address(desk, "keputusan", "leave")).status_code == 200
    assert client.get(address(desk, "keputusan", "hold")).status_code == 403
    assert client.get(address(desk, "keputusan", "nonsense")).status_code == 404


def test_a_decision_is_recorded_by_form_after_one_confirmation(client: Client, desk: Desk) -> None:
    client.force_login(desk.secretariat)
    typed = {"decided_on": clock.today().isoformat(), "reason": "Iuran belum dibayar.", "file": pdf()}
    answer = client.post(address(desk, "keputusan", "hold"), typed)
    assert answer.status_code == 200
    assert "Iuran belum dibayar." in answer.content.decode()
    assert StandingDecision.objects.count() == 0
    answer = client.post(address(desk, "keputusan", "hold"), {**typed, "file": pdf(), "sure": "on"})
    assert answer.status_code == 302
    assert StandingDecision.objects.get().reason == "Iuran belum dibayar."


def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(client: Client, desk: Desk) -> None:
    client.force_login(desk.secretariat)
    typed = {"decided_on": "2100-01-01", "reason": "Iuran belum dibayar.", "file": pdf(), "sure": "on"}
    answer = client.post(address(desk, "keputusan", "hold"), typed)
    assert "1 Januari 2100 terlalu lambat: paling awal" in answer.content.decode()
    assert "Iuran belum dibayar." in answer.content.decode()


def test_the_file_of_a_decision_is_not_public(client: Client, desk: Desk) -> None:
    decision = decide(desk, "hold")
    assert decision.file is not None
    link = decision.file.get_absolute_url()
    assert client.get(link).status_code in (302, 404)
    client.force_login(desk.stranger)
    assert client.get(link).status_code == 404
    client.force_login(desk.liaison)
    answer = client.get(link)
    assert answer.status_code == 200
    answer.close()


def test_the_list_of_members_is_for_the_network_only(client: Client, desk: Desk) -> None:
    client.force_login(desk.liaison)
    assert client.get("/ruang/anggota/").status_code == 403
    client.force_login(desk.secretariat)
    assert client.get("/ruang/anggota/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_members_costs_the_same_however_many(
    client: Client, desk: Desk, django_assert_max_num_queries: Any, count: int
) -> None:
    for one in MembershipFactory.create_batch(count):
        standing.propose(one, "hold", obligation=None, on=DAY, at=AT)
    client.force_login(desk.secretariat)
    with django_assert_max_num_queries(17):
        client.get("/ruang/anggota/")
