"""The gallery: with a job that answers htmx."""

from __future__ import annotations

from django.test import Client

GALLERY = "/_kit/"


def test_a_job_answers_htmx_with_its_fragment_and_others_with_the_page(client: Client, db: None) -> None:
    fragment = client.get("/_kit/pekerjaan/", headers={"HX-Request": "true"}).content.decode()
    assert fragment.startswith('<div class="progress"')
    assert client.get("/_kit/pekerjaan/")["Location"] == GALLERY


def test_the_page_of_a_job_is_shown_with_its_button(client: Client, db: None) -> None:
    page = client.get("/en/_kit/pekerjaan/halaman/").content.decode()
    assert page.count('<div class="progress"') == 1
    assert 'hx-get="/en/_kit/pekerjaan/"' in page
    assert '<button class="button quiet">Stop<span class="said">: Sending 24 invitations</span></button>' in page
