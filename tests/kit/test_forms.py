"""Forms as our templates write them."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override
from pytest_django import Settings

from jejaring.answers.ahead import ahead
from jejaring.kit.fields import DayField, DocumentField, PhoneField, RupiahField, Section
from jejaring.kit.forms import Done, attempt, submitted
from jejaring.kit.refusal import UNAVAILABLE, Refusal


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


def test_the_summary_lists_what_is_wrong_in_the_order_of_the_page_and_names_passwords_as_lost() -> None:
    class Account(forms.Form):
        password = forms.CharField(widget=forms.PasswordInput)
        place = forms.CharField()
        sections = (Section("Where", ("place",)), Section("Who", ("password",)))

    summary = written(Account({}))
    assert summary.index("Place – ") < summary.index("Password – ")
    assert "Yang Anda ketik masih ada di sini, kecuali kata sandi." in summary
    assert "Yang Anda ketik masih ada di sini." in written(Letter({}))


def test_the_summary_links_to_the_field_and_keeps_quiet_without_errors() -> None:
    assert '<a href="#id_city">City – Bagian ini wajib diisi.</a>' in written(Letter({}))
    assert "form-summary" not in written(Letter())


def test_the_forms_own_errors_are_said_once() -> None:
    form = Letter({"city": "Padang"})
    form.add_error(None, "Still open.")
    assert written(form).count("Still open.") == 1


def test_optional_is_marked_and_required_is_not() -> None:
    assert written(Letter()).count("(opsional)") == 1


def test_what_is_needed_in_one_case_only_is_not_called_optional() -> None:
    form = Letter()
    form.fields["file"].needed_if = "required to reject"  # type: ignore[attr-defined]  # what a form adds
    page = written(form)
    assert "(required to reject)" in page
    assert "opsional" not in page


def refuse() -> None:
    raise Refusal("Not today.")


@pytest.mark.parametrize(("city", "refused"), [("", False), ("Padang", True)])
def test_a_file_that_was_sent_with_an_error_elsewhere_must_be_chosen_again_and_the_page_says_so(
    rf: RequestFactory, city: str, refused: bool
) -> None:
    file = SimpleUploadedFile("surat minat.pdf", b"%PDF-")
    request = rf.post("/", {"city": city, "file": file})
    form = Letter(request.POST, request.FILES)
    with override("en"):
        assert submitted(request, form, refuse) is None
        assert form.errors["file"] == ["Choose “surat minat.pdf” again: it was not kept."]
    assert bool(form.non_field_errors()) is refused


def sent(rf: RequestFactory) -> tuple[HttpRequest, forms.Form]:
    request = rf.post("/", {"city": "Padang"})
    return request, Letter(request.POST)


def test_an_act_that_needs_an_answer_is_begun_anew_with_it(rf: RequestFactory) -> None:
    begun = []

    def act() -> int:
        begun.append("begun")
        return ahead(int, "7")

    assert submitted(*sent(rf), act) == Done(7)
    assert len(begun) == 2


def test_an_act_that_needs_another_answer_each_time_is_refused_for_now(rf: RequestFactory) -> None:
    request, form = sent(rf)
    turns = count()
    with override("en"):
        assert submitted(request, form, lambda: ahead(int, next(turns))) is None
        assert form.non_field_errors() == ["Others are changing the same thing at this moment. Try again."]
    assert request.META[UNAVAILABLE] is True


@pytest.mark.django_db
def test_an_act_is_not_begun_inside_a_transaction_whose_locks_would_be_held_while_others_are_asked(
    rf: RequestFactory,
) -> None:
    begun = []
    with pytest.raises(RuntimeError, match="a transaction of its own"), transaction.atomic():
        submitted(*sent(rf), lambda: begun.append(1))
    with pytest.raises(RuntimeError, match="a transaction of its own"), transaction.atomic():
        attempt(rf.post("/"), lambda: begun.append(1), "done")
    assert begun == []
    assert submitted(*sent(rf), lambda: begun.append(1)), "the transaction of the test itself does not count"


class Attendance(forms.Form):
    sections = (Section("Who attended", ("state_1", "by_1", "state_2", "by_2"), columns=("Attendance", "By")),)
    state_1 = forms.ChoiceField(label="Diskominfo", choices=[("present", "present")], widget=forms.RadioSelect)
    by_1 = forms.CharField(label="Diskominfo, by")
    state_2 = forms.ChoiceField(label="Bappeda", choices=[("present", "present")], widget=forms.RadioSelect)
    by_2 = forms.CharField(label="Bappeda, by")


def test_a_section_with_columns_is_a_table_whose_fields_keep_their_labels_and_errors() -> None:
    page = " ".join(written(Attendance({})).split())
    assert page.count("<tr>") == 3
    assert '<th scope="row">Diskominfo</th>' in page
    assert page.index("Diskominfo</th>") < page.index('name="by_1"') < page.index("Bappeda</th>")
    assert '<label class="said" for="id_by_2">Bappeda, by</label>' in page
    assert page.count('<td data-label="By"') == 2  # what a phone shows before each field
    assert page.count('class="wrong"') == 4


@pytest.mark.parametrize("typed", ["(0751) 123456", "+62 812-3456-7890", "0751 4640800 ext. 12", "021/123.456"])
def test_a_telephone_number_is_taken_as_people_write_it(typed: str) -> None:
    assert PhoneField().clean(typed) == typed


@pytest.mark.parametrize("typed", ["abc", "12345", "0751 46408OO", "ext. 12", "<0751464080>"])
def test_what_is_no_telephone_number_is_not_taken(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        PhoneField().clean(typed)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (forms.IntegerField(), "dua", "Tulis bilangan bulat, misalnya 12."),
        (forms.EmailField(), "padang", "Tulis alamat surel yang lengkap, misalnya nama@contoh.go.id."),
        (forms.DateField(), "31-02-2019", "Tulis tanggal yang ada di kalender, misalnya 17-10-2019."),
        (
            forms.URLField(assume_scheme="https"),
            "http://",
            "Tulis alamat situs yang lengkap, misalnya https://www.padang.go.id.",
        ),
        (forms.CharField(max_length=3), "Padang", "Paling banyak 3 huruf; yang Anda tulis 6."),
    ],
)
def test_djangos_own_sentences_are_worded_by_our_catalogue(field: forms.Field, typed: str, sentence: str) -> None:
    with override("id"), pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert refused.value.messages == [sentence]


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
