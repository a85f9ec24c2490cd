"""Comments on single fields, and what became of each."""

from __future__ import annotations

from django import forms
from django.template import Context, Template
from django.utils.translation import override

from jejaring.kit.remarks import (
    REPLY,
    Comparison,
    RemarksForm,
    comparisons,
    first_unanswered,
    replies_in,
    reply_field,
    written,
)
from tests.texts.test_differences import Field

PHONE, BUDGET, NAME = Field("phone", "Telepon"), Field("budget", "Dana"), Field("name", "Nama")
BEFORE = {"phone": "0751", "budget": "APBD", "name": "Kota Uji"}
AFTER = {**BEFORE, "budget": "APBD 2020"}


class Review(RemarksForm):
    result = forms.CharField(required=False)


def review(**typed: str) -> Review:
    form = Review(typed or None)
    form.add_remarks([PHONE, BUDGET])
    return form


def test_only_remarks_with_a_text_on_a_field_of_the_form_count() -> None:
    assert written({"phone": " Kode? ", "budget": " ", "other": "x"}, BEFORE) == {"phone": "Kode?"}


def test_a_remark_is_answered_by_a_change_or_by_a_reply() -> None:
    assert first_unanswered(["budget", "phone"], BEFORE, AFTER, {}) == "phone"
    assert first_unanswered(["budget", "phone"], BEFORE, AFTER, {"phone": "Sudah lengkap."}) is None


def test_each_field_that_was_remarked_on_or_changed_stands_with_its_reply() -> None:
    found = comparisons(
        [NAME, PHONE, BUDGET], BEFORE, AFTER, remarks={"phone": "Kode?"}, replies={"phone": "Sudah lengkap."}
    )
    assert found == [
        Comparison(PHONE, "0751", "0751", remark="Kode?", reply="Sudah lengkap."),
        Comparison(BUDGET, "APBD", "APBD 2020"),
    ]
    assert [row.changed for row in found] == [False, True]


def test_comparisons_are_a_table_with_the_change_marked_and_the_reply_below() -> None:
    rows = comparisons([PHONE, BUDGET], BEFORE, AFTER, remarks={"phone": "Kode <3?"}, replies={"phone": "Lengkap."})
    with override("en"):
        page = Template("{% comparisons rows %}").render(Context({"rows": rows}))
    assert page.count("<tr>") == 3
    assert "Kode &lt;3?" in page
    assert '<span class="muted">not changed</span><p class="muted">Reply: Lengkap.</p>' in page
    assert "2020</ins>" in page


def test_a_review_has_a_box_per_field_and_keeps_what_was_written_by_field() -> None:
    form = review(remark_phone="Kode?", result="x")
    assert form.is_valid()
    assert form.remarks == {"phone": "Kode?", "budget": ""}
    assert form.refusal_fields == {"phone": "remark_phone", "budget": "remark_budget"}


def test_replies_are_told_apart_from_answers() -> None:
    assert replies_in({"phone": "0751", f"{REPLY}phone": "Lengkap."}) == {"phone": "Lengkap."}
    field = reply_field(PHONE, "Kode?")
    with override("en"):
        assert "Kode?" in str(field.help_text)
