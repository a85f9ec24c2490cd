"""No field of a form takes more than its column: what is typed is refused in words, not by the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialLogin
from django import forms
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from engines.lifecycle.standing import DECISIONS
from jejaring.admission.forms import journey as admission
from jejaring.admission.models import Journey, Remark
from jejaring.admission.queries.texts import application_fields
from jejaring.attendance import forms as attendance_forms
from jejaring.certificates.forms import PrintForm, RulesForm, TemplateForm
from jejaring.cities import forms as cities
from jejaring.cities.models import Department, Organisation
from jejaring.cities.queries import the_network
from jejaring.delegations.forms import delegations
from jejaring.deliberation import forms as deliberation
from jejaring.deliberation.models import Attendance, Deliberation
from jejaring.dues import forms as dues
from jejaring.dues.models import Invoice
from jejaring.events.forms.helpers import HelperForm
from jejaring.events.forms.places import AvailabilityForm
from jejaring.events.forms.sessions import MoveForm, SessionForm
from jejaring.events.models import Event, Speaker
from jejaring.imports import mapping
from jejaring.membership.forms import obligations, standing
from jejaring.membership.models import Membership, Obligation
from jejaring.minutes import forms as minutes
from jejaring.outcomes import forms as outcomes
from jejaring.people import forms as people
from jejaring.people.models import Invitation, Person
from jejaring.proposals import forms as proposals
from jejaring.proposals.models import Call
from jejaring.questionnaires.answers_form import AnswersForm
from jejaring.questionnaires.definition import Questionnaire
from jejaring.questionnaires.forms import QuestionForm
from jejaring.registration.forms import people as registered
from jejaring.registration.forms import setup as registration
from jejaring.registration.models import Registration, Setup
from jejaring.speakers.forms import speakers
from tests.factories.cities import OrganisationFactory
from tests.membership.desk import Role, holder

pytestmark = pytest.mark.django_db
LONG_ADDRESS = f"narahubung@{'.'.join(['a' * 60] * 4)}.go.id"  # 260 characters, well formed


def form_classes(above: Any = forms.Form) -> Iterator[type[forms.Form]]:
    """Yield every form of ours, once all pages are loaded."""
    assert get_resolver().url_patterns
    for one in above.__subclasses__():
        if one.__module__.startswith("jejaring."):
            yield one
        yield from form_classes(one)


@cache
def built() -> dict[type[forms.Form], dict[str, Any]]:
    """Return what each form that needs arguments is built with, so that it has every field it can have."""
    remarks = {key: Remark(text="Lengkapi.") for key in application_fields()}
    meeting = Deliberation(journey=Journey(organisation=Organisation(time_zone="Asia/Jakarta")), held_at=timezone.now())
    attendance = Attendance(department=Department(pk=1, name="Dinas Kominfo"), state=Attendance.State.INVITED)
    passkey = Authenticator(type=Authenticator.Type.WEBAUTHN, data={"name": "Telepon", "credential": {}})
    renewal = next(verb for verb, decision in DECISIONS.items() if "valid_until" in decision.requires)
    doors = {"event": Event(begins_on=date(2020, 3, 16), ends_on=date(2020, 3, 18)), "sessions": []}
    return {
        attendance_forms.OfADoor: doors,
        attendance_forms.DoorForm: doors,
        attendance_forms.ReadingForm: doors,
        admission.ApplicationForm: {"remarks": remarks},
        admission.InterestForm: {"kinds": []},
        admission.SignForm: {"mandated": True},
        cities.AnswerRequestForm: {"roles": []},
        cities.HandOverForm: {"holdings": []},
        cities.OpenOfficeForm: {"roles": [], "organisation": Organisation(pk=1)},
        deliberation.CallForm: {"organisation": Organisation(pk=1, time_zone="Asia/Jakarta")},
        deliberation.OutcomeForm: {"meeting": meeting, "attendances": [attendance]},
        dues.IssueForm: {"members": Membership.objects.none(), "amounts": {}},
        dues.MatchForm: {"invoices": Invoice.objects.none()},
        mapping.MappingForm: {"columns": [], "headings": [], "mapping": {}},
        obligations.FulfilForm: {"kind": Obligation.Kind.YEARLY_REPORT},
        standing.DecisionForm: {"verb": renewal},
        people.AcceptForm: {"email": "narahubung@contoh.id"},
        people.AddPasskeyForm: {"user": Person()},
        people.RenamePasskeyForm: {"instance": passkey},
        people.SingleSignOnInvitationForm: {"sociallogin": SocialLogin(user=Person())},
        outcomes.FeedbackForm: {"session": None},
        **_of_speakers(),
    }


def _of_speakers() -> dict[type[forms.Form], dict[str, Any]]:
    event = Event(pk=1, time_zone="Asia/Jakarta")
    return {
        speakers.MergeForm: {"speaker": Speaker(pk=1, event_id=1)},
        speakers.OwnPageForm: {"speaker": Speaker(portrait_id=1)},
        speakers.MaterialForm: {"event": event},
        speakers.UploadForm: {"event": event},
        proposals.CallForm: {"event": event},
        proposals.ProposalForm: {"call": Call()},
        proposals.ReviewForm: {"criteria": []},
        minutes.BeginForm: {"event": event},
        minutes.MinutesForm: {"event": event},
    }


@cache
def built_of_registrations() -> dict[type[forms.Form], dict[str, Any]]:
    """Return the same for the forms of registrations and their questions."""
    event, asked = Event(pk=1, begins_on=date(2020, 3, 16), ends_on=date(2020, 3, 18)), Questionnaire()
    one = Registration(event=event)
    return {
        AnswersForm: {"questionnaire": asked},
        QuestionForm: {"questionnaire": asked, "field": None, "key": "q1"},
        registered.PersonForm: {"questionnaire": asked},
        registered.RegisterForm: {"event": event, "asked": None, "person": None, "questionnaire": asked},
        registered.ChangeForm: {"registration": one, "asked": asked, "own": False},
        registered.AddForm: {"event": event},
        **{key: {"event": event} for key in (HelperForm, AvailabilityForm, MoveForm, SessionForm, PrintForm)},
        RulesForm: {"rules": {}},
        delegations.ContactForm: {"people": Person.objects.none()},
        delegations.InviteForm: {"event": event},
        TemplateForm: {"event": event, "template": None},
        registered.MoveForm: {"registration": one},
        registered.MergeForm: {"registration": one},
        registration.SetupForm: {"event": event, "setup": Setup()},
        registration.GroupForm: {"group": None},
    }


@pytest.fixture(autouse=True)
def network() -> None:
    OrganisationFactory(network=True)


def fields_of(form: type[forms.Form]) -> dict[str, forms.Field]:
    """Return a form's fields, those that it adds to itself as well."""
    return dict(form(**(built() | built_of_registrations()).get(form, {})).fields)


