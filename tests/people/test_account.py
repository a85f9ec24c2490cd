"""One's own account: profile, sessions, and what allauth does ending up in the ledger."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client

from jejaring.ledger.models import Entry
from jejaring.people.browsers import name_of
from jejaring.people.models import Person
from tests.factories.people import PASSWORD, PersonFactory
from tests.people.waiting_letters import waiting_letters

pytestmark = pytest.mark.django_db

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"
PAGES = ("/ruang/akun/", "/ruang/akun/keamanan/", "/ruang/akun/privasi/", "/ruang/akun/hapus/", "/akun/surel/")


def signed_in(person: Person, **headers: str) -> Client:
    client = Client(headers={"user-agent": CHROME, **headers})
    client.post("/akun/masuk/", {"login": person.email, "password": PASSWORD})
    return client


@pytest.fixture
def person() -> Person:
    found = PersonFactory(second_factor=False)
    EmailAddress.objects.create(user=found, email=found.email, verified=True, primary=True)
    return found


@pytest.mark.parametrize("path", PAGES)
def test_the_account_pages_exist_in_both_languages_and_need_sign_in(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302
    client.force_login(PersonFactory())
    assert [client.get(prefix + path).status_code for prefix in ("", "/en")] == [200, 200]


def test_a_changed_language_takes_one_to_the_page_in_it(client: Client) -> None:
    person = PersonFactory()
    client.force_login(person)
    answer = client.post("/ruang/akun/", {"name": "Asisten", "language": "en"})
    assert answer.headers["Location"] == "/en/ruang/akun/"
    person.refresh_from_db()
    assert (person.name, person.language) == ("Asisten", "en")
    assert Entry.objects.get().data == '{"fields":["name","language"]}'


def test_saving_the_same_profile_records_nothing(client: Client) -> None:
    person = PersonFactory()
    client.force_login(person)
    client.post("/ruang/akun/", {"name": person.name, "language": person.language})
    assert not Entry.objects.exists()


def test_an_empty_name_is_refused_beside_its_field(client: Client) -> None:
    client.force_login(PersonFactory())
    page = client.post("/ruang/akun/", {"name": "", "language": "id"})
    assert list(page.context["form"].errors) == ["name"]


def test_one_sees_where_one_is_signed_in_and_can_end_it(person: Person) -> None:
    here, there = signed_in(person), signed_in(person)
    page = here.get("/ruang/akun/keamanan/").content.decode()
    assert page.count("Chrome · Windows") == 3  # two sessions; the button to end the other names it again
    other = UserSession.objects.exclude(session_key=here.session.session_key).get()
    here.post(f"/ruang/akun/sesi/{other.pk}/akhiri/")
    assert there.get("/ruang/akun/").status_code == 302
    assert here.get("/ruang/akun/").status_code == 200


def test_all_other_sessions_end_at_once(person: Person) -> None:
    here, others = signed_in(person), [signed_in(person), signed_in(person)]
    here.post("/ruang/akun/sesi/akhiri/")
    assert [client.get("/ruang/akun/").status_code for client in (here, *others)] == [200, 302, 302]


def test_another_persons_session_cannot_be_ended(client: Client, person: Person) -> None:
    signed_in(person)
    client.force_login(PersonFactory())
    assert client.post(f"/ruang/akun/sesi/{UserSession.objects.get(user=person).pk}/akhiri/").status_code == 404
    assert UserSession.objects.filter(user=person).exists()


def test_a_changed_password_is_recorded_told_and_ends_other_sessions(person: Person) -> None:
    here, there = signed_in(person), signed_in(person)
    new = "sandi lain yang cukup panjang"
    here.post("/akun/kata-sandi/ubah/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert Person.objects.get().check_password(new)
    assert Entry.objects.filter(verb="people.change_password", actor=person).count() == 1
    assert [letter.subject for letter in waiting_letters()] == ["Kata sandi Anda sudah diubah"]
    assert there.get("/ruang/akun/").status_code == 302


def test_a_new_address_counts_after_its_code_even_with_a_second_factor(client: Client) -> None:
    person = PersonFactory()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client.force_login(person)
    client.post("/akun/surel/", {"email": "Baru@contoh.id", "action_add": ""})
    person.refresh_from_db()
    assert person.email != "baru@contoh.id"
    letter = next(letter for letter in waiting_letters() if letter.to == "baru@contoh.id")
    code = next(line for line in letter.body.splitlines() if line and " " not in line)
    client.post("/akun/surel/kode/", {"code": code})
    person.refresh_from_db()
    assert person.email == "baru@contoh.id"


@pytest.mark.parametrize(
    ("agent", "name"),
    [(CHROME, "Chrome · Windows"), ("curl/8.0", "curl"), ("", "–"), ("Firefox/1 Android", "Firefox · Android")],
)
def test_a_browser_is_named_as_people_know_it(agent: str, name: str) -> None:
    assert name_of(agent) == name
