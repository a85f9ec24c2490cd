"""The secretariat enters bodies, terms and office-holders; a mistake has a way back that keeps its trace."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.membership.actions import kept_organs as actions
from jejaring.membership.models import Officer, Organ, OrganTerm
from tests.factories.membership import OfficerFactory, OrganFactory, TermFactory
from tests.membership.desk import DAY, Desk, a_desk

pytestmark = pytest.mark.django_db
SOURCE = "https://contoh.jejaring.id/keputusan"
BODY = {"name_id": "Kongres", "name_en": "Congress", "task_id": "", "task_en": "", "source": ""}
TERM = {"first_year": 2017, "last_year": 2021, "note_id": "", "note_en": "", "source": SOURCE}


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def office(**changes: Any) -> dict[str, Any]:
    facts = {"organ": OrganFactory(), "title_id": "Presiden", "title_en": "President", "region": None}
    return {**facts, "person_name": "", "person_title": "", "since": None, "until": None, "source": SOURCE, **changes}


def test_a_secretariat_enters_a_body_a_term_and_who_holds_office_in_it(desk: Desk, client: Client) -> None:
    client.force_login(desk.secretariat)
    client.post("/ruang/organ/baru/", BODY)
    client.post("/ruang/organ/periode/baru/", TERM)
    region = desk.member.organisation.region
    assert region
    holds = {
        "organ": "congress",
        "title_id": "Presiden",
        "title_en": "President",
        "region": region.pk,
        "source": SOURCE,
    }
    client.post("/ruang/organ/periode/2017/pejabat/", holds)
    entered = Officer.objects.get()
    assert (entered.organ.name_id, str(entered.term), entered.region) == ("Kongres", "2017–2021", region)
    public = client.get("/organ/").content.decode()
    assert all(words in public for words in ("Kongres", "2017–2021", "Presiden", region.name))
    verbs = ["membership.keep_organ", "membership.keep_term", "membership.keep_officer"]
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True))[-3:] == verbs


def test_only_the_secretariat_does(desk: Desk, client: Client) -> None:
    client.force_login(desk.liaison)
    assert client.get("/ruang/organ/").status_code == 403
    assert client.post("/ruang/organ/baru/", BODY).status_code == 403
    assert not Organ.objects.exists()


def test_a_second_body_of_a_name_is_refused_and_the_first_one_stays(desk: Desk) -> None:
    first = actions.keep_organ(None, by=desk.secretariat, on=DAY, **BODY)
    with pytest.raises(Refusal) as refused:
        actions.keep_organ(None, by=desk.secretariat, on=DAY, **{**BODY, "name_id": "Lain"})
    assert refused.value.field == "name_en"
    first.refresh_from_db()
    assert first.name_id == "Kongres"


@pytest.mark.parametrize(
    ("years", "field"), [((2021, 2017), "last_year"), ((2017, 2077), "last_year"), ((1990, 1991), "first_year")]
)
def test_a_term_has_an_end_by_meaning_and_begins_once(desk: Desk, years: tuple[int, int], field: str) -> None:
    TermFactory(first_year=1990)
    with pytest.raises(Refusal) as refused:
        actions.keep_term(None, by=desk.secretariat, on=DAY, **{**TERM, "first_year": years[0], "last_year": years[1]})
    assert (refused.value.field, OrganTerm.objects.count()) == (field, 1)


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ((date(2016, 1, 1), None), "since"),
        ((None, date(2022, 1, 1)), "until"),
        ((date(2019, 2, 1), date(2019, 1, 1)), "until"),
    ],
)
def test_an_office_is_held_within_its_term(desk: Desk, days: tuple[date | None, date | None], field: str) -> None:
    term = TermFactory(first_year=2017, last_year=2021)
    with pytest.raises(Refusal) as refused:
        actions.keep_officer(term, None, by=desk.secretariat, on=DAY, **office(since=days[0], until=days[1]))
    assert (refused.value.field, term.officers.count()) == (field, 0)


def test_a_term_cannot_be_shortened_past_those_who_held_office_in_it(desk: Desk) -> None:
    term = OfficerFactory(term__first_year=2017, since=date(2017, 5, 1), until=date(2020, 5, 1)).term
    with pytest.raises(Refusal):
        actions.keep_term(term, by=desk.secretariat, on=DAY, **{**TERM, "last_year": 2019})
    term.refresh_from_db()
    assert term.last_year == 2020


def test_a_correction_records_what_changed_and_nothing_if_nothing_did(desk: Desk) -> None:
    body = actions.keep_organ(None, by=desk.secretariat, on=DAY, **BODY)
    before = Entry.objects.count()
    actions.keep_organ(body, by=desk.secretariat, on=DAY, **BODY)
    assert Entry.objects.count() == before
    actions.keep_organ(body, by=desk.secretariat, on=DAY, **{**BODY, "task_id": "Memilih pengurus"})
    assert Entry.objects.latest("pk").data == '{"task_id":"Memilih pengurus"}'


def test_a_mistake_is_removed_with_its_trace_but_no_body_or_term_with_office_holders(desk: Desk) -> None:
    officer = OfficerFactory()
    for used in (officer.organ, officer.term):
        with pytest.raises(Refusal, match="Presiden"):
            actions.remove(used, by=desk.secretariat, on=DAY)
    actions.remove(officer, by=desk.secretariat, on=DAY)
    assert Entry.objects.latest("pk").verb == "membership.remove_organ"
    with pytest.raises(Refusal):
        actions.remove(officer, by=desk.secretariat, on=DAY)
    for free in (officer.organ, officer.term):
        actions.remove(free, by=desk.secretariat, on=DAY)
    assert not any(kind.objects.exists() for kind in (Officer, Organ, OrganTerm))