def columns_of(room: str, name: str) -> list[Any]:
    """Return the columns of a room that a field is named after, without the number of its row."""
    known = apps.get_app_config(room).get_models() if apps.is_installed(f"jejaring.{room}") else ()
    column = re.sub(r"_\d+$", "", name)
    return [one for model in known for one in model._meta.fields if one.name == column]


def largest_of(column: models.Field[Any, Any]) -> Decimal:
    if isinstance(column, models.DecimalField):
        return Decimal(10 ** (column.max_digits - column.decimal_places) - 1)
    most = connection.ops.integer_field_range(column.get_internal_type())[1]
    return Decimal(most)


def too_wide(kinds: Any, fault: Callable[[Any, list[Any]], str]) -> list[str]:
    """Return what is wrong with the fields of those kinds, each judged beside the columns it is named after."""
    found = []
    for form in sorted(set(form_classes()), key=lambda one: (one.__module__, one.__name__)):
        room = form.__module__.split(".")[1]
        for name, field in fields_of(form).items():
            if isinstance(field, kinds) and (wrong := fault(field, columns_of(room, name))):
                found.append(f"{form.__name__}.{name}: {wrong}")
    return found


def number_fault(field: Any, columns: list[Any]) -> str:
    digits = getattr(field, "max_digits", None)
    bounds = [Decimal(10**digits - 1)] if digits else []
    bounds += [Decimal(field.max_value)] if field.max_value is not None else []
    of_numbers = [one for one in columns if isinstance(one, models.IntegerField | models.DecimalField)]
    most = min(map(largest_of, of_numbers), default=Decimal(10**15 - 1))
    return "" if bounds and min(bounds) <= most else f"up to {min(bounds, default=None)}, the column to {most}"


def text_fault(field: Any, columns: list[Any]) -> str:
    lengths = [one.max_length or 0 for one in columns if isinstance(one, models.CharField) and not one.choices]
    if not lengths or isinstance(field.widget, forms.PasswordInput):
        return ""
    fits = field.max_length is not None and field.max_length <= max(lengths)
    return "" if fits else f"up to {field.max_length} characters, the column to {max(lengths)}"


def test_no_number_of_a_form_is_larger_than_its_column() -> None:
    assert too_wide((forms.IntegerField, forms.DecimalField), number_fault) == []


def test_no_text_of_a_form_is_longer_than_its_column() -> None:
    assert too_wide(forms.CharField, text_fault) == []


def test_a_field_without_bounds_is_found() -> None:
    year = apps.get_model("dues.invoice")._meta.get_field("year")
    assert number_fault(forms.IntegerField(), [year]) == "up to None, the column to 32767"
    assert number_fault(forms.IntegerField(max_value=40_000), [year]).startswith("up to 40000")
    assert number_fault(forms.IntegerField(max_value=2100), [year]) == ""
    email = apps.get_model("people.invitation")._meta.get_field("email")
    assert text_fault(forms.EmailField(max_length=320), [email]) == "up to 320 characters, the column to 254"


def test_an_address_longer_than_its_column_is_a_sentence(client: Client) -> None:
    typed = {"name": "Narahubung", "email": LONG_ADDRESS, "language": "id"}
    client.force_login(holder(the_network(), Role.SECRETARIAT))
    page = client.post("/ruang/undangan/baru/", typed)
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["email"])
    assert not Invitation.objects.exists()
