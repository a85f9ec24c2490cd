"""The public register: what it shows to whom, as page, map and file, at constant cost."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.utils.translation import override

from jejaring.admission.actions import journey as moves
from jejaring.admission.models import Journey
from jejaring.cities.models import Organisation, Region
from jejaring.kit import clock
from jejaring.ledger.models import Entry
from jejaring.membership.actions import members, register
from jejaring.membership.models import Membership, NumberSeries
from jejaring.membership.queries import members as queries
from jejaring.portal.queries import counts
from tests.factories.admission import JourneyFactory
from tests.factories.cities import OrganisationFactory, RegionFactory
from tests.factories.membership import MembershipFactory

pytestmark = pytest.mark.django_db
DAY = date(2019, 10, 17)
LIMIT = 150_000


@pytest.fixture
def network_2019() -> int:
    from jejaring.cities.actions import load_regions

    load_regions()
    return register.seed_network_2019(on=DAY)


def page(client: Client, address: str = "/anggota/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_network_of_2019_has_24_members_of_which_sources_name_ten(network_2019: int) -> None:
    found = counts()
    assert (found.members, found.opening, found.named, found.unnamed, found.next_number) == (24, 24, 10, 14, 25)
    assert not Membership.objects.filter(number__isnull=False).exists()
    assert all(one.source and one.source_url and one.attested for one in Membership.objects.all())


def test_laying_out_the_network_twice_changes_nothing(network_2019: int) -> None:
    before = list(Membership.objects.order_by("pk").values())
    assert register.seed_network_2019(on=date(2020, 1, 1)) == network_2019
    assert list(Membership.objects.order_by("pk").values()) == before


def test_a_source_that_speaks_of_later_years_says_that_2019_is_not_confirmed(network_2019: int) -> None:
    later = Membership.objects.filter(attested__gt="2019-10-18")
    assert later.count() == 4
    assert all("2019" in one.note_id and "2019" in one.note_en for one in later)


def test_the_page_shows_members_with_source_and_the_opening_count(client: Client, network_2019: int) -> None:
    shown = page(client)
    assert "24 kabupaten dan kota dalam satu jejaring" in shown
    assert "nomor tidak tercatat" in shown
    assert "mediaindonesia.com" in shown
    assert "10 anggota bernama dalam register ini" in shown
    assert len(shown.encode()) < LIMIT


def test_the_same_page_in_english(client: Client, network_2019: int) -> None:
    assert "24 regencies and cities in one network" in page(client, "/en/anggota/")


def test_a_granted_member_counts_as_the_25th(client: Client, network_2019: int) -> None:
    journey = JourneyFactory(closed_on=DAY)
    member = moves.grant(journey, by=None, on=DAY, at=clock.now())
    found = counts()
    assert (member.number, found.members, found.named, found.next_number) == (25, 25, 11, 26)


def test_a_province_is_a_filter_a_sentence_and_a_map_of_its_own(client: Client, network_2019: int) -> None:
    shown = page(client, "/anggota/?provinsi=53")
    assert "10 anggota, 1 di antaranya di Nusa Tenggara Timur" in shown
    assert "map-province" in shown
    assert "Kota Tomohon</a>" not in shown


def test_a_search_that_finds_nothing_says_so(client: Client, network_2019: int) -> None:
    assert "0 anggota cocok" in page(client, "/anggota/?q=antartika")


def names(client: Client, query: str) -> set[str]:
    """Return the members a search finds."""
    return {row["member"] for row in json.loads(page(client, f"/anggota/?format=json&{query}"))["rows"]}


def test_the_register_can_be_searched_from_its_page(client: Client, network_2019: int) -> None:
    shown = page(client, "/anggota/?q=tomohon")
    assert '<input type="search" id="anggota-q" name="q" value="tomohon">' in shown
    assert "1 anggota cocok" in shown


def test_a_search_finds_every_word_in_the_name_or_the_name_of_the_province(client: Client) -> None:
    province = RegionFactory(is_province=True, name="Papua Percobaan")
    coast = RegionFactory(province=province)
    MembershipFactory(organisation__short_name="Kota Pesisir", organisation__region=coast)
    MembershipFactory(organisation__short_name="Kota Bukit", organisation__name="Pemerintah Kota Bukit 100%")
    MembershipFactory(organisation__short_name="Kota Lembah")
    asked = {"q=pesisir": {"Kota Pesisir"}, "q=PERCOBAAN": {"Kota Pesisir"}, "q=kota+percobaan": {"Kota Pesisir"}}
    asked |= {"q=100%25": {"Kota Bukit"}, "q=pemerintah+bukit": {"Kota Bukit"}, "q=bukit+percobaan": set()}
    assert {query: names(client, query) for query in asked} == asked


def test_a_search_by_name_can_use_the_index_of_names() -> None:
    named = Organisation.objects.filter(Q(short_name__icontains="0042") | Q(name__icontains="0042"), kind="city")
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    assert "organisations_by_part_of_name" in named.order_by().explain()


def test_ended_members_are_shown_when_their_standing_is_asked_for(client: Client) -> None:
    gone = MembershipFactory(standing="withdrawn", ended_on=DAY)
    assert f">{gone.organisation.short_name}</a>" not in page(client)
    assert f">{gone.organisation.short_name}</a>" in page(client, "/anggota/?keadaan=withdrawn")


def test_an_older_member_that_leaves_lowers_the_count() -> None:
    members.load_kinds()
    members.open_register(24, "artikel", by=None, on=DAY)
    MembershipFactory(named_only=True, standing="withdrawn", ended_on=DAY)
    assert counts().members == 23


def test_a_journey_without_signed_letter_is_on_no_public_page(client: Client) -> None:
    hidden = JourneyFactory(state=Journey.State.LOI_DRAFTED)
    seen = JourneyFactory(state=Journey.State.LOI_SIGNED)
    shown = page(client) + page(client, "/anggota/?format=json") + page(client, "/anggota/peta.svg")
    assert hidden.organisation.short_name not in shown
    assert seen.organisation.short_name in shown
    assert counts().candidates == 1


@pytest.mark.parametrize("address", ["/anggota/?format=json", "/anggota/data.json"])
def test_the_register_as_json(client: Client, address: str) -> None:
    one = MembershipFactory(number=25, since=date(2019, 12, 2))
    MembershipFactory(standing="excluded", ended_on=DAY)
    answer = json.loads(page(client, address))
    assert answer["count"] == 1
    row = answer["rows"][0]
    assert (row["member"], row["number"], row["standing"], row["since"], row["example"]) == (
        one.organisation.short_name,
        25,
        "active",
        "2019-12-02",
        False,
    )
    assert row["region_code"] == one.organisation.region_id


def test_the_register_as_csv_keeps_the_filter(client: Client) -> None:
    MembershipFactory(number=25)
    held = MembershipFactory(number=26, standing="on_hold")
    lines = page(client, "/anggota/?format=csv&keadaan=on_hold").strip().splitlines()
    assert len(lines) == 2
    assert held.organisation.name in lines[1]


def test_an_unknown_kind_of_file_is_not_found(client: Client) -> None:
    assert client.get("/anggota/data.exe").status_code == 404


def test_the_map_is_an_image_with_the_members(client: Client, network_2019: int) -> None:
    answer = client.get("/anggota/peta.svg")
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert answer.content.decode().count("map-dot map-member") == 10


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("address", ["/anggota/", "/anggota/?format=json"])
def test_the_register_costs_the_same_however_many_members(
    client: Client, django_assert_num_queries: object, count: int, address: str
) -> None:
    province = RegionFactory(is_province=True)
    for _turn in range(count):
        region = RegionFactory(province=province)
        MembershipFactory(organisation=OrganisationFactory(region=region))
        JourneyFactory(state=Journey.State.LOI_SIGNED)
    expected = 9 if address == "/anggota/" else 5  # the page has a brand, the download none
    with django_assert_num_queries(expected):  # type: ignore[operator]  # pytest-django's fixture is untyped here
        page(client, address)


def test_a_record_shows_standing_number_and_officers(network_2019: int) -> None:
    sidoarjo = Region.objects.get(pk="35.15").government
    record = queries.public_record(sidoarjo, on=DAY)
    assert record is not None
    assert record.membership.number is None
    assert record.chip == "ok"
    assert [officer.person_name for officer in record.officers] == ["Saiful Ilah", "Ahmad Zaini"]
    assert record.membership.attested_in_words in ("3 September 2019", "September 3, 2019")


def test_an_organisation_that_never_was_a_member_has_no_record() -> None:
    assert queries.public_record(OrganisationFactory(), on=DAY) is None


@pytest.mark.parametrize(
    ("attested", "said"), [("2019-09-03", "3 September 2019"), ("2017-10", "Oktober 2017"), ("2019", "2019"), ("", "")]
)
def test_the_time_of_a_source_in_words(attested: str, said: str) -> None:
    with override("id"):
        assert Membership(attested=attested).attested_in_words == said


def test_entering_a_member_from_another_source_is_refused() -> None:
    from jejaring.kit.refusal import Refusal

    members.load_kinds()
    city = OrganisationFactory()
    register.enter_member(city, source="Berita", by=None, on=DAY)
    with pytest.raises(Refusal):
        register.enter_member(city, source="Berita lain", by=None, on=DAY)


def test_kinds_say_who_may_vote_and_what_is_not_confirmed(client: Client) -> None:
    members.load_kinds()
    shown = page(client, "/keikutsertaan/")
    assert shown.count("berhak suara") >= 1
    assert "belum terkonfirmasi: aturan jejaring sendiri" in shown


def test_loading_the_kinds_twice_keeps_one_of_each() -> None:
    assert members.load_kinds() == members.load_kinds() == 4
    assert Entry.objects.filter(verb="membership.load_kinds").count() == 1
    assert NumberSeries.objects.count() == 0
