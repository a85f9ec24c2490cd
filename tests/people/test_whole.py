"""What sign-in's pages change is done whole or not at all, recorded, and the person is told."""

from __future__ import annotations

import smtplib
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from jejaring.ledger.models import Entry
from jejaring.notices.mail import send_mail
from jejaring.people import tasks
from jejaring.people.letters import queue_letter
from jejaring.people.models import Person
from tests.factories.people import PASSWORD, TOTP_SECRET, PersonFactory
from tests.people.waiting_letters import waiting_letters

pytestmark = pytest.mark.django_db
NEW = "sandi lain yang cukup panjang"
SET_UP = "/akun/faktor-kedua/aplikasi/pasang/"
NEW_CODES = "/akun/faktor-kedua/kode/baru/"
TOTP, CODES = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES


class DeadMailServer(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, email_messages: Any) -> int:
        raise smtplib.SMTPServerDisconnected("gone")


def signed_in(client: Client, **fields: Any) -> Person:
    person = PersonFactory(second_factor=False, **fields)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client.force_login(person)
    client.post("/akun/pastikan/", {"password": PASSWORD})
    return person


@pytest.fixture
def without_mail(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.DeadMailServer"


def verbs() -> list[str]:
    return [entry.verb for entry in Entry.objects.order_by("pk")]


def letters() -> list[list[str]]:
    return [[letter.to] for letter in waiting_letters()]


def fail(*_arguments: Any, **_values: Any) -> None:
    raise RuntimeError("the ledger is closed")


def change_password(client: Client) -> Any:
    return client.post("/akun/kata-sandi/ubah/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})


def set_app_up(client: Client, settings: Any) -> Any:
    settings.MFA_TOTP_TOLERANCE = 20  # half minutes: a busy machine takes its time
    secret = client.get(SET_UP).context["form"].secret
    return client.post(SET_UP, {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))})


def test_a_new_password_is_recorded_and_its_letter_waits_for_the_mail_server(
    client: Client, without_mail: None
) -> None:
    person = signed_in(client)
    assert change_password(client).status_code == 302
    assert Person.objects.get(pk=person.pk).check_password(NEW)
    assert (verbs()[-1], letters()) == ("people.change_password", [[person.email]])


def test_an_app_is_set_up_recorded_and_announced_in_one_transaction(
    client: Client, settings: Any, without_mail: None, django_capture_on_commit_callbacks: Any
) -> None:
    person = signed_in(client)
    with django_capture_on_commit_callbacks():  # which are not run
        set_app_up(client, settings)
    assert set(Authenticator.objects.filter(user=person).values_list("type", flat=True)) == {TOTP, CODES}
    assert verbs()[-2:] == ["people.add_factor", "people.renew_recovery_codes"]
    assert letters() == [[person.email]]


def has_codes(client: Client) -> Authenticator:
    """Sign in someone who has an app and recovery codes; return the codes."""
    person = signed_in(client)
    Authenticator.objects.create(user=person, type=TOTP, data={"secret": "x"})
    return RecoveryCodes.activate(person).instance


def test_new_recovery_codes_are_recorded_and_announced_in_one_transaction(
    client: Client, without_mail: None, django_capture_on_commit_callbacks: Any
) -> None:
    old = has_codes(client)
    with django_capture_on_commit_callbacks():  # which are not run
        assert client.post(NEW_CODES).status_code == 302
    assert Authenticator.objects.get(type=CODES).data["seed"] != old.data["seed"]
    assert (verbs()[-1], letters()) == ("people.renew_recovery_codes", [[old.user.email]])
    first_look = client.get("/akun/faktor-kedua/kode/")  # which allauth notes, and the ledger does not
    assert (first_look.status_code, verbs()[-1]) == (200, "people.renew_recovery_codes")


def test_recovery_codes_that_cannot_be_recorded_stay_as_they_were(client: Client, monkeypatch: Any) -> None:
    old = has_codes(client)
    monkeypatch.setattr("jejaring.people.receivers.record", fail)
    with pytest.raises(RuntimeError):
        client.post(NEW_CODES)
    assert Authenticator.objects.get(type=CODES) == old
    assert letters() == []


