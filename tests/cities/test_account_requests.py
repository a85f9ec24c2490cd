"""Asking for an account without having one, and the secretariat's answer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from jejaring.cities import actions, queries
from jejaring.cities.models import AccountRequest, Holding, Office, OfficeInvitation, Organisation, Region
from jejaring.kit import clock
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from tests.cities.test_pages import signed_in
from tests.factories.cities import AccountRequestFactory, HoldingFactory, OrganisationFactory, RegionFactory
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = date(2019, 10, 17)
NOON = datetime(2019, 10, 17, 12, tzinfo=ZoneInfo("Asia/Jakarta"))
PAGE = "/bergabung/akun/"
TYPED = {
    "region": "Kota Padang",
    "name": "Kepala Humas",
    "position": "Kepala Bidang Humas, Diskominfo",
    "email": "humas@padang.go.id",
    "phone": "(0751) 123456",
    "note": "",
}


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def regions() -> dict[str, Region]:
    sumatra = RegionFactory(code="13", name="Sumatera Barat", kind="province")
    names = {
        "13.71": ("Kota Padang", "city"),
        "13.72": ("Kota Solok", "city"),
        "13.02": ("Kabupaten Solok", "regency"),
        "13.05": ("Kabupaten Padang Pariaman", "regency"),
    }
    return {
        name: RegionFactory(code=code, name=name, kind=kind, province=sumatra) for code, (name, kind) in names.items()
    }


@pytest.fixture
def secretary() -> Any:
    network = OrganisationFactory(network=True)
    return HoldingFactory(office__organisation=network, office__role=Office.Role.SECRETARIAT).holder


def ask(client: Client, **changed: str) -> Any:
    return client.post(PAGE, TYPED | changed)


def errors(answer: Any) -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in answer.context["form"].errors.items()}


# --- which region ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    ["Kota Padang", "kota  padang", "Padang", "PADANG", "13.71", "Pemerintah Kota Padang", "Pemkot Padang"],
)
def test_a_name_that_means_one_region_is_taken_at_once(typed: str) -> None:
    assert queries.find_regions(typed).exact == Region.objects.get(pk="13.71")


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Padnag", ["Kota Padang"]),
        ("Solok", ["Kabupaten Solok", "Kota Solok"]),
        ("pariaman", ["Kabupaten Padang Pariaman"]),
        ("Atlantis", []),
        ("", []),
        ("%", []),
    ],
)
def test_a_name_that_means_none_or_several_gets_the_near_ones(typed: str, near: list[str]) -> None:
    found = queries.find_regions(typed)
    assert (found.exact, [one.name for one in found.near]) == (None, near)


def test_kab_is_read_as_kabupaten_and_provinces_are_asked_for_apart() -> None:
    exact = [queries.find_regions(typed).exact for typed in ("Kab. Solok", "Kab Solok", "Kabupaten Solok")]
    assert {one.name if one else "" for one in exact} == {"Kabupaten Solok"}
    assert queries.find_regions("Sumatera Barat", provinces=False).exact is None
    assert queries.find_regions("Sumatera Barat", provinces=True).exact


# --- asking ---------------------------------------------------------------------------------------
def test_a_visitor_asks_and_the_request_waits_in_the_secretariats_inbox(client: Client, secretary: Any) -> None:
    answer = ask(client)
    assert (answer.status_code, answer["Location"]) == (302, "/bergabung/akun/terkirim/")
    assert client.get(answer["Location"]).status_code == 200
    asked = AccountRequest.objects.get()
    assert (asked.region.name, asked.email, asked.phone, asked.state) == (
        "Kota Padang",
        "humas@padang.go.id",
        "(0751) 123456",
        "waiting",
    )
    (waiting,) = queries.waiting_for(secretary, on=DAY)
    assert (waiting.for_whom, waiting.url) == ("Kota Padang", asked.get_absolute_url())
    assert queries.waiting_for(HoldingFactory().holder, on=DAY) == []


def test_a_misspelt_region_is_confirmed_by_choosing_a_near_one_and_nothing_typed_is_lost(client: Client) -> None:
    answer = ask(client, region="Padnag")
    assert list(errors(answer)) == ["meant"]
    assert "humas@padang.go.id" in answer.content.decode()
    assert ask(client, region="Padnag", meant="13.71").status_code == 302
    assert AccountRequest.objects.get().region.name == "Kota Padang"


def test_a_region_that_does_not_exist_is_not_taken(client: Client) -> None:
    assert list(errors(ask(client, region="Atlantis", meant="13.71"))) == ["region"]
    assert not AccountRequest.objects.exists()


@pytest.mark.parametrize("phone", ["abc", "12", "0751 + <b>", "0" * 41])
def test_what_is_no_telephone_number_is_not_taken(client: Client, phone: str) -> None:
    assert list(errors(ask(client, phone=phone))) == ["phone"]


def test_all_errors_are_shown_at_once(client: Client) -> None:
    found = errors(client.post(PAGE, {"region": "Atlantis", "phone": "abc", "email": "x"}))
    assert set(found) == {"region", "name", "position", "email", "phone"}


def test_the_answer_is_the_same_whether_the_government_or_the_address_is_known(
    client: Client, regions: dict[str, Region]
) -> None:
    there = OrganisationFactory(region=regions["Kota Solok"], slug="kota-solok")
    holding = HoldingFactory(office__organisation=there, office__role=Office.Role.LIAISON)
    answers = [
        ask(client),
        ask(client),  # a second time
        ask(client, region="Kota Solok"),
        ask(client, region="Kota Solok", email=holding.holder.email),
    ]
    assert {(one.status_code, one["Location"], one.content) for one in answers} == {
        (302, "/bergabung/akun/terkirim/", b"")
    }
    assert AccountRequest.objects.count() == 3


def test_the_sixth_request_within_an_hour_is_told_when_to_come_back_and_keeps_what_was_typed(client: Client) -> None:
    answers = [ask(client, email=f"humas{number}@padang.go.id") for number in range(6)]
    assert [one.status_code for one in answers] == [302] * 5 + [429]
    assert answers[-1]["Retry-After"] == "3600"
    assert "humas5@padang.go.id" in answers[-1].content.decode()
    assert AccountRequest.objects.count() == 5


def test_one_request_per_region_and_address_waits_whatever_happens_at_once(regions: dict[str, Region]) -> None:
    waiting = AccountRequestFactory(region=regions["Kota Padang"])
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountRequestFactory(region=waiting.region, email=waiting.email)


def test_the_ledger_holds_no_personal_data_of_who_asked(client: Client) -> None:
    ask(client)
    entry = Entry.objects.get(verb="cities.ask_for_account")
    assert (entry.actor_id, entry.data) == (None, '{"region":"13.71"}')


# --- answering ------------------------------------------------------------------------------------
def test_inviting_opens_the_government_and_invites_its_liaison(regions: dict[str, Region], secretary: Any) -> None:
    asked = AccountRequestFactory(region=regions["Kota Padang"])
    opened = actions.invite_requester(asked, by=secretary, on=DAY, at=NOON)
    planned = OfficeInvitation.objects.get()
    assert (opened.short_name, planned.office.role, planned.invitation.email) == ("Kota Padang", "liaison", asked.email)
    asked.refresh_from_db()
    assert (asked.state, asked.answered_at) == ("invited", NOON)
    assert queries.waiting_for(secretary, on=DAY) == []


def test_who_has_an_account_is_appointed_at_once(regions: dict[str, Region], secretary: Any) -> None:
    person = PersonFactory()
    asked = AccountRequestFactory(region=regions["Kota Padang"], email=person.email)
    opened = actions.invite_requester(asked, by=secretary, on=DAY, at=NOON)
    assert Holding.objects.get(holder=person).office.organisation == opened


def test_a_government_with_a_liaison_gets_no_second_one_unseen(regions: dict[str, Region], secretary: Any) -> None:
    first, second = (AccountRequestFactory(region=regions["Kota Padang"]) for _ in range(2))
    actions.invite_requester(first, by=secretary, on=DAY, at=NOON)
    with pytest.raises(Refusal, match="already holds this office or is invited to it"):
        actions.invite_requester(second, by=secretary, on=DAY, at=NOON)
    second.refresh_from_db()
    assert second.state == "waiting"


def test_who_asks_next_is_offered_the_offices_that_are_free(regions: dict[str, Region], secretary: Any) -> None:
    first, mayor = (AccountRequestFactory(region=regions["Kota Padang"]) for _ in range(2))
    assert queries.roles_to_invite(first.region, on=DAY) == ["liaison", "head", "regional_secretary"]
    actions.invite_requester(first, by=secretary, on=clock.today(), at=clock.now())
    assert queries.roles_to_invite(mayor.region, on=clock.today()) == ["head", "regional_secretary"]
    page = signed_in(secretary).get(mayor.get_absolute_url()).content.decode()
    assert "/ruang/organisasi/kota-padang/" in page
    assert 'value="liaison"' not in page
    assert signed_in(secretary).post(mayor.get_absolute_url(), {"invite": "1", "role": "head"}).status_code == 302
    assert OfficeInvitation.objects.get(invitation__email=mayor.email).office.role == "head"


def test_declining_sends_the_reason_once_in_the_language_of_the_request(
    regions: dict[str, Region], secretary: Any
) -> None:
    asked = AccountRequestFactory(region=regions["Kota Padang"], language="en")
    with pytest.raises(Refusal, match="Write the reason"):
        actions.decline_requester(asked, reason=" ", by=secretary, at=NOON)
    actions.decline_requester(asked, reason="Please write from an official address.", by=secretary, at=NOON)
    actions.send_answer(asked.pk, at=NOON)
    actions.send_answer(asked.pk, at=NOON)
    (letter,) = mail.outbox
    assert letter.to == [asked.email]
    assert "Please write from an official address." in letter.body
    with pytest.raises(Refusal, match="already been answered"):
        actions.invite_requester(asked, by=secretary, on=DAY, at=NOON)
    assert not Organisation.objects.filter(region=asked.region).exists()


# --- erasing --------------------------------------------------------------------------------------
LATER = NOON + timedelta(days=90)  # the days of the setting


def answered(region: Region, **facts: Any) -> AccountRequest:
    request: AccountRequest = AccountRequestFactory(
        region=region, state="declined", answered_at=NOON, note="Mohon dihubungi.", reason="Bukan pejabat.", **facts
    )
    return request


def test_who_asked_is_erased_some_days_after_the_answer_and_the_outcome_stays(regions: dict[str, Region]) -> None:
    asked = answered(regions["Kota Padang"])
    typed = [asked.name, asked.email, asked.phone, asked.note, asked.reason]
    assert actions.erase_answered(at=LATER - timedelta(seconds=1)) == 0
    assert actions.erase_answered(at=LATER) == 1
    asked.refresh_from_db()
    assert [asked.name, asked.email, asked.phone, asked.note, asked.reason] == ["", "", "", "", ""]
    assert (asked.region, asked.position, asked.state, asked.answered_at, asked.erased_at) == (
        regions["Kota Padang"],
        "Diskominfo",
        "declined",
        NOON,
        LATER,
    )
    entry = Entry.objects.get(verb="cities.erase_request")
    assert (entry.record_id, entry.data) == (str(asked.pk), '{"state":"declined"}')
    assert not any(text in one.data for one in Entry.objects.all() for text in typed)


def test_a_round_that_missed_its_day_is_made_up_for_and_a_second_one_erases_nothing(regions: dict[str, Region]) -> None:
    for _number in range(2):
        answered(regions["Kota Padang"])
    assert [actions.erase_answered(at=LATER + timedelta(days=day)) for day in (40, 41)] == [2, 0]
    assert Entry.objects.filter(verb="cities.erase_request").count() == 2


def test_a_request_that_waits_keeps_who_asked(regions: dict[str, Region]) -> None:
    waiting = AccountRequestFactory(region=regions["Kota Padang"])
    assert actions.erase_answered(at=LATER + timedelta(days=1000)) == 0
    waiting.refresh_from_db()
    assert waiting.email


def test_the_days_are_a_setting(regions: dict[str, Region], settings: Any) -> None:
    answered(regions["Kota Padang"])
    settings.ACCOUNT_REQUEST_DAYS = 7
    assert actions.erase_answered(at=NOON + timedelta(days=7)) == 1


def test_an_answer_that_was_not_sent_in_time_goes_to_nobody(regions: dict[str, Region]) -> None:
    asked = answered(regions["Kota Padang"])
    actions.erase_answered(at=LATER)
    actions.send_answer(asked.pk, at=LATER)
    assert mail.outbox == []


def test_the_database_keeps_nobody_in_an_erased_request(regions: dict[str, Region]) -> None:
    asked = answered(regions["Kota Padang"])
    with pytest.raises(IntegrityError, match="an_erased_request_holds_nobody"), transaction.atomic():
        AccountRequest.objects.filter(pk=asked.pk).update(erased_at=LATER)


def test_the_page_of_an_erased_request_says_so(regions: dict[str, Region], secretary: Any) -> None:
    asked = answered(regions["Kota Padang"])
    actions.erase_answered(at=LATER)
    page = signed_in(secretary).get(asked.get_absolute_url()).content.decode()
    assert "Who asked was erased on" in page
    assert "Diskominfo" in page


def test_the_secretariat_answers_on_the_requests_page_and_nobody_else_sees_it(
    regions: dict[str, Region], secretary: Any
) -> None:
    asked = AccountRequestFactory(region=regions["Kota Padang"])
    page = asked.get_absolute_url()
    stranger = signed_in(HoldingFactory().holder)
    assert [stranger.get(one).status_code for one in (page, "/ruang/permintaan-akun/")] == [403, 403]
    desk = signed_in(secretary)
    assert asked.email in desk.get(page).content.decode().replace("<wbr>", "")
    assert "reason" in desk.post(page, {"decline": "1"}).context["form"].errors
    assert desk.post(page, {"invite": "1"}).status_code == 302
    assert 'name="invite"' not in desk.get(page).content.decode()
    assert asked.region.name in desk.get("/ruang/permintaan-akun/").content.decode()


def test_the_menu_leads_to_the_requests_only_whom_they_are_opened_for(secretary: Any) -> None:
    network = Organisation.objects.get(kind=Organisation.Kind.NETWORK)
    president = HoldingFactory(office__organisation=network, office__role=Office.Role.PRESIDENT).holder
    shown = [
        'href="/ruang/permintaan-akun/"' in signed_in(one).get("/ruang/").content.decode()
        for one in (secretary, president)
    ]
    assert shown == [True, False]
