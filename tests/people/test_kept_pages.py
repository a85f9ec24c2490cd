"""No browser keeps a page of somebody; the admin has reference data only."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client

from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/", "/ruang/akun/", "/ruang/akun/keamanan/", "/ruang/akun/privasi/", "/akun/keluar/"]
)
def test_no_page_of_somebody_is_kept(client: Client, path: str) -> None:
    client.force_login(PersonFactory(second_factor=False))
    assert client.get(path).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/akun/masuk/", "/akun/kata-sandi/lupa/"])
def test_no_page_of_signing_in_is_kept(client: Client, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "private, no-store"


def test_the_answer_that_signs_out_is_not_kept(client: Client) -> None:
    client.force_login(PersonFactory(second_factor=False))
    assert client.post("/akun/keluar/").headers["Cache-Control"] == "private, no-store"


def test_a_page_for_everyone_may_be_kept(client: Client) -> None:
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")


def test_the_admin_registers_reference_data_and_no_model_of_a_library() -> None:
    registered = {model._meta.label for model in admin.site._registry}
    assert registered == {"cities.Region"}
