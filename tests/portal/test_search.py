"""One search across the rooms finds what the reader may see, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from jejaring.people.models import Person
from jejaring.portal.search import AT_ONCE, search
from tests.admission.cast import Cast, cast
from tests.factories.admission import JourneyFactory
from tests.factories.cities import RegionFactory
from tests.factories.membership import MembershipFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY = date(2019, 10, 17)


@pytest.fixture
def people() -> Cast:
    return cast()


def found(words: str, reader: Any) -> dict[str, list[str]]:
    return {group.title: [hit.title for hit in group.hits] for group in search(words, reader, on=DAY)}


def test_each_reader_finds_what_their_rooms_show_them(people: Cast) -> None:
    people.city.short_name = "Kota Rahasia"
    people.city.save()
    journey = people.walk_to("loi_drafted")
    letter = next(piece.document for piece in journey.evidence.all() if piece.document)
    assert letter is not None
    mine = {"Perjalanan": ["Kota Rahasia"], "Organisasi": ["Kota Rahasia"]}
    for person in (people.liaison, people.secretariat):
        assert found("rahasia", person) == mine
        assert found(letter.number, person) == {"Dokumen": [letter.title]}
    for stranger in (PersonFactory(), visitor()):
        assert found("rahasia", stranger) == {}
        assert found(letter.number, stranger) == {}


def visitor() -> Any:
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def test_a_visitor_finds_members_candidates_and_regions(client: Client) -> None:
    province = RegionFactory(is_province=True, name="Provinsi Pesisir")
    RegionFactory(province=province, name="Kota Pesisir Baru")
    MembershipFactory(organisation__short_name="Kota Pesisir Lama", number=31)
    JourneyFactory(organisation__short_name="Kota Pesisir Calon", state="loi_signed")
    JourneyFactory(organisation__short_name="Kota Pesisir Diam", state="loi_drafted")
    assert found("PESISIR kota", visitor()) == {
        "Anggota": ["Kota Pesisir Lama"],
        "Calon anggota": ["Kota Pesisir Calon"],
        "Wilayah Indonesia": ["Kota Pesisir Baru"],
    }
    shown = client.get("/cari/?q=pesisir").content.decode()
    assert "anggota nomor 31" in shown
    assert "Kota Pesisir Diam" not in shown


def test_the_nearest_name_comes_first(client: Client) -> None:
    province = RegionFactory(is_province=True, name="Provinsi Pesisir")
    for name in ("Kabupaten Pesisir Barat Daya", "Kota Pesisir", "Kota Pesisir Panjang"):
        RegionFactory(province=province, name=name)
    page = client.get("/cari/?q=kota+pesisir").content.decode()
    assert page.index(">Kota Pesisir<") < page.index(">Kota Pesisir Panjang<")
    page = client.get("/cari/?q=pesisir").content.decode()
    assert page.index(">Kota Pesisir<") < page.index(">Kabupaten Pesisir Barat Daya<")


def test_persons_are_not_searched_for(people: Cast) -> None:
    person: Person = PersonFactory(name="Nama Seseorang", email="seseorang@contoh.id")
    assert [found(words, people.secretariat) for words in ("Seseorang", person.email)] == [{}, {}]


def test_much_that_is_found_leads_to_the_rooms_own_list(client: Client) -> None:
    for number in range(AT_ONCE + 1):
        MembershipFactory(organisation__short_name=f"Kota Banyak {number}")
    (group,) = search("banyak", visitor(), on=DAY)
    assert (len(group.hits), group.all_url) == (AT_ONCE, "/anggota/?q=banyak")
    assert group.all_url in client.get("/cari/?q=banyak").content.decode()


@pytest.mark.parametrize("words", ["", "a", "%00", "  "])
def test_less_than_two_letters_finds_nothing_and_says_no_more(client: Client, words: str) -> None:
    MembershipFactory(organisation__short_name="Kota Aman")
    answer = client.get(f"/cari/?q={words}")
    assert (answer.status_code, "Kota Aman" in answer.content.decode()) == (200, False)


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_however_much_is_found(
    people: Cast, django_assert_num_queries: Any, count: int
) -> None:
    MembershipFactory.create_batch(count)
    JourneyFactory.create_batch(count, state="loi_signed", kind=people.kind)
    with django_assert_num_queries(16):
        assert len(search("kota uji", people.secretariat, on=DAY)) == 5
