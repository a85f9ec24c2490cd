"""The template of certificates: placeholders that are checked, a preview that saves nothing, a small logo."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jejaring.certificates.models import Rule, Template
from jejaring.documents.models import Document
from jejaring.documents.rendering.face import qr_png
from jejaring.files import storage
from tests.factories.certificates import Hall, a_hall
from tests.factories.cities import OfficeFactory
from tests.factories.events import VenueFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    return a_hall()


def sent(client: Client, hall: Hall, **changes: Any) -> Any:
    """Send the form of the template as the manager does."""
    client.force_login(hall.manager)
    typed = {
        "title_id": "Piagam",
        "title_en": "",
        "text_id": "sebagai {role} dalam {event}, {days}.",
        "text_en": "",
        "office": hall.template.office.pk,
        "landscape": "0",
        "band": "0",
    }
    return client.post(reverse("certificates:template", args=[hall.event.slug]), {**typed, **changes})


def test_a_template_is_saved_and_what_was_issued_stays_as_it_was(hall: Hall, client: Client) -> None:
    hall.issued()
    before = Document.objects.get()
    assert sent(client, hall).status_code == 302
    kept = Template.objects.get()
    assert (kept.title_id, kept.landscape, kept.band) == ("Piagam", False, False)
    after = Document.objects.get()
    assert (after.sha256, after.outline, after.title) == (before.sha256, before.outline, "Sertifikat")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sebagai {peran} dalam {event}, {days}.", "Tidak ada isian"),
        ("dalam {event}, {days", "Kurung kurawal"),
        ("dalam {event}.", "belum memuat {days}"),
        ("dalam {event}, {days} di {place}.", "belum memiliki tempat"),
    ],
)
def test_a_text_of_which_no_certificate_can_be_made_is_refused_beside_its_field(
    hall: Hall, client: Client, text: str, sentence: str
) -> None:
    page = sent(client, hall, text_id=text).content.decode()
    assert sentence in page
    assert Template.objects.get().title_id == "Sertifikat"


def test_the_place_is_filled_where_the_event_has_a_venue(hall: Hall, client: Client) -> None:
    VenueFactory(event=hall.event, name="Balai Uji")
    assert sent(client, hall, text_id="dalam {event}, {days} di {place}.").status_code == 302
    blocks = hall.issued().document.outline["blocks"]  # type: ignore[union-attr]  # issued
    assert blocks[0]["text"].endswith("16–18 Maret 2020 di Balai Uji.")


def test_a_preview_shows_what_was_typed_and_saves_nothing(hall: Hall, client: Client) -> None:
    page = sent(client, hall, preview="1").content.decode()
    assert "data:image/png;base64," in page
    assert "Piagam" in page
    assert Template.objects.get().title_id == "Sertifikat"


def test_a_logo_is_a_small_png_and_stands_on_the_paper(hall: Hall, client: Client) -> None:
    large = SimpleUploadedFile("besar.png", qr_png("x") + b"\0" * 300_000, content_type="image/png")
    assert "200 kB" in sent(client, hall, logo=large).content.decode()
    logo = SimpleUploadedFile("logo.png", qr_png("logo"), content_type="image/png")
    assert sent(client, hall, logo=logo).status_code == 302
    document = hall.issued().document
    assert document is not None
    page = pypdfium2.PdfDocument(storage.get(document.sha256))[0]
    assert any(one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for one in page.get_objects(max_depth=9))


def test_an_office_of_another_organisation_cannot_be_chosen(hall: Hall, client: Client) -> None:
    assert sent(client, hall, office=OfficeFactory().pk).status_code == 200
    assert Template.objects.get().office == hall.template.office


def test_rules_are_chosen_by_audience(hall: Hall, client: Client) -> None:
    client.force_login(hall.manager)
    typed = {
        "participants": "presence",
        "speakers": "nobody",
        "committee": "always",
        "measure": "hours",
        "percent": "75",
        "session_percent": "60",
    }
    assert client.post(reverse("certificates:rules", args=[hall.event.slug]), typed).status_code == 302
    kept = {one.audience: (one.measure, one.percent, one.session_percent) for one in Rule.objects.all()}
    assert kept == {"participants": ("hours", 75, 60), "committee": ("hours", None, 60)}


def test_certificates_are_the_managers_business(hall: Hall, client: Client) -> None:
    client.force_login(PersonFactory())
    for name in ("certificates", "template", "rules", "issue", "sign"):
        assert client.get(reverse(f"certificates:{name}", args=[hall.event.slug])).status_code == 403
