"""Every typed text of the product passes the judge: in the forms, and in the columns behind them."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.conf import settings

from jejaring.cities.actions.organisations import change_facts
from jejaring.cities.forms import FactsForm
from jejaring.cities.models import Organisation
from jejaring.kit import fields
from jejaring.kit.refusal import Refusal
from jejaring.people.models import Person
from tests.factories.cities import OrganisationFactory
from tests.factories.people import PersonFactory

SOURCE = Path(__file__).parents[2] / "src" / "jejaring"
BARE = {"CharField", "EmailField", "URLField", "RegexField", "SlugField"}
DAY = date(2020, 3, 2)


def bare_fields() -> Iterator[str]:
    """Yield every place where a form takes a text past the judge; passwords are not texts that are printed."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or "PasswordInput" in ast.unparse(node):
                continue
            if ast.unparse(node.func) in {f"forms.{name}" for name in BARE}:
                yield f"{path.relative_to(SOURCE)}:{node.lineno}"


def form_classes() -> Iterator[type[forms.BaseForm]]:
    for path in SOURCE.rglob("forms*/**/*.py"):
        importlib.import_module(".".join(path.relative_to(SOURCE.parent).with_suffix("").parts))
    for room in settings.ROOMS:
        if (SOURCE / room / "forms.py").exists():
            importlib.import_module(f"jejaring.{room}.forms")
    waiting: list[type[forms.BaseForm]] = [forms.Form, forms.ModelForm]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("jejaring.") and not issubclass(kind, _of_a_library()):
            yield kind


def _of_a_library() -> tuple[type, ...]:
    from jejaring.people.forms import AddPasskeyForm, SignInForm

    return SignInForm, AddPasskeyForm


@pytest.mark.slow
def test_no_form_takes_a_text_past_the_judge() -> None:
    assert list(bare_fields()) == []
    unjudged = [
        f"{kind.__name__}.{name}"
        for kind in form_classes()
        for name, field in getattr(kind, "base_fields", {}).items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, (fields.Judged, forms.UUIDField))
        and not isinstance(field.widget, forms.PasswordInput)
    ]
    assert unjudged == []


def test_a_form_names_the_field_and_the_character() -> None:
    form = FactsForm({"name": "Pemerintah Kota 🙏", "short_name": "Kota\r\nPadang", "time_zone": "Asia/Jakarta"})
    assert not form.is_valid()
    assert list(form.errors) == ["name"]
    assert "U+1F64F" in str(form.errors["name"])
    assert form.cleaned_data["short_name"] == "Kota Padang"


@pytest.mark.django_db
def test_what_slips_past_a_form_is_cleaned_or_refused_beside_its_field() -> None:
    city, person = OrganisationFactory(), PersonFactory()
    kept = change_facts(city, by=person, on=DAY, short_name="Kota\r\nPadang\x00")
    assert kept.short_name == "Kota Padang"
    with pytest.raises(Refusal, match=r"U\+5317") as refused:
        change_facts(city, by=person, on=DAY, address="Jalan 北")
    assert refused.value.field == "address"


@pytest.mark.django_db
def test_every_way_of_writing_a_column_is_judged() -> None:
    city, person = OrganisationFactory(), PersonFactory()
    Organisation.objects.filter(pk=city.pk).update(seat="Kota\nPadang")
    city.refresh_from_db()
    assert city.seat == "Kota Padang"
    with pytest.raises(Refusal):
        Organisation.objects.filter(pk=city.pk).update(seat="🙏")
    with pytest.raises(Refusal):
        Person.objects.bulk_update([Person(pk=person.pk, name="🙏")], ["name"])


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", ["{nomor_urut:300000000d}", "{nomor_urut:c}", "{nomor_urut:.1g}", "{klasifikasi}"])
def test_a_letter_pattern_is_refused_when_it_is_typed(pattern: str) -> None:
    city = OrganisationFactory()
    with pytest.raises(Refusal) as refused:
        change_facts(city, by=PersonFactory(), on=DAY, letter_pattern=pattern)
    assert refused.value.field == "letter_pattern"
    city.refresh_from_db()
    assert city.letter_pattern == ""
