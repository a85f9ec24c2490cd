"""Signing in: password, code, rate limit, and that no one can open an account alone."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from jejaring.people.models import Person
from tests.factories.people import PASSWORD, TOTP_SECRET, PersonFactory
from tests.people.waiting_letters import waiting_letters

pytestmark = pytest.mark.django_db

SIGN_IN = "/akun/masuk/"
CODE = "/akun/faktor-kedua/masuk/"


@pytest.fixture(autouse=True)
def _a_busy_machine(settings: Any) -> None:
    """A code still counts however long the test's passwords are hashed."""
    settings.MFA_TOTP_TOLERANCE = 20  # half minutes: a busy machine takes its time


def person_with_verified_address(**fields: Any) -> Person:
    person = PersonFactory(**fields)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def code_at(moment: float) -> str:
    return str(format_hotp_value(hotp_value(TOTP_SECRET, int(moment) // 30)))


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(SIGN_IN, {"login": email, "password": password})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_password_alone_opens_an_account_that_needs_no_second_factor(client: Client) -> None:
    person = person_with_verified_address(second_factor=False)
    answer = sign_in(client, person.email)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/ruang/")


def test_the_case_of_the_address_does_not_matter(client: Client) -> None:
    person = person_with_verified_address(second_factor=False, email="narahubung@contoh.id")
    sign_in(client, "Narahubung@Contoh.ID")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_after_sign_in_the_page_is_in_the_persons_language(client: Client) -> None:
    person = person_with_verified_address(second_factor=False, language="en")
    assert sign_in(client, person.email).headers["Location"] == "/en/ruang/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client) -> None:
    person = person_with_verified_address(second_factor=False)
    wrong = sign_in(client, person.email, "salah sama sekali")
    unknown = sign_in(client, "tidak-ada@contoh.id")
    assert list(wrong.context["form"].errors.values()) == list(unknown.context["form"].errors.values())
    assert not is_signed_in(client)


def test_a_second_factor_is_asked_for_and_its_code_opens(client: Client) -> None:
    person = person_with_verified_address()
    assert sign_in(client, person.email).headers["Location"] == CODE
    assert not is_signed_in(client)
    client.post(CODE, {"code": code_at(time.time())})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_wrong_code_is_refused_in_words(client: Client) -> None:
    person = person_with_verified_address()
    sign_in(client, person.email)
    answer = client.post(CODE, {"code": code_at(time.time() + 3600)})
    assert "Kode ini salah" in answer.content.decode()
    assert not is_signed_in(client)


def test_a_code_opens_once_only(client: Client) -> None:
    person, code = person_with_verified_address(), code_at(time.time())
    sign_in(client, person.email)
    client.post(CODE, {"code": code})
    assert is_signed_in(client)
    second = Client()
    sign_in(second, person.email)
    answer = second.post(CODE, {"code": code})
    assert answer.status_code == 200
    assert not is_signed_in(second)


@pytest.mark.slow
def test_too_many_wrong_passwords_are_answered_with_a_clear_sentence(client: Client) -> None:
    person = person_with_verified_address(second_factor=False)
    for _attempt in range(5):
        sign_in(client, person.email, "salah sama sekali")
    answer = sign_in(client, person.email)
    assert "Terlalu banyak" in answer.content.decode()
    assert "Tunggu lima menit" in answer.content.decode()
    assert not is_signed_in(client)


def test_who_asks_too_often_is_told_when_and_where_to_go_on(client: Client) -> None:
    answers = [client.post("/akun/kata-sandi/lupa/", {"email": "siapa@contoh.id"}) for _attempt in range(21)]
    assert answers[-1].status_code == 429
    page = answers[-1].content.decode()
    assert "Tunggu lima menit" in page
    assert 'href="/akun/kata-sandi/lupa/"' in page


def test_an_unverified_address_must_be_confirmed_by_code(client: Client) -> None:
    person = PersonFactory(second_factor=False)
    assert sign_in(client, person.email).headers["Location"] == "/akun/surel/kode/"
    assert [letter.to for letter in waiting_letters()] == [person.email]
    assert not is_signed_in(client)
    code = next(line for line in waiting_letters()[0].body.splitlines() if line and " " not in line)
    client.post("/akun/surel/kode/", {"code": code})
    assert EmailAddress.objects.filter(user=person, verified=True).exists()


def test_a_closed_account_cannot_sign_in(client: Client) -> None:
    person = person_with_verified_address(second_factor=False, is_active=False)
    sign_in(client, person.email)
    assert not is_signed_in(client)


def test_nobody_can_open_an_account_alone(client: Client) -> None:
    new = {"email": "baru@contoh.id", "password1": PASSWORD}
    answer = client.post("/akun/daftar/", new)
    assert "Akun dibuka melalui undangan" in answer.content.decode()
    assert not Person.objects.exists()


def test_the_admin_has_no_door_of_its_own(client: Client) -> None:
    person_with_verified_address(is_staff=True, is_superuser=True)
    answer = client.get("/admin/login/")
    assert (answer.status_code, answer.headers["Location"].startswith("/akun/masuk/")) == (302, True)


def test_a_new_password_can_be_chosen_by_a_link_that_works_once(client: Client) -> None:
    person = person_with_verified_address(second_factor=False)
    client.post("/akun/kata-sandi/lupa/", {"email": person.email.upper()})
    link = next(line for line in waiting_letters()[0].body.splitlines() if "/akun/kata-sandi/baru/" in line)
    path = link.removeprefix("http://testserver")
    form = client.get(path).headers["Location"]
    new = "sandi lain yang cukup panjang"
    client.post(form, {"password1": new, "password2": new})
    assert Person.objects.get(pk=person.pk).check_password(new)
    assert "tidak berlaku lagi" in Client().get(path, follow=True).content.decode()


def test_an_unknown_address_gets_the_same_page_and_a_letter_that_says_so(client: Client) -> None:
    answer = client.post("/akun/kata-sandi/lupa/", {"email": "tidak-ada@contoh.id"})
    assert answer.headers["Location"] == reverse("account_reset_password_done")
    assert [letter.to for letter in waiting_letters()] == ["tidak-ada@contoh.id"]
