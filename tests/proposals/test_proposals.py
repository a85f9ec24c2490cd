"""The call for sessions: an address is its owner's, a draft is kept, own cities do not judge, the yes is a session."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engines.lifecycle.proposal import PROPOSAL
from jejaring.cities.models import Office
from jejaring.drafts.models import Overtaken
from jejaring.events.models import Session
from jejaring.kit.refusal import Refusal
from jejaring.people.actions import use_link
from jejaring.people.models import OneUseLink
from jejaring.proposals.actions.calls import CallFacts, set_call
from jejaring.proposals.actions.decisions import accept, reject, review
from jejaring.proposals.actions.proposals import (
    Proposed,
    begin,
    erase_ended,
    save_draft,
    submit,
    withdraw,
)
from jejaring.proposals.models import Call, Proposal
from jejaring.proposals.queries import submitted_to, to_review, waiting_for
from jejaring.proposals.rules import may_review
from tests.factories.cities import HoldingFactory, OrganisationFactory, RegionFactory
from tests.factories.events import EventFactory, HelperFactory, SpeakerFactory
from tests.factories.people import PersonFactory
from tests.factories.proposals import CLOSED, OPENED, CallFactory, ProposalFactory, ReviewFactory
from tests.people.waiting_letters import waiting_letters

pytestmark = pytest.mark.django_db
AT = datetime(2020, 2, 3, 3, tzinfo=UTC)
DAY = date(2020, 2, 3)
WHOLE = Proposed(title="Smart branding", abstract="Ringkasan.", name="Ani", affiliation="Kota Padang")
POINTS = {"relevansi": 4, "mutu": 5}


def begun(call: Call, email: str = "Ani@contoh.id") -> Proposal:
    """Begin a proposal without an account, and return it; its address is not confirmed yet."""
    assert begin(call, name="Ani", email=email, language="id", by=None, at=AT) is None
    return call.proposals.order_by("pk")[0]


# --- proposing ----------------------------------------------------------------------------------
def test_nothing_is_submitted_before_the_owner_of_the_address_opened_the_link() -> None:
    proposal = begun(CallFactory())
    with pytest.raises(Refusal, match="tautan"):
        submit(proposal, WHOLE, {}, revision=0, by=None, at=AT)
    assert use_link(OneUseLink.objects.get(), by=None, at=AT) == proposal.get_absolute_url()
    submitted = submit(proposal, WHOLE, {"title": "Smart branding"}, revision=0, by=None, at=AT)
    assert (submitted.state, submitted.title, submitted.submitted_at) == ("submitted", "Smart branding", AT)


def test_an_address_that_has_begun_gets_its_own_link_again_and_no_second_proposal() -> None:
    call = CallFactory()
    begun(call)
    begun(call, "ANI@contoh.id")
    assert (call.proposals.count(), OneUseLink.objects.count()) == (1, 1)  # the letter of a moment ago is on its way
    begin(call, name="Ani", email="ani@contoh.id", language="id", by=None, at=AT + timedelta(hours=1))
    assert (call.proposals.count(), OneUseLink.objects.count()) == (1, 2)


def test_whoever_has_an_account_begins_at_once_with_its_address() -> None:
    person = PersonFactory()
    proposal = begin(CallFactory(), name="Lain", email="lain@contoh.id", language="id", by=person, at=AT)
    assert proposal is not None
    assert (proposal.email, proposal.person, proposal.confirmed_at) == (person.email, person, AT)
    assert not OneUseLink.objects.exists()


def test_a_draft_is_kept_with_its_gaps_and_a_second_window_loses_nothing() -> None:
    proposal = ProposalFactory(draft=True)
    save_draft(proposal, {"title": "Baru mulai", "abstract": ""}, revision=0, by=None, at=AT)
    with pytest.raises(Overtaken) as overtaken:
        save_draft(proposal, {"title": "Jendela lain"}, revision=0, by=None, at=AT)
    assert overtaken.value.stored["title"] == "Baru mulai"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.typed["title"]) == ("draft", "Baru mulai")


@pytest.mark.parametrize("at", [OPENED - timedelta(seconds=1), CLOSED])
def test_outside_its_time_a_call_takes_nothing(at: datetime) -> None:
    call = CallFactory()
    draft = ProposalFactory(call=call, draft=True)
    with pytest.raises(Refusal, match="tidak terbuka"):
        begin(call, name="Ani", email="ani@contoh.id", language="id", by=None, at=at)
    with pytest.raises(Refusal, match="tidak terbuka"):
        save_draft(draft, {}, revision=0, by=None, at=at)
    with pytest.raises(Refusal, match="tidak terbuka"):
        submit(draft, WHOLE, {}, revision=0, by=None, at=at)


def test_a_proposal_is_withdrawn_until_it_is_decided() -> None:
    proposal = withdraw(ProposalFactory(), by=None, at=AT)
    assert proposal.state == "withdrawn"
    with pytest.raises(Refusal):
        withdraw(proposal, by=None, at=AT)
    assert PROPOSAL.ends == {"accepted", "rejected", "withdrawn"}


# --- reviewing ----------------------------------------------------------------------------------
def test_a_reviewer_of_the_proposers_own_city_is_refused() -> None:
    padang = OrganisationFactory(short_name="Kota Padang", region=RegionFactory(name="Kota Padang"))
    own = HoldingFactory(office__organisation=padang, office__role=Office.Role.LIAISON).holder
    other = HoldingFactory(office__role=Office.Role.LIAISON).holder
    for typed in ("Kota Padang", "padang", "Pemerintah Kota Padang", "KOTA  PADANG"):
        proposal = ProposalFactory(affiliation=typed)
        for person in (own, other):
            HelperFactory(event=proposal.call.event, person=person, role="reviewer")
        assert [may_review(one, proposal, on=DAY) for one in (own, other)] == [False, True], typed
        with pytest.raises(Refusal, match="kota Anda sendiri"):
            review(proposal, POINTS, comment="", by=own, on=DAY, at=AT)
        assert to_review(own, proposal.call.event, on=DAY) == []


def test_nobody_reviews_what_they_proposed_themselves() -> None:
    person = PersonFactory()
    proposal = ProposalFactory(person=person)
    HelperFactory(event=proposal.call.event, person=person, role="reviewer")
    assert not may_review(person, proposal, on=DAY)


def test_the_first_review_begins_the_review_and_a_reviewer_has_one() -> None:
    proposal, reviewer = ProposalFactory(), PersonFactory()
    review(proposal, POINTS, comment="Baik.", by=reviewer, on=DAY, at=AT)
    review(proposal, {"relevansi": 2, "mutu": 3}, comment="", by=reviewer, on=DAY, at=AT)
    proposal.refresh_from_db()
    [given] = proposal.reviews.all()
    assert (proposal.state, given.score, given.comment) == ("under_review", 2.5, "")
    with pytest.raises(Refusal):
        save_draft(proposal, {}, revision=0, by=None, at=AT)


@pytest.mark.parametrize("points", [{"relevansi": 4}, {"relevansi": 0, "mutu": 3}, {"relevansi": 6, "mutu": 3}])
def test_each_criterion_gets_one_to_five_points(points: dict[str, int]) -> None:
    with pytest.raises(Refusal, match="1 sampai 5"):
        review(ProposalFactory(), points, comment="", by=PersonFactory(), on=DAY, at=AT)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_has_mean_and_spread_in_one_query(count: int, django_assert_num_queries: Any) -> None:
    call = CallFactory()
    for proposal in ProposalFactory.create_batch(count, call=call):
        ReviewFactory(proposal=proposal, points={"relevansi": 2, "mutu": 2})
        ReviewFactory(proposal=proposal, points={"relevansi": 4, "mutu": 4})
    ProposalFactory(call=call, draft=True)
    with django_assert_num_queries(1):
        found = [(one.review_count, one.mean, one.spread, one.lowest, one.highest) for one in submitted_to(call)]
    assert found == [(2, 3.0, 1.0, 2.0, 4.0)] * count


def test_what_waits_reaches_reviewers_until_they_judged_and_managers_once_the_call_is_closed() -> None:
    proposal = ProposalFactory(call__reviews_by=date(2020, 2, 20))
    reviewer = HelperFactory(event=proposal.call.event, role="reviewer").person
    manager = HelperFactory(event=proposal.call.event).person
    [one] = waiting_for(reviewer, on=DAY)
    assert (one.due, waiting_for(manager, on=DAY)) == (date(2020, 2, 20), [])
    review(proposal, POINTS, comment="", by=reviewer, on=DAY, at=AT)
    assert waiting_for(reviewer, on=DAY) == []
    assert len(waiting_for(manager, on=date(2020, 3, 2))) == 1


# --- deciding -----------------------------------------------------------------------------------
def test_an_accepted_proposal_is_a_session_with_its_speakers_in_the_draft() -> None:
    proposal = ProposalFactory(title="Smart branding", name="Sukarno", further="Ani, Kepala Dinas\nBudi", kind="panel")
    session = accept(proposal, note="Selamat.", by=PersonFactory(), on=DAY, at=AT)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.session) == ("accepted", session)
    assert (session.title_id, session.kind, session.state, session.starts_at) == (
        "Smart branding",
        "panel",
        "tentative",
        None,
    )
    speakers = session.parts.order_by("order").values_list("speaker__name", "speaker__title_id", "speaker__email")
    assert list(speakers) == [
        ("Sukarno", "Kota Khayalan", proposal.email),
        ("Ani", "Kepala Dinas", ""),
        ("Budi", "", ""),
    ]
    with pytest.raises(Refusal):
        reject(proposal, note="", by=PersonFactory(), on=DAY, at=AT)
    [letter] = waiting_letters()
    assert (letter.to, "Selamat." in letter.body, "Smart branding" in letter.body) == (proposal.email, True, True)


def test_a_proposer_who_speaks_already_is_not_added_a_second_time() -> None:
    proposal = ProposalFactory()
    known = SpeakerFactory(event=proposal.call.event, email=proposal.email)
    session = accept(proposal, note="", by=PersonFactory(), on=DAY, at=AT)
    assert list(session.parts.values_list("speaker", flat=True)) == [known.pk]


def test_a_declined_proposer_with_an_account_is_told_there_once_with_the_note() -> None:
    person = PersonFactory()
    proposal = reject(ProposalFactory(person=person), note="Terlalu umum.", by=PersonFactory(), on=DAY, at=AT)
    notice = person.notices.get()
    assert (proposal.state, "Terlalu umum." in notice.body, waiting_letters()) == ("rejected", True, [])
    assert not Session.objects.exists()


# --- the call -----------------------------------------------------------------------------------
def facts(**changes: Any) -> CallFacts:
    whole = {"opens_at": OPENED, "closes_at": CLOSED, "text_id": "Usulkan.", "criteria": [("Relevansi", "Relevance")]}
    return CallFacts(**{**whole, **changes})


def test_a_criterion_keeps_its_key_and_one_that_was_used_stays() -> None:
    event, by = EventFactory(announced=True), PersonFactory()
    call = set_call(event, facts(criteria=[("Relevansi", ""), ("Mutu", "")]), by=by, at=AT)
    review(ProposalFactory(call=call), {"relevansi": 3, "mutu": 3}, comment="", by=PersonFactory(), on=DAY, at=AT)
    call = set_call(event, facts(criteria=[("Baru", ""), ("Mutu", ""), ("Relevansi", "Relevance")]), by=by, at=AT)
    assert [one["key"] for one in call.criteria] == ["baru", "mutu", "relevansi"]
    with pytest.raises(Refusal, match="Mutu") as refusal:
        set_call(event, facts(), by=by, at=AT)
    assert refusal.value.field == "criteria"


@pytest.mark.parametrize("wrong", [{"closes_at": OPENED}, {"criteria": []}])
def test_a_call_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        set_call(EventFactory(), facts(**wrong), by=PersonFactory(), at=AT)


def test_who_proposed_in_vain_is_erased_after_a_year_and_an_unconfirmed_address_after_a_month() -> None:
    rejected = reject(ProposalFactory(), note="", by=PersonFactory(), on=DAY, at=AT)
    unconfirmed, accepted = begun(CallFactory()), ProposalFactory()
    accept(accepted, note="", by=PersonFactory(), on=DAY, at=AT)
    assert erase_ended(at=AT + timedelta(days=31)) == 1
    assert erase_ended(at=AT + timedelta(days=366)) == 1
    for one in (rejected, unconfirmed, accepted):
        one.refresh_from_db()
    assert [(one.name, bool(one.email), one.written) for one in (rejected, unconfirmed)] == [("", False, {})] * 2
    assert accepted.name == "Sukarno"
