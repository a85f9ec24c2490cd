"""Questions as data: one definition for the page and the server, conditions, versions."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from jejaring.questionnaires.answers_form import AnswersForm, initial_answers
from jejaring.questionnaires.changes import changes
from jejaring.questionnaires.definition import (
    HEADING,
    Choice,
    Condition,
    Field,
    Questionnaire,
    QuestionnaireError,
    questionnaire_from,
)
from jejaring.questionnaires.forms import QuestionForm

MEAL = Field("meal", "Makan malam?", "Dinner?", "yes_no")
DIET = Field(
    "diet",
    "Pantangan",
    "Diet",
    "choices",
    choices=(Choice("a1", "Tanpa daging", "No meat"), Choice("a2", "Tanpa kacang", "No nuts")),
    asked_if=Condition("meal", ("yes",)),
)
DETAIL = Field("detail", "Jelaskan", "Details", "text", asked_if=Condition("diet", ("a2",)))
ARRIVES = Field("arrives", "Tiba", "Arrival", "day", required=False)
PEOPLE = Field("people", "Pendamping", "Companions", "number", required=False)
ALL = Questionnaire((MEAL, DIET, DETAIL, Field("head", "Perjalanan", "Travel", HEADING), ARRIVES, PEOPLE))


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with override("en"):
        yield


def filled(**typed: Any) -> AnswersForm:
    return AnswersForm(typed, questionnaire=ALL)


def test_a_questionnaire_is_read_from_data_as_it_was_written() -> None:
    assert questionnaire_from(ALL.as_data()) == ALL


def test_what_is_not_asked_is_not_required_and_an_answer_to_it_is_not_kept() -> None:
    form = filled(meal="no", diet=["a2"], detail="x" * 6000)
    assert form.is_valid(), form.errors
    assert form.answers == {"meal": False}


def test_what_is_asked_is_required_and_all_errors_stand_there_at_once() -> None:
    form = filled(meal="yes", diet=["a2"], arrives="31-02-2020", people="banyak")
    assert set(form.errors) == {"detail", "arrives", "people"}
    assert filled().errors.keys() == {"meal"}
    assert filled(meal="yes").errors.keys() == {"diet"}


def test_answers_are_plain_values_and_read_in_words_and_fill_the_form_again() -> None:
    form = filled(meal="yes", diet=["a1"], arrives="15-10-2019", people="1.200")
    assert form.is_valid(), form.errors
    assert form.answers == {"meal": True, "diet": ["a1"], "arrives": "2019-10-15", "people": 1200}
    assert ALL.in_words(form.answers) == [
        ("Dinner?", "Yes"),
        ("Diet", "No meat"),
        ("Arrival", "15 October 2019"),
        ("Companions", "1,200"),
    ]
    assert filled(**initial_answers(form.answers)).is_valid()


def test_the_page_carries_the_condition_that_the_server_checks() -> None:
    page = str(filled())
    assert "data-asked-if='[&quot;meal&quot;" in page.replace('"[&quot;', "'[&quot;")
    assert "(only if “Dinner?” is answered with “Yes”)" in page


def test_fields_stand_under_their_headings() -> None:
    found = [(str(one.title), list(one.fields)) for one in filled().question_sections]
    assert found == [("Questions", ["meal", "diet", "detail"]), ("Travel", ["arrives", "people"])]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ((MEAL, MEAL), "two questions “Dinner[?]” of one key"),
        ((DIET, MEAL), "“Diet” depends on an answer"),
        ((DIET,), "“Diet” depends on an answer"),
        ((Field("x", "Pilih", "Choose", "choice", choices=(Choice("a", "Satu"),)),), "“Choose” needs two"),
    ],
)
def test_a_questionnaire_that_does_not_hold_together_cannot_be_made(fields: tuple[Field, ...], sentence: str) -> None:
    with pytest.raises(QuestionnaireError, match=sentence):
        Questionnaire(fields)


def test_a_question_is_moved_by_places_and_never_before_the_one_it_depends_on() -> None:
    assert [one.key for one in ALL.moved("people", -1).fields[-2:]] == ["people", "arrives"]
    assert ALL.moved("meal", -1) == ALL
    with pytest.raises(QuestionnaireError, match="“Diet” depends"):
        ALL.moved("meal", 1)
    with pytest.raises(QuestionnaireError, match="“Diet” depends"):
        ALL.without("meal")


def test_the_difference_of_two_versions_names_what_was_added_removed_moved_and_changed() -> None:
    after = ALL.without("people").with_field(
        Field("meal", "Makan malam?", "Dinner on Friday?", "yes_no", required=False)
    )
    after = after.with_field(Field("new", "Baru", "New")).moved("arrives", -1)
    found = {(one.kind, one.label): one.details for one in changes(ALL, after)}
    assert found.keys() == {
        ("changed", "Dinner on Friday?"),
        ("moved", "Arrival"),
        ("moved", "Travel"),
        ("added", "New"),
        ("removed", "Companions"),
    }
    assert found["changed", "Dinner on Friday?"] == (
        ("question in English", "Dinner?", "Dinner on Friday?"),
        ("must be answered", "yes", "no"),
    )


def typed(**more: str) -> dict[str, str]:
    return {"label_id": "Ukuran kaus", "type": "choice", "choices": "S\nM | Medium", **more}


def test_a_question_is_written_by_someone_who_is_no_programmer() -> None:
    form = QuestionForm(typed(asked_if='["meal", "yes"]'), questionnaire=ALL, field=None, key="q1")
    assert form.is_valid(), form.errors
    expected = (Choice("a1", "S"), Choice("a2", "M", "Medium"))
    assert (form.question.choices, form.question.asked_if) == (expected, Condition("meal", ("yes",)))
    assert not form.question.required


def test_an_answer_that_stays_keeps_its_value_and_a_new_one_never_gets_that_of_another() -> None:
    form = QuestionForm(typed(choices="Vegan\nTanpa kacang | None"), questionnaire=ALL, field=DIET, key="diet")
    assert form.is_valid(), form.errors
    assert form.question.choices == (Choice("a3", "Vegan"), Choice("a2", "Tanpa kacang", "None"))


@pytest.mark.parametrize(("choices", "error"), [("Satu", "at least two"), ("Satu\nsatu | One", "twice")])
def test_a_choice_needs_two_different_answers(choices: str, error: str) -> None:
    form = QuestionForm(typed(choices=choices), questionnaire=ALL, field=None, key="q1")
    assert error in str(form.errors["choices"])


def test_a_question_can_depend_on_those_before_it_only() -> None:
    form = QuestionForm(None, questionnaire=ALL, field=DIET, key="diet")
    assert [value for value, _label in form.fields["asked_if"].choices] == [  # type: ignore[attr-defined]
        "",
        '["meal", "yes"]',
        '["meal", "no"]',
    ]
