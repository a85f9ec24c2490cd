"""An address in its old form leads to the new one for good."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from jejaring.kit import registry
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("?sort=-name&page=2", "?urut=-name&halaman=2"),
        ("?q=padang&sort=name&jenis=city&jenis=regency", "?q=padang&urut=name&jenis=city&jenis=regency"),
        ("?sort=name&urut=code", "?urut=code"),
    ],
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_a_list_leads_from_its_old_keys_to_the_new_ones(client: Client, old: str, new: str, language: str) -> None:
    answer = client.get(f"{language}/wilayah/{old}")
    assert (answer.status_code, answer["Location"]) == (301, f"{language}/wilayah/{new}")
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("page", registry.moved_keys.keys())
def test_a_page_leads_from_its_own_old_keys_to_the_new_ones(client: Client, page: str) -> None:
    client.force_login(PersonFactory())
    for old, new in registry.moved_keys[page].items():
        answer = client.get(f"{reverse(page)}?{old}=open")
        assert (answer.status_code, answer["Location"]) == (301, f"{reverse(page)}?{new}=open")


def test_keys_of_other_pages_and_of_sign_in_are_left_alone(client: Client) -> None:
    assert client.get("/wilayah/?state=open").status_code == 200
    assert client.get(f"{reverse('account_login')}?page=2").status_code == 200
    assert client.post("/tampilan/?page=2", {"theme": "auto"}).status_code == 302
