"""Pages of the call: in public without an account, behind it for reviewers and managers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jejaring.kit import clock
from jejaring.people.models import OneUseLink
from jejaring.people.queries import token_of
from jejaring.proposals.models import Call, Proposal
from tests.factories.events import EventFactory, HelperFactory
from tests.factories.people import PersonFactory
from tests.factories.proposals import CallFactory, ProposalFactory, ReviewFactory

pytestmark = pytest.mark.django_db
TYPED = {"title": "Smart branding", "kind": "talk", "language": "id", "abstract": "Ringkasan.", "name": "Ani"}
WHOLE = {**TYPED, "affiliation": "Kota Padang", "revision": "0"}


@pytest.fixture
def call() -> Call:
    now = clock.now()
    asked = [{"key": "alat", "label_id": "Alat apa?", "label_en": "Which equipment?"}]
    return CallFactory(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9), questions=asked)


def at(name: str, one: Any) -> str:
    if isinstance(one, Proposal):
        return reverse(f"proposals:{name}", args=[one.call.event.slug, one.public_id])
    return reverse(f"proposals:{name}", args=[one.event.slug])


def confirmed(client: Client, call: Call) -> Proposal:
    """Begin a proposal without an account and open the link of the letter."""
    client.post(at("call", call), {"name": "Ani", "email": "ani@contoh.id"})
    client.post(f"/tautan/{token_of(OneUseLink.objects.get())}/")
    return Proposal.objects.get()


def test_a_proposal_is_written_over_days_and_submitted_without_an_account(client: Client, call: Call) -> None:
    proposal = confirmed(client, call)
    page = at("proposal", proposal)
    answer = client.post(page, {**TYPED, "abstract": "", "revision": "0", "save": "1"})
    assert answer.status_code == 302
    assert client.get(page).context["form"]["title"].value() == "Smart branding"
    missing = client.post(page, {**WHOLE, "revision": "1", "submit": "1"})
    assert list(missing.context["form"].errors) == ["question_alat"]
    client.post(page, {**WHOLE, "revision": "1", "question_alat": "Proyektor", "submit": "1"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answers) == ("submitted", {"alat": "Proyektor"})
    client.post(at("withdraw", proposal))
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"
    assert client.get(page).status_code == 200


def test_another_browser_and_another_account_do_not_open_a_proposal(client: Client, call: Call) -> None:
    proposal = confirmed(client, call)
    assert Client().get(at("proposal", proposal)).status_code == 302
    other = Client()
    other.force_login(PersonFactory())
    assert [other.get(at("proposal", proposal)).status_code, other.post(at("withdraw", proposal)).status_code] == [
        404,
        404,
    ]


def test_whoever_is_signed_in_goes_straight_to_the_proposal(client: Client, call: Call) -> None:
    person = PersonFactory()
    client.force_login(person)
    answer = client.post(at("call", call))
    assert answer["Location"] == at("proposal", Proposal.objects.get(person=person))


def test_a_call_outside_its_time_offers_no_form(client: Client) -> None:
    closed = CallFactory()
    page = client.get(at("call", closed)).content.decode()
    assert ('name="email"' in page, client.get(at("call", CallFactory(event=EventFactory()))).status_code) == (
        False,
        404,
    )


def test_a_manager_opens_a_call_and_reads_mean_and_spread(client: Client) -> None:
    event = EventFactory(announced=True)
    client.force_login(HelperFactory(event=event).person)
    typed = {
        "text_id": "Usulkan.",
        "opens_on": "2020-01-06",
        "closes_on": "2020-02-28",
        "criteria": "Relevansi | Relevance",
    }
    answer = client.post(reverse("proposals:set_call", args=[event.slug]), typed)
    assert answer.status_code == 302, answer.context["form"].errors
    call = Call.objects.get(event=event)
    assert (call.closes_at - call.opens_at).days == 53
    proposal = ProposalFactory(call=call)
    for points in (2, 4):
        ReviewFactory(proposal=proposal, points={"relevansi": points})
    page = client.get(reverse("proposals:proposals", args=[event.slug]) + "?format=json").json()
    assert [(row["mean"], row["spread"]) for row in page["rows"]] == [(3.0, 1.0)]


def test_a_reviewer_judges_and_reads_the_others_only_then(client: Client, call: Call) -> None:
    proposal = ProposalFactory(call=call)
    ReviewFactory(proposal=proposal, comment="Rahasia juri")
    client.force_login(HelperFactory(event=call.event, role="reviewer").person)
    page = at("work_proposal", proposal)
    assert "Rahasia juri" not in client.get(page).content.decode()
    client.post(at("review", proposal), {"points_relevansi": "4", "points_mutu": "5", "comment": "Baik."})
    assert "Rahasia juri" in client.get(page).content.decode()
    assert [client.get(at(name, proposal)).status_code for name in ("accept", "reject")] == [403, 403]


def test_a_manager_accepts_and_declines(client: Client, call: Call) -> None:
    first, second = ProposalFactory(call=call), ProposalFactory(call=call)
    client.force_login(HelperFactory(event=call.event).person)
    client.post(at("accept", first), {"note": ""})
    client.post(at("reject", second), {"note": "Terlalu umum."})
    assert [Proposal.objects.get(pk=one.pk).state for one in (first, second)] == ["accepted", "rejected"]
    assert client.get(at("work_proposal", first)).status_code == 200


def test_a_steward_reads_no_proposals(client: Client, call: Call) -> None:
    client.force_login(HelperFactory(event=call.event, role="steward").person)
    assert client.get(at("proposals", call)).status_code == 403
