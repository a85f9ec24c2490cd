"""From an empty database to a city that wants to join: the file, the invitations, the second factor, the pages."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from jejaring.admission.models import Journey
from jejaring.kit import clock
from jejaring.ledger import agreement
from jejaring.people import actions
from jejaring.people.models import Invitation, Person
from tests.desk import Desk
from tests.factories.people import PASSWORD


def accepted(link: str, name: str) -> Client:
    """Return the browser of who has followed an invitation's link and opened the account."""
    client = Client()
    path = link.removeprefix("http://testserver")
    assert client.get(path).status_code == 200
    typed = {"name": name, "password": PASSWORD, "again": PASSWORD, "consent": "on"}
    assert client.post(path, typed).headers["Location"] == "/ruang/"
    return client


def with_second_factor(client: Client) -> Client:
    """Set up an authenticator app, as the page asks for it."""
    assert client.get("/ruang/").headers["Location"] == "/ruang/akun/faktor-kedua/"
    page = client.get("/akun/faktor-kedua/aplikasi/pasang/")
    code = format_hotp_value(hotp_value(page.context["form"].secret, int(time.time()) // 30))
    client.post("/akun/faktor-kedua/aplikasi/pasang/", {"code": code})
    assert client.get("/ruang/").status_code == 200
    return client


def link_in_the_letter(mailoutbox: list[Any]) -> str:
    """Return the link of the newest invitation's letter, sent as the worker does it."""
    actions.send_invitation(Invitation.objects.latest("pk").pk, at=clock.now())
    found = re.search(r"http://testserver/undangan/\S+", mailoutbox[-1].body)
    assert found
    return found[0]


@pytest.mark.slow
@pytest.mark.django_db
def test_an_empty_database_becomes_a_network_whose_first_city_expresses_interest(
    desk: Desk, mailoutbox: list[Any], settings: Any
) -> None:
    settings.MFA_TOTP_TOLERANCE = 20  # half minutes: a busy machine takes its time
    code, said, _errors = desk.run("network.yaml", "--print-link")
    assert code == 0
    printed = re.search(r"once: (\S+)", said)
    assert printed

    secretary = with_second_factor(accepted(printed[1], "Sekretariat Citynet Indonesia"))
    assert 'href="/ruang/menyiapkan/"' in secretary.get("/ruang/").content.decode()
    opened = secretary.post("/ruang/organisasi/buka/", {"region": "13.71"})
    assert opened.headers["Location"] == "/ruang/organisasi/kota-padang/"
    page = secretary.get(opened.headers["Location"]).content.decode()
    seat = re.search(r'href="([^"]+/isi/)"[^>]*>[^<]*<span class="said"> Narahubung Kota Padang', page)
    assert seat
    typed = {"email": "humas@padang.contoh.id", "name": "Narahubung Kota Padang", "on": "2026-12-01"}
    assert secretary.post(seat[1], typed).status_code == 302

    liaison = accepted(link_in_the_letter(mailoutbox), "Narahubung Kota Padang")
    assert "/bergabung/minat/kota-padang/" in liaison.get("/ruang/").content.decode()
    interest = {"kind": "full", "reason": "Belajar dari kota lain.", "on": "2026-12-01"}
    assert liaison.post("/bergabung/minat/kota-padang/", interest).status_code == 302
    journey = Journey.objects.get()
    assert (journey.organisation.slug, journey.state) == ("kota-padang", "interest")
    assert "Kota Padang" in secretary.get("/ruang/").content.decode()
    assert Person.objects.filter(example=True).count() == 0
    assert list(agreement.disagreements()) == []
