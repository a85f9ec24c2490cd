"""The pages of registrations in a browser: readable, accessible, and questions that appear as they are asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from jejaring.kit import clock
from jejaring.questionnaires.definition import Choice, Condition, Field, Questionnaire
from jejaring.registration import codes, tickets
from jejaring.registration.actions import setup
from jejaring.registration.models import ParticipantGroup, Setup
from tests.browser.conftest import fits
from tests.factories.cities import OrganisationFactory
from tests.factories.events import EventFactory, GroupFactory, HelperFactory, RegistrationFactory, SessionFactory
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
MEAL = Field("meal", "Makan malam?", "Dinner?", "yes_no")
DIET = Field(
    "diet",
    "Pantangan",
    "Diet",
    "choices",
    choices=(Choice("a1", "Tanpa daging", "No meat"), Choice("a2", "Tanpa kacang", "No nuts")),
    asked_if=Condition("meal", ("yes",)),
)


@pytest.fixture
def group() -> ParticipantGroup:
    OrganisationFactory(network=True)
    now, by = clock.now(), PersonFactory()
    days = {"begins_on": now.date() + timedelta(days=20), "ends_on": now.date() + timedelta(days=21)}
    event = EventFactory(announced=True, **days)
    HelperFactory(event=event, person=by)
    Setup.objects.create(event=event, opens_at=now - timedelta(days=1))
    setup.change_questions(event, lambda _draft: Questionnaire((MEAL, DIET)), by=by, at=now)
    setup.publish_questions(event, by=by, at=now)
    SessionFactory(event=event, capacity=3)
    GroupFactory(event=event, alone=True, name_id="Pers")
    return GroupFactory(event=event, alone=True, name_id="Umum")


def test_a_question_appears_once_it_is_asked_and_the_answer_is_kept(visit: Any, group: ParticipantGroup) -> None:
    page = visit(f"/acara/{group.event.slug}/daftar/")
    diet = page.get_by_text("Tanpa kacang")
    assert diet.is_hidden()
    page.get_by_label("Ya", exact=True).check()
    assert diet.is_visible()
    diet.click()
    page.get_by_label("Umum").check()
    page.get_by_label("Nama", exact=True).fill("Ratna")
    page.get_by_label("Alamat surel").fill("ratna@contoh.id")
    page.get_by_role("button", name="Daftar", exact=True).click()
    page.wait_for_url("**/terkirim/")
    assert group.registrations.get().answers == {"meal": True, "diet": ["a2"]}


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_pages_of_registrations_are_accessible_and_fit(
    visit: Any, axe: Any, group: ParticipantGroup, width: int, scheme: str
) -> None:
    one = RegistrationFactory(event=group.event, group=group, listed=True)
    codes.make(one, at=clock.now())
    manager = group.event.helpers.get().person
    base, work = f"/acara/{group.event.slug}", f"/acara/{group.event.slug}/kelola/peserta"
    own = f"/tiket/{tickets.token_of(one)}/"
    for path in (f"{base}/daftar/", f"{base}/peserta/", own, f"{own}ubah/"):
        page = visit(path, width=width, scheme=scheme)
        axe(page)
        assert fits(page)
    questions = f"{work}/pengaturan/pertanyaan/"
    for path in (f"{work}/", f"{work}/{one.public_id}/", f"{work}/tambah/", f"{work}/pengaturan/", questions):
        page = visit(path, width=width, scheme=scheme, person=manager)
        axe(page)
        assert fits(page)
