"""A draft open in two windows loses nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.http import HttpRequest
from django.test import RequestFactory

from jejaring.drafts.draft_form import DraftForm
from jejaring.drafts.models import Draft, Overtaken
from jejaring.drafts.views import draft_saved
from jejaring.kit.forms import Done
from jejaring.kit.refusal import Refusal


class Letter(Draft):
    """A draft that is kept in memory."""

    class Meta:
        app_label = "drafts"
        managed = False

    text: str = ""

    @property
    def typed(self) -> dict[str, Any]:
        return {"text": self.text}

    def save_text(self, text: str, began_from: int) -> str:
        self.advance(began_from)
        self.text = text
        return text


class LetterForm(DraftForm):
    text = forms.CharField()
    title = forms.CharField()


def sent(**values: str) -> tuple[HttpRequest, LetterForm]:
    request = RequestFactory().post("/", values)
    return request, LetterForm(request.POST)


def save(letter: Letter, *, whole: bool = False, **values: str) -> tuple[Done[str] | None, LetterForm]:
    request, form = sent(**values)
    saved = draft_saved(request, form, lambda: letter.save_text(form.typed["text"], form.began_from), whole=whole)
    return saved, form


def test_each_saving_counts() -> None:
    letter = Letter()
    assert save(letter, text="Satu", revision="0")[0] == Done("Satu")
    assert save(letter, text="Dua", revision="1")[0] == Done("Dua")
    assert (letter.text, letter.revision) == ("Dua", 2)


def test_a_saving_from_an_older_page_changes_nothing_and_shows_both_texts() -> None:
    letter = Letter()
    save(letter, text="Satu", title="x", revision="0")
    saved, form = save(letter, text="Dua", title="", revision="0")
    assert (saved, letter.text) == (None, "Satu")
    assert form["text"].value() == "Dua"
    assert set(form.errors) == {"__all__", "text"}
    assert "Satu" in form.errors["text"][0]


def test_once_both_texts_were_seen_the_next_saving_counts() -> None:
    letter = Letter()
    save(letter, text="Satu", revision="0")
    _saved, form = save(letter, text="Dua", revision="0")
    assert save(letter, text="Dua", revision=form["revision"].value())[0] == Done("Dua")


def test_a_draft_may_have_gaps_until_it_must_be_whole() -> None:
    letter = Letter()
    assert save(letter, text="", revision="0")[0] == Done("")
    saved, form = save(letter, text="Satu", revision="1", whole=True)
    assert (saved, set(form.errors), letter.text) == (None, {"title"}, "")


def test_a_page_that_sends_no_revision_began_before_the_first_saving() -> None:
    letter = Letter()
    save(letter, text="Satu", revision="0")
    assert save(letter, text="Dua")[0] is None
    assert letter.text == "Satu"


def test_a_refusal_stands_beside_its_field() -> None:
    request, form = sent(text="Satu", revision="0")

    def refuse() -> None:
        raise Refusal("Too short.", field="text")

    assert draft_saved(request, form, refuse, whole=False) is None
    assert form.errors == {"text": ["Too short."]}


def test_a_draft_that_is_only_looked_at_is_not_saved() -> None:
    request = RequestFactory().get("/")
    assert draft_saved(request, LetterForm(), lambda: pytest.fail("saved"), whole=False) is None


def test_what_another_window_saved_comes_with_the_refusal() -> None:
    letter = Letter(revision=3)
    letter.text = "Satu"
    with pytest.raises(Overtaken) as caught:
        letter.advance(2)
    assert (caught.value.stored, caught.value.revision, letter.revision) == ({"text": "Satu"}, 3, 3)


def test_a_draft_that_does_not_tell_what_was_typed_cannot_be_made() -> None:
    class Untold(Draft):
        class Meta:
            app_label = "drafts"
            managed = False

    with pytest.raises(TypeError, match=r"abstract.*typed"):
        Untold()  # type: ignore[abstract]  # that is what is tried
