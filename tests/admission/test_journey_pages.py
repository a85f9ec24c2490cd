"""The journey's pages: who may open them, what they say, and that nothing typed is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from jejaring.admission.actions import loi
from jejaring.admission.actions.signing import sign_own_letter
from jejaring.admission.models import Journey
from jejaring.admission.queries.application import draft_of
from jejaring.admission.queries.journey import (
    latest_document,
    public_candidates,
    signed_by,
    steps_of,
    waiting_for,
    with_progress,
)
from jejaring.cities.models import Holding, Office
from jejaring.kit import clock
from jejaring.kit.doorways import may_see
from jejaring.kit.refusal import Refusal
from jejaring.ledger.queries import entries_of
from jejaring.people.models import Person
from tests.admission.cast import Cast, cast, hold, noon, surat_kuasa
from tests.factories.admission import JourneyFactory
from tests.factories.cities import OrganisationFactory, RegionFactory
from tests.factories.membership import MembershipFactory

DAY = date(2019, 10, 17)
PAGES = (
    "",
    "riwayat/",
    "loi/",
    "loi/tanda-tangan/",
    "rapat/undangan/",
    "rapat/batal/",
    "rapat/hasil/",
    "kembalikan/",
    "permohonan/kembalikan/",
    "rapat/undangan/tanda-tangan/",
    "rapat/hasil/tanda-tangan/",
    "permohonan/",
    "permohonan/tanda-tangan/",
    "permohonan/periksa/",
    "permohonan/versi/",
    "keputusan/",
    "pks/",
    "pks/tanda-tangan/",
    "nomor/",
    "mundur/",
)
BOTH = {"", "riwayat/", "permohonan/versi/"}
FOR = {
    "liaison": BOTH | {"loi/", "rapat/undangan/", "rapat/batal/", "rapat/hasil/", "permohonan/", "mundur/"},
    "mayor": BOTH
    | {"loi/tanda-tangan/", "rapat/undangan/", "rapat/hasil/", "permohonan/", "permohonan/tanda-tangan/"}
    | {"rapat/undangan/tanda-tangan/", "rapat/hasil/tanda-tangan/"}
    | {"rapat/batal/", "kembalikan/", "permohonan/kembalikan/"}
    | {"pks/tanda-tangan/", "mundur/"},
    "secretariat": BOTH | {"loi/", "permohonan/periksa/", "pks/", "nomor/"},
    "president": BOTH | {"loi/tanda-tangan/", "kembalikan/", "keputusan/", "pks/tanda-tangan/"},
}


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="jejaring.people.backends.ModelBackend")
    return client


def address(journey: Journey, page: str = "") -> str:
    return f"/perjalanan/{journey.public_id}/{page}"


@pytest.mark.parametrize("who", sorted(FOR))
def test_each_page_opens_to_those_it_is_for(people: Cast, who: str) -> None:
    journey = people.placed("verified")
    client = as_(getattr(people, who))
    answers = {page: client.get(address(journey, page)).status_code for page in PAGES}
    assert answers == {page: 200 if page in FOR[who] else 403 for page in PAGES}


def test_a_letter_under_signature_shows_who_has_signed_and_who_has_not(people: Cast) -> None:
    journey = people.walk_to("loi_drafted")
    loi.sign_loi(journey, party="network", by=people.president, on=DAY, at=noon(DAY))
    said = " ".join(as_(people.liaison).get(address(journey)).content.decode().split())
    to_sign = said[said.index("<b>Tanda tangan</b>") :].split("</ul>")[0].split("<li>")[1:]
    city, network = to_sign
    assert people.city.name in city
    assert "belum ditandatangani" in city
    assert "Presiden Jejaring" in network
    assert "ditandatangani 17 Oktober 2019" in network


@pytest.mark.slow
@pytest.mark.parametrize(("code", "way"), [("invitation", "rapat/undangan/"), ("minutes", "rapat/hasil/")])
def test_a_letter_to_the_departments_may_be_signed_in_the_browser_and_nothing_waits_for_it(
    people: Cast, code: str, way: str
) -> None:
    journey = people.walk_to("deliberated")
    page, sign = address(journey), address(journey, f"{way}tanda-tangan/")
    mayor = as_(people.mayor)
    assert sign in mayor.get(page).content.decode()
    assert sign not in as_(people.liaison).get(page).content.decode()
    assert [as_(one).get(sign).status_code for one in (people.liaison, people.secretariat)] == [403, 403]
    assert "Balai kota" in mayor.get(sign).content.decode()
    assert mayor.post(sign, {"party": "city"}).status_code == 302
    letter = latest_document(steps_of(journey), code)
    assert letter is not None
    assert letter.document is not None
    assert [one.signer_title for one in letter.document.signatures.all()] == ["Wali Kota Uji"]
    shown = mayor.get(page).content.decode()
    assert (sign in shown, "Ditandatangani: Wali Kota" in shown) == (False, True)
    assert mayor.post(sign, {"party": "city"}).status_code == 200  # a second time: told that it is too late
    assert letter.document.signatures.count() == 1
    journey.refresh_from_db()
    assert (journey.state, signed_by(with_progress(Journey.objects.all()).get())) == ("deliberated", set())
    assert next(entry.verb for entry in entries_of(journey)) == f"admission.sign_{code}"


@pytest.mark.slow
def test_an_assistant_signs_the_invitation_with_a_mandate(people: Cast) -> None:
    journey = people.walk_to("deliberating")
    with pytest.raises(Refusal, match="surat kuasa"):
        sign_own_letter(journey, "invitation", by=people.assistant, on=DAY, at=noon(DAY))
    day = journey.state_since
    sign_own_letter(journey, "invitation", by=people.assistant, on=day, at=noon(day), mandate=surat_kuasa())
    with pytest.raises(Refusal):
        sign_own_letter(journey, "invitation", by=people.mayor, on=day, at=noon(day))
    with pytest.raises(Refusal):
        sign_own_letter(journey, "minutes", by=people.mayor, on=day, at=noon(day))


@pytest.mark.slow
def test_a_done_step_names_its_signers_by_office_and_day(people: Cast) -> None:
    said = as_(people.liaison).get(address(people.walk_to("loi_signed"))).content.decode()
    assert "Ditandatangani: Presiden Jejaring, " in said
    assert "Ditandatangani: Asisten" in said


def test_another_citys_journey_is_not_there(people: Cast) -> None:
    journey = people.placed("deliberated")
    stranger = hold(OrganisationFactory(), Office.Role.HEAD, "Wali Kota Lain")
    client = as_(stranger)
    assert {client.get(address(journey, page)).status_code for page in PAGES} == {404}
    listed = client.get("/perjalanan/").content.decode()
    searched = client.get("/perjalanan/", {"q": people.city.short_name}).content.decode()
    exported = client.get("/perjalanan/", {"format": "csv"}).content.decode()
    assert [address(journey) in text for text in (listed, searched)] == [False, False]
    assert people.city.short_name not in exported
    assert waiting_for(stranger, on=DAY) == []
    assert not may_see(stranger, "admission.journey", str(journey.pk))
    assert may_see(people.liaison, "admission.journey", str(journey.pk))


def test_a_stranger_is_asked_to_sign_in(people: Cast) -> None:
    journey = people.placed("interest")
    answers = {Client().get(address(journey, page)).status_code for page in PAGES}
    assert answers == {302}


def test_who_held_an_office_until_yesterday_sees_nothing_more(people: Cast) -> None:
    journey = people.placed("interest")
    Holding.objects.filter(holder=people.liaison).update(until=date(2020, 1, 1))
    assert as_(people.liaison).get(address(journey)).status_code == 404


def test_the_page_says_the_state_and_offers_the_one_thing_to_do(people: Cast) -> None:
    journey = people.placed("interest")
    page = as_(people.secretariat).get(address(journey)).content.decode()
    assert "Sejak 20 Oktober 2019: minat dinyatakan. Kini menunggu jejaring." in page
    assert f'href="{address(journey, "loi/")}"' in page
    assert f'href="{address(journey, "loi/")}"' not in as_(people.mayor).get(address(journey)).content.decode()


def test_a_refused_date_stands_beside_its_field_and_keeps_what_was_typed(people: Cast) -> None:
    journey = people.placed("approved")
    tomorrow = (clock.today() + timedelta(days=2)).isoformat()
    parts = {
        key: f"Isi {key}"
        for key in as_(people.secretariat).get(address(journey, "pks/")).context["form"].fields
        if key not in ("on", "valid_from", "valid_until")
    }
    answer = as_(people.secretariat).post(
        address(journey, "pks/"),
        {**parts, "on": tomorrow, "valid_from": tomorrow, "valid_until": "2099-01-01", "revision": "0", "check": "1"},
    )
    form = answer.context["form"]
    assert list(form.errors) == ["on"]
    assert "Isi objek" in answer.content.decode()
    journey.refresh_from_db()
    assert journey.state == "approved"


def test_a_mandate_that_lies_about_its_type_is_said_beside_its_field(people: Cast) -> None:
    journey = people.walk_to("loi_drafted")
    false = SimpleUploadedFile("surat-kuasa.pdf", b"MZ this is a program", content_type="application/pdf")
    page = address(journey, "loi/tanda-tangan/")
    answer = as_(people.assistant).post(page, {"party": "city", "mandate": false})
    assert list(answer.context["form"].errors) == ["mandate"]
    assert not journey.evidence.filter(code="loi_signature_city").exists()


def test_a_second_letter_of_intent_is_refused_in_words(people: Cast) -> None:
    people.begin(DAY)
    page = f"/bergabung/minat/{people.city.slug}/"
    answer = as_(people.liaison).post(page, {"kind": "full", "reason": "Sekali lagi.", "on": "2019-10-18"})
    assert answer.status_code == 200
    assert "Sekali lagi." in answer.content.decode()
    assert len(answer.context["form"].non_field_errors()) == 1
    assert Journey.objects.count() == 1


def test_interest_of_another_city_answers_as_for_one_that_is_not_there(people: Cast) -> None:
    other, client = OrganisationFactory(), as_(people.liaison)
    answers = [client.get(f"/bergabung/minat/{slug}/").status_code for slug in (other.slug, "tidak-ada")]
    assert answers == [404, 404]


def test_a_draft_saved_in_two_tabs_shows_both_texts(people: Cast) -> None:
    journey = people.placed("deliberated")
    page, client = address(journey, "permohonan/"), as_(people.liaison)
    typed: dict[str, Any] = {**people.answers(), "revision": 0, "save": "1"}
    assert client.post(page, {**typed, "budget": "APBD"}).status_code == 302
    answer = client.post(page, {**typed, "budget": "Hibah"})
    text = answer.content.decode()
    assert "Hibah" in text
    assert "“APBD”" in answer.context["form"].errors["budget"][0]
    assert (
        client.post(page, {**typed, "budget": "Hibah", "revision": answer.context["form"].data["revision"]}).status_code
        == 302
    )
    draft = draft_of(journey)
    assert draft
    assert draft.answers["budget"] == "Hibah"


def test_a_draft_may_be_saved_with_gaps_but_not_laid_before_the_signatory(people: Cast) -> None:
    journey = people.placed("deliberated")
    page, client = address(journey, "permohonan/"), as_(people.liaison)
    assert client.post(page, {"budget": "APBD", "revision": 0, "save": "1"}).status_code == 302
    answer = client.post(page, {"budget": "APBD", "revision": 1, "present": "1"})
    assert "contact_email" in answer.context["form"].errors


def test_the_network_does_not_see_a_draft(people: Cast) -> None:
    journey = people.placed("deliberated")
    people.present(journey, DAY + timedelta(days=3))
    client = as_(people.secretariat)
    assert client.get(address(journey, "permohonan/")).status_code == 403
    assert "Pengalaman pelayanan." not in client.get(address(journey)).content.decode()


def test_remarks_and_verifying_at_once_is_refused(people: Cast) -> None:
    journey = people.placed("deliberated")
    people.step(journey, "submitted", date(2019, 10, 20))
    page = address(journey, "permohonan/periksa/")
    answer = as_(people.secretariat).post(page, {"on": "2019-10-20", "remark_phone": "Kode?", "verify": "1"})
    assert answer.context["form"].non_field_errors()
    assert "Kode?" in answer.content.decode()
    journey.refresh_from_db()
    assert journey.state == "submitted"


def test_everything_missing_in_the_minutes_is_named_at_once(people: Cast) -> None:
    page = address(people.placed("deliberating"), "rapat/hasil/")
    first, second = people.departments
    typed = {f"state_{first.pk}": "present", "joins": "yes", "on": "2019-10-20", "summary": "Dibahas."}
    typed |= {"held_on": "2019-10-20", "held_time": "12:00", "revision": "0", "check": "1"}
    form = as_(people.liaison).post(page, typed).context["form"]
    assert set(form.errors) == {f"represented_by_{first.pk}", f"state_{second.pk}", "rationale", "expected_benefits"}
    form = as_(people.liaison).post(page, {**typed, "joins": "no"}).context["form"]
    assert set(form.errors) == {f"represented_by_{first.pk}", f"state_{second.pk}"}


def test_a_telephone_number_of_letters_does_not_reach_the_application(people: Cast) -> None:
    journey = people.placed("deliberated")
    typed = {**people.answers(), "phone": "abc", "revision": 0, "present": "1"}
    answer = as_(people.liaison).post(address(journey, "permohonan/"), typed)
    assert list(answer.context["form"].errors) == ["phone"]


# --- how to join -------------------------------------------------------------------------------


def check(client: Client, people: Cast) -> str:
    assert people.city.region
    return client.get("/bergabung/", {"jenis": "city", "daerah": people.city.region.name}).content.decode()


def test_the_check_offers_the_liaison_to_express_interest(people: Cast) -> None:
    link = f"/bergabung/minat/{people.city.slug}/"
    assert link in check(as_(people.liaison), people)
    assert link not in check(Client(), people)


def test_a_misspelt_region_is_not_taken_for_one_and_the_near_one_is_offered(client: Client, people: Cast) -> None:
    RegionFactory(code="13.71", name="Kota Padang")
    page = client.get("/bergabung/", {"jenis": "city", "daerah": "Padnag"}).content.decode()
    assert "daerah=Kota%20Padang" in page
    assert "Anda dapat ikut serta sebagai" not in page
    unknown = client.get("/bergabung/", {"jenis": "city", "daerah": "Atlantis"}).content.decode()
    assert "“Atlantis” bukan nama daerah di Indonesia" in unknown


def test_the_check_shows_a_visitor_where_to_ask_for_an_account(client: Client, people: Cast) -> None:
    RegionFactory(code="13.71", name="Kota Padang")
    page = client.get("/bergabung/", {"jenis": "city", "daerah": "Padang"}).content.decode()
    assert 'href="/bergabung/akun/?daerah=Kota%20Padang"' in page


def test_the_check_tells_a_stranger_of_no_journey_before_its_letter_is_signed(people: Cast) -> None:
    journey = people.placed("loi_drafted")
    assert address(journey) not in check(Client(), people)
    assert "LoI ditandatangani" not in check(Client(), people)
    assert address(journey) in check(as_(people.liaison), people)


def test_the_check_says_that_a_member_takes_part(people: Cast) -> None:
    MembershipFactory(organisation=people.city, kind=people.kind)
    assert "sudah ikut serta" in check(Client(), people)


@pytest.mark.slow
def test_candidates_are_public_from_the_signed_letter_on(people: Cast) -> None:
    people.placed("loi_drafted")
    assert list(public_candidates()) == []
    Journey.objects.all().delete()
    journey = people.walk_to("loi_signed")
    (candidate,) = public_candidates()
    assert (candidate, candidate.loi_signed_on) == (journey, date(2019, 10, 18))  # type: ignore[attr-defined]  # annotated


# --- what waits for whom -----------------------------------------------------------------------


def test_each_person_finds_what_waits_for_their_office(people: Cast) -> None:
    journey = people.begin(date(2019, 10, 16))
    loi.draft_loi(journey, place="Kupang", by=people.secretariat, on=DAY, at=noon(DAY))
    found = {
        name: [str(one.url) for one in waiting_for(getattr(people, name), on=DAY)]
        for name in ("liaison", "assistant", "mayor", "secretariat", "president")
    }
    sign = [address(journey, "loi/tanda-tangan/")]
    assert found == {"liaison": [], "assistant": sign, "mayor": sign, "secretariat": [], "president": sign}
    loi.sign_loi(journey, party="city", by=people.mayor, on=DAY, at=noon(DAY))
    assert waiting_for(people.mayor, on=DAY) == []
    assert [one.due for one in waiting_for(people.president, on=DAY)] == [date(2019, 10, 31)]


def test_where_nobody_may_sign_for_the_city_its_liaison_and_the_secretariat_are_told(people: Cast) -> None:
    journey = people.begin(date(2019, 10, 16))
    loi.draft_loi(journey, place="Kupang", by=people.secretariat, on=DAY, at=noon(DAY))
    Holding.objects.filter(holder__in=[people.mayor, people.assistant]).update(until=DAY - timedelta(days=1))
    found = {
        name: [str(one.url) for one in waiting_for(getattr(people, name), on=DAY)]
        for name in ("liaison", "mayor", "secretariat", "president")
    }
    assert found == {
        "liaison": [address(journey, "")],
        "mayor": [],
        "secretariat": [f"/ruang/organisasi/{people.city.slug}/"],
        "president": [address(journey, "loi/tanda-tangan/")],
    }
    pages = [as_(who).get(address(journey, "")).content.decode() for who in (people.liaison, people.secretariat)]
    assert ["/bergabung/akun/?daerah=" in page for page in pages] == [True, False]
    assert [f'href="/ruang/organisasi/{people.city.slug}/"' in page for page in pages] == [False, True]


@pytest.mark.parametrize("journeys", [1, 3])
def test_what_waits_costs_two_queries_however_many_journeys(
    people: Cast, django_assert_num_queries: DjangoAssertNumQueries, journeys: int
) -> None:
    JourneyFactory.create_batch(journeys, kind=people.kind, waiting_on="network", due_on=DAY)
    with django_assert_num_queries(2):
        assert len(waiting_for(people.secretariat, on=DAY)) == journeys


def queries_of(client: Client, path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_list_of_journeys_costs_the_same_with_one_and_three(people: Cast) -> None:
    client = as_(people.secretariat)
    JourneyFactory(kind=people.kind)
    client.get("/perjalanan/")
    one = queries_of(client, "/perjalanan/")
    JourneyFactory.create_batch(2, kind=people.kind)
    assert queries_of(client, "/perjalanan/") == one


def test_the_list_of_journeys_is_narrowed_by_state_and_by_who_is_waited_for(people: Cast) -> None:
    client = as_(people.secretariat)
    interest = JourneyFactory(kind=people.kind, state="interest", waiting_on="network")
    under_signature = JourneyFactory(kind=people.kind, state="loi_drafted", waiting_on="both")
    addresses = (interest.get_absolute_url(), under_signature.get_absolute_url())
    queries = ("keadaan=interest", "menunggu=both", "keadaan=interest&menunggu=both", "")
    pages = {query: client.get(f"/perjalanan/?{query}").content.decode() for query in queries}
    found = {query: [one in page for one in addresses] for query, page in pages.items()}
    assert found == {
        "keadaan=interest": [True, False],
        "menunggu=both": [False, True],
        "keadaan=interest&menunggu=both": [False, False],
        "": [True, True],
    }


@pytest.mark.slow
def test_the_journeys_page_costs_no_more_late_than_early(people: Cast) -> None:
    client = as_(people.secretariat)
    journey = people.begin(date(2019, 10, 16))
    client.get(address(journey))
    early = queries_of(client, address(journey))
    people.step(journey, "loi_drafted", DAY)
    people.step(journey, "loi_signed", DAY)
    assert queries_of(client, address(journey)) <= early


@pytest.mark.parametrize("revision", ["abc", "", "-1", "9" * 30, "9" * 5000, "\x00", "1.5"])
@pytest.mark.parametrize("button", ["save", "present"])
def test_a_tampered_revision_overwrites_nothing_and_is_no_error(people: Cast, revision: str, button: str) -> None:
    journey = people.placed("deliberated")
    pages = as_(people.liaison)
    pages.post(address(journey, "permohonan/"), {"revision": "0", "budget": "APBD", "save": "1"})
    answer = pages.post(address(journey, "permohonan/"), {"revision": revision, "budget": "Hibah", button: "1"})
    assert (answer.status_code, "Hibah" in answer.content.decode()) == (200, True)
    draft = draft_of(journey)
    assert draft is not None
    assert draft.answers["budget"] == "APBD"


def test_a_draft_keeps_what_was_typed_beside_a_nul(people: Cast) -> None:
    journey = people.placed("deliberated")
    typed = {"revision": "0", "name": "a\x00b", "budget": "APBD", "save": "1"}
    assert as_(people.liaison).post(address(journey, "permohonan/"), typed).status_code == 302
    draft = draft_of(journey)
    assert draft is not None
    assert (draft.answers["name"], draft.answers["budget"]) == ("ab", "APBD")


@pytest.mark.parametrize("number", ["9" * 5000, "\u0663", "\u00b2", "1e400", "-1"])
def test_an_answer_that_is_not_a_number_is_kept_in_the_draft_and_breaks_no_page(people: Cast, number: str) -> None:
    journey = people.placed("deliberated")
    pages = as_(people.liaison)
    pages.post(address(journey, "permohonan/"), {"revision": "0", "population": number, "save": "1"})
    draft = draft_of(journey)
    assert draft is not None
    assert draft.answers["population"] == number
    for page in ("", "permohonan/", "permohonan/versi/"):
        assert pages.get(address(journey, page)).status_code == 200
    assert as_(people.mayor).get(address(journey, "permohonan/tanda-tangan/")).status_code in (200, 302)


@pytest.mark.slow
def test_a_population_is_read_as_people_write_it(people: Cast) -> None:
    journey = people.walk_to("deliberated")
    page, typed = address(journey, "permohonan/"), {**people.answers(), "revision": "0"}
    wrong = as_(people.liaison).post(page, {**typed, "population": "1.418.04", "present": "1"})
    assert list(wrong.context["form"].errors) == ["population"]
    assert "1.418.04" in wrong.content.decode()
    as_(people.liaison).post(page, {**typed, "population": "141.804", "save": "1"})
    draft = draft_of(journey)
    assert draft
    assert draft.answers["population"] == "141804"
