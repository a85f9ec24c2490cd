"""Forms as our templates write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils.translation import override
from pytest_django import Settings

from jejaring.kit.fields import DayField, DocumentField, RupiahField, Section


class Letter(forms.Form):
    sections = (Section("Evidence", ("file",)),)
    city = forms.CharField(label="City", help_text="As in the law.")
    file = DocumentField(label="Letter", kinds=("pdf",), required=False)


def written(form: forms.Form) -> str:
    with override("id"):
        return Template("{% form_summary form %}{{ form }}").render(Context({"form": form}))


def test_help_and_error_stand_beside_the_field_and_are_named_by_it() -> None:
    page = written(Letter({}))
    assert 'aria-describedby="id_city_helptext id_city_error"' in page
    assert page.index('for="id_city"') < page.index('id="id_city_helptext"') < page.index('name="city"')
    assert page.index('name="city"') < page.index('id="id_city_error"')


def test_the_summary_links_to_the_field_and_keeps_quiet_without_errors() -> None:
    assert '<a href="#id_city">City – Bidang ini tidak boleh kosong.</a>' in written(Letter({}))
    assert "form-summary" not in written(Letter())


def test_the_forms_own_errors_are_said_once() -> None:
    form = Letter({"city": "Padang"})
    form.add_error(None, "Still open.")
    assert written(form).count("Still open.") == 1


def test_optional_is_marked_and_required_is_not() -> None:
    assert written(Letter()).count("(opsional)") == 1


def test_fields_stand_in_their_sections() -> None:
    page = written(Letter())
    assert page.index("<legend>Evidence</legend>") < page.index('name="file"') < page.index('name="city"')


@pytest.mark.parametrize("typed", ["1250000", "1.250.000", "Rp 1.250.000", "Rp\u00a01.250.000"])
def test_rupiah_are_read_however_they_are_typed(typed: str) -> None:
    with override("id"):
        assert RupiahField().clean(typed) == Decimal(1250000)


@pytest.mark.parametrize("typed", ["banyak", "-5", "1,5", "NaN"])
def test_what_is_no_sum_is_refused(typed: str) -> None:
    with override("id"), pytest.raises(forms.ValidationError):
        RupiahField().clean(typed)


def test_rupiah_are_shown_with_points() -> None:
    with override("id"):
        assert RupiahField().prepare_value(Decimal("1250000.00")) == "1.250.000"


def test_a_day_is_read_from_the_picker_and_from_the_keyboard() -> None:
    with override("en"):
        assert DayField().clean("2019-10-17") == DayField().clean("17-10-2019")


@pytest.mark.parametrize(("name", "size"), [("letter.exe", 10), ("letter", 10), ("letter.pdf", 2048)])
def test_a_file_of_another_kind_or_too_large_is_refused(name: str, size: int, settings: Settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024
    with pytest.raises(forms.ValidationError):
        DocumentField().clean(SimpleUploadedFile(name, b"x" * size))


def test_a_file_of_the_kind_asked_for_is_taken() -> None:
    upload = SimpleUploadedFile("LETTER.PDF", b"%PDF-1.7")
    assert DocumentField().clean(upload) is upload