def test_a_used_recovery_code_is_recorded_and_a_code_of_the_app_is_not(client: Client, settings: Any) -> None:
    settings.MFA_TOTP_TOLERANCE = 20  # half minutes: a busy machine takes its time
    person = PersonFactory()  # with an app
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    of_the_app = format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))
    recorded = {}
    for typed in (code, of_the_app):
        client.logout()
        client.post("/akun/masuk/", {"login": person.email, "password": PASSWORD})
        before = len(verbs())
        assert client.post("/akun/faktor-kedua/masuk/", {"code": typed}).status_code == 302
        assert "_auth_user_id" in client.session
        recorded[typed] = verbs()[before:]
    assert recorded == {code: ["people.use_recovery_code"], of_the_app: []}


def test_what_cannot_be_recorded_is_not_done(client: Client, monkeypatch: Any) -> None:
    person = signed_in(client)
    monkeypatch.setattr("jejaring.people.receivers.record", fail)
    with pytest.raises(RuntimeError):
        change_password(client)
    assert Person.objects.get(pk=person.pk).check_password(PASSWORD)
    assert letters() == []


def test_a_new_address_waits_with_its_letter_for_the_mail_server(client: Client, without_mail: None) -> None:
    person = signed_in(client)
    answer = client.post("/akun/surel/", {"action_add": "", "email": "baru@contoh.id"}, follow=True)
    assert (answer.status_code, letters()[-1]) == (200, ["baru@contoh.id"])
    assert list(EmailAddress.objects.filter(verified=True).values_list("email", flat=True)) == [person.email]


def test_a_code_that_waits_for_the_mail_server_signs_in(client: Client, without_mail: None) -> None:
    person = PersonFactory(second_factor=False)
    page = client.post("/akun/masuk/", {"login": person.email, "password": PASSWORD}, follow=True)
    assert (page.status_code, "_auth_user_id" in client.session) == (200, False)
    [letter] = waiting_letters()
    code = next(line for line in letter.body.splitlines() if line and " " not in line)
    client.post("/akun/surel/kode/", {"code": code})
    assert "_auth_user_id" in client.session


def test_no_link_that_opens_something_can_be_read_in_the_queue(client: Client) -> None:
    person = signed_in(client)
    Client().post("/akun/kata-sandi/lupa/", {"email": person.email})
    [letter] = waiting_letters()
    [args] = ProcrastinateJob.objects.values_list("args", flat=True)
    assert "/akun/kata-sandi/baru/" in letter.body
    assert not any(word in str(args) for word in (person.email, "/akun/", letter.subject))


def test_a_letter_goes_out_with_the_transaction_of_its_cause_and_not_after_its_time(
    mailoutbox: list[Any], monkeypatch: Any
) -> None:
    queue_letter("Kode Anda", "482915", to="narahubung@contoh.id", seconds=900)
    [args] = ProcrastinateJob.objects.values_list("args", flat=True)
    tasks.send_letter(**args)
    assert [(letter.to, letter.subject, letter.body) for letter in mailoutbox] == [
        (["narahubung@contoh.id"], "Kode Anda", "482915")
    ]
    an_hour_later = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: an_hour_later)
    tasks.send_letter(**args)
    assert len(mailoutbox) == 1


def test_a_letter_is_never_sent_inside_a_transaction() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        send_mail("Kode Anda", "482915", to="narahubung@contoh.id")


def test_renaming_a_passkey_is_recorded(client: Client) -> None:
    person = signed_in(client)
    kind, data = Authenticator.Type.WEBAUTHN, {"name": "Lama", "credential": {}}
    key = Authenticator.objects.create(user=person, type=kind, data=data)
    client.post(f"/akun/faktor-kedua/kunci/{key.pk}/ubah/", {"name": "Baru"})
    assert client.post(f"/akun/faktor-kedua/kunci/{key.pk}/ubah/", {"name": "x" * 101}).context["form"].errors
    key.refresh_from_db()
    assert (key.data["name"], verbs()[-1]) == ("Baru", "people.rename_factor")
