"""The pages on contact, privacy and accessibility say what is so."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.db.models import EmailField
from django.test import Client
from django.utils.translation import override

from jejaring.kit import registry
from jejaring.portal.views.about import COOKIES_SET
from tests.factories.cities import OrganisationFactory
from tests.factories.people import PersonFactory
from tests.portal.test_landing import text_of
from tests.portal.test_weight import PUBLIC

pytestmark = pytest.mark.django_db


def test_privacy_names_what_every_room_keeps_and_until_when(client: Client, settings: Any) -> None:
    settings.ACCOUNT_REQUEST_DAYS, settings.INVITATION_DAYS = 45, 60
    page = unescape(text_of(client, "/en/privasi/"))
    with override("en"):
        said = [[one.what, one.held, one.why, one.until, one.seen_by] for one in registry.personal_data]
        missing = [str(words) for row in said for words in row if str(words) not in page]
    assert (len(said) >= 9, missing) == (True, [])
    assert "45 days after its answer" in page
    assert "until 60 days after the link has ended" in page
    assert "within 30 days" in page
    assert "no regulation that we could confirm names one" in page
    assert "within 72 hours" in page


def test_a_room_that_keeps_addresses_of_people_says_so_on_the_page() -> None:
    rooms = {
        model._meta.app_label
        for model in apps.get_models()
        if model.__module__.startswith("jejaring.")
        and any(isinstance(field, EmailField) for field in model._meta.get_fields())
    }
    assert rooms
    assert rooms <= {key.partition(".")[0] for key in registry.personal_data.keys()}  # noqa: SIM118 - a registry


@pytest.mark.parametrize("path", ["/kontak/", "/privasi/", "/aksesibilitas/"])
def test_every_page_of_help_names_a_human_to_write_to(client: Client, path: str, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Jejaring <pengirim@contoh.id>"
    assert "pengirim@contoh.id" in text_of(client, path)
    OrganisationFactory(network=True, name="Jejaring Uji", email="sekretariat@contoh.id")
    page = text_of(client, path)
    assert ("sekretariat@contoh.id" in page, "pengirim@contoh.id" in page) == (True, False)


def test_the_footer_of_every_page_leads_to_privacy_and_accessibility(client: Client) -> None:
    page = text_of(client, "/")
    assert 'href="/privasi/"' in page
    assert 'href="/aksesibilitas/"' in page


def test_who_asks_for_an_account_reads_about_privacy_without_having_one(client: Client) -> None:
    assert 'href="/privasi/"' in text_of(client, "/bergabung/akun/")


def test_who_only_reads_gets_no_cookie() -> None:
    for path in ("/", "/kota/", "/data/", "/jejaring/", "/privasi/", "/riwayat/", "/anggota/"):
        assert Client().get(path).cookies == {}, path
    assert "/privasi/" in PUBLIC


def test_no_cookie_is_set_that_the_page_does_not_name(client: Client) -> None:
    client.get("/bergabung/akun/")
    client.get("/akun/masuk/")
    client.post("/tampilan/", {"theme": "dark", "next": "/"})
    person = PersonFactory()
    client.force_login(person, backend="jejaring.people.backends.ModelBackend")
    client.post("/ruang/akun/", {"name": "Nama Baru", "language": "id"})
    client.get("/ruang/")
    assert client.cookies.keys() <= {name for name, _why, _until in COOKIES_SET}
    assert {"csrftoken", "sessionid"} <= client.cookies.keys()
