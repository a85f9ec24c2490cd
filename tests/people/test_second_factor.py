"""Whoever signs or decides has a second factor; until then only its set-up is open."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from jejaring.kit import registry
from jejaring.people import second_factor
from jejaring.people.accounts import FactorAdapter
from jejaring.people.models import Person
from tests.factories.people import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db

SET_UP = "/ruang/akun/faktor-kedua/"
TODAY = date(2019, 10, 17)


@pytest.fixture
def signer() -> Iterator[Person]:
    """Someone who must have a second factor and has none."""
    person = PersonFactory(second_factor=False)
    with registry.second_factor_needed.lent("test", lambda asked, on: asked.pk == person.pk, alone=True):
        yield person


@pytest.mark.parametrize("path", ["/ruang/akun/", "/ruang/akun/privasi/", "/ruang/pemberitahuan/", "/"])
def test_a_signer_without_second_factor_is_sent_to_its_set_up(client: Client, signer: Person, path: str) -> None:
    client.force_login(signer)
    assert client.get(path).headers["Location"] == SET_UP
    assert client.post(path).headers["Location"] == SET_UP


def test_the_set_up_says_why_and_stays_open(client: Client, signer: Person) -> None:
    client.force_login(signer)
    page = client.get(SET_UP)
    assert (page.status_code, "Jabatan Anda menandatangani" in page.content.decode()) == (200, True)
    assert client.get(f"/en{SET_UP}").status_code == 200
    assert client.get("/akun/keluar/").status_code == 200


def test_setting_up_an_app_opens_the_rest(client: Client, signer: Person, settings: Any) -> None:
    settings.MFA_TOTP_TOLERANCE = 20  # half minutes: a busy machine takes its time
    client.force_login(signer)
    client.post("/akun/pastikan/", {"password": PASSWORD})
    page = client.get("/akun/faktor-kedua/aplikasi/pasang/")
    assert 'href="otpauth://totp/' in page.content.decode()  # a phone cannot scan its own screen
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post("/akun/faktor-kedua/aplikasi/pasang/", {"code": code})
    assert second_factor.has(signer)
    assert client.get("/ruang/akun/").status_code == 200


def test_a_wrong_code_sets_nothing_up(client: Client, signer: Person) -> None:
    client.force_login(signer)
    client.post("/akun/pastikan/", {"password": PASSWORD})
    client.get("/akun/faktor-kedua/aplikasi/pasang/")
    page = client.post("/akun/faktor-kedua/aplikasi/pasang/", {"code": "000000"})
    assert page.context["form"].errors
    assert not second_factor.has(signer)


def test_setting_up_asks_for_the_password_once_more(client: Client, signer: Person) -> None:
    client.force_login(signer)
    answer = client.get("/akun/faktor-kedua/aplikasi/pasang/")
    assert answer.headers["Location"].startswith("/akun/pastikan/")


def test_recovery_codes_alone_are_no_second_factor(signer: Person) -> None:
    Authenticator.objects.create(user=signer, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert not second_factor.has(signer)


def test_others_may_work_without_one(client: Client, signer: Person) -> None:
    client.force_login(PersonFactory(second_factor=False))
    assert client.get("/ruang/akun/").status_code == 200


@pytest.mark.parametrize("rank", ["is_staff", "is_superuser"])
def test_keepers_of_the_installation_must_have_one(rank: str) -> None:
    assert second_factor.must_have(PersonFactory(**{rank: True}), on=TODAY)


def test_the_last_factor_of_a_signer_cannot_be_removed(signer: Person) -> None:
    only = Authenticator.objects.create(user=signer, type=Authenticator.Type.TOTP, data={"secret": "x"})
    adapter = FactorAdapter()
    assert not adapter.can_delete_authenticator(only)
    Authenticator.objects.create(user=signer, type=Authenticator.Type.WEBAUTHN, data={})
    assert adapter.can_delete_authenticator(only)


def test_another_person_may_remove_theirs(signer: Person) -> None:
    free = PersonFactory()
    assert FactorAdapter().can_delete_authenticator(Authenticator.objects.get(user=free))


# --- the demo -----------------------------------------------------------------------------------
def with_the_demos_mark(client: Client, person: Person) -> Client:
    client.force_login(person)
    session = client.session
    session[second_factor.DEMO_MARK] = True
    session.save()
    return client


def test_outside_the_demo_its_mark_exempts_nobody(client: Client, signer: Person, settings: Any) -> None:
    assert settings.DEMO is False
    assert with_the_demos_mark(client, signer).get("/ruang/akun/").headers["Location"] == SET_UP


def test_in_the_demo_only_a_session_with_its_mark_is_exempt(
    client: Client, signer: Person, settings: Any, rf: Any
) -> None:
    settings.DEMO = True
    request = rf.get("/ruang/akun/")
    request.session = {}
    assert not second_factor.is_exempt(request)
    request.session = {second_factor.DEMO_MARK: True}
    assert second_factor.is_exempt(request)


# --- the last factor, by page and by direct POST ------------------------------------------------
def removal(factor: Authenticator) -> str:
    if factor.type == Authenticator.Type.TOTP:
        return "/akun/faktor-kedua/aplikasi/lepas/"
    return f"/akun/faktor-kedua/kunci/{factor.pk}/lepas/"


def factor_of(person: Person, kind: str) -> Authenticator:
    data = {"secret": "x"} if kind == Authenticator.Type.TOTP else {"name": "Kunci uji"}
    return Authenticator.objects.create(user=person, type=kind, data=data)


def confirmed(client: Client, person: Person) -> None:
    """Sign the person in, their password typed just now."""
    client.force_login(person)
    client.post("/akun/pastikan/", {"password": PASSWORD})


@pytest.mark.parametrize("kind", second_factor.FACTORS)
def test_no_last_factor_of_whoever_must_have_one_can_be_removed(client: Client, signer: Person, kind: str) -> None:
    only = factor_of(signer, kind)
    confirmed(client, signer)
    for page in (client.get(removal(only)), client.post(removal(only))):
        assert (page.status_code, "satu-satunya" in page.content.decode()) == (200, True)
    assert Authenticator.objects.filter(pk=only.pk).exists()


@pytest.mark.parametrize("kind", second_factor.FACTORS)
def test_a_factor_beside_another_can_be_removed(client: Client, signer: Person, kind: str) -> None:
    first, other = (factor_of(signer, one) for one in (kind, Authenticator.Type.WEBAUTHN))
    confirmed(client, signer)
    assert client.post(removal(first)).status_code == 302
    assert list(Authenticator.objects.filter(user=signer)) == [other]


@pytest.mark.parametrize("kind", second_factor.FACTORS)
def test_whoever_needs_none_can_remove_the_last(client: Client, kind: str) -> None:
    free = PersonFactory(second_factor=False)
    only = factor_of(free, kind)
    confirmed(client, free)
    assert client.post(removal(only)).status_code == 302
    assert not Authenticator.objects.filter(user=free).exists()


def test_nobody_removes_a_passkey_of_another(client: Client, signer: Person) -> None:
    stranger = PersonFactory(second_factor=False)
    passkey = factor_of(stranger, Authenticator.Type.WEBAUTHN)
    factor_of(signer, Authenticator.Type.WEBAUTHN)
    confirmed(client, signer)
    assert client.post(removal(passkey)).status_code == 404
    assert Authenticator.objects.filter(pk=passkey.pk).exists()
