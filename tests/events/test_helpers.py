"""Who works for an event: by e-mail address, with an account or invited to one, until their last day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from jejaring.events.actions import helpers
from jejaring.events.models import Helper, HelperInvitation
from jejaring.events.rules import may_manage, may_stand_at_door, may_work
from jejaring.kit.refusal import Refusal
from jejaring.notices.models import Notice
from jejaring.people.actions.invitations import accept_invitation
from tests.events.work import AT, TODAY, Work, an_event_in_work
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
MANAGER, STEWARD, SESSION = Helper.Role.MANAGER, Helper.Role.STEWARD, Helper.Role.SESSION


def appoint(work: Work, role: str, email: str, **more: Any) -> Helper | HelperInvitation:
    return helpers.appoint_at(work.event, role, email, by=work.manager, on=TODAY, at=AT, **more)


def test_someone_with_an_account_has_the_task_from_today_and_is_told_once() -> None:
    work, person = an_event_in_work(), PersonFactory()
    helper = appoint(work, STEWARD, person.email.upper())
    assert isinstance(helper, Helper)
    assert may_stand_at_door(person, work.event, on=TODAY)
    assert not may_manage(person, work.event, on=TODAY)
    assert not may_work(person, work.event, on=TODAY - timedelta(days=1))
    assert Notice.objects.filter(recipient=person, kind="events.appointed").count() == 1
    with pytest.raises(Refusal) as again:
        appoint(work, STEWARD, person.email)
    assert again.value.field == "email"


def test_someone_without_an_account_is_invited_and_has_the_task_once_they_accept() -> None:
    work = an_event_in_work()
    with pytest.raises(Refusal) as nameless:
        appoint(work, MANAGER, "baru@contoh.id")
    assert nameless.value.field == "name"
    planned = appoint(work, MANAGER, "baru@contoh.id", name="Pengelola Baru")
    assert isinstance(planned, HelperInvitation)
    person = accept_invitation(planned.invitation, name="Pengelola Baru", password="sandi-uji-panjang-1", at=AT)
    assert may_manage(person, work.event, on=TODAY)


def test_a_task_ends_at_once_when_it_is_ended_and_the_row_stays() -> None:
    work, person = an_event_in_work(), PersonFactory()
    helper = appoint(work, MANAGER, person.email)
    assert isinstance(helper, Helper)
    helpers.dismiss_helper(helper, by=work.manager, on=TODAY, at=AT)
    assert not may_manage(person, work.event, on=TODAY)
    helper.refresh_from_db()
    assert helper.until == TODAY - timedelta(days=1)
    with pytest.raises(Refusal):
        helpers.dismiss_helper(helper, by=work.manager, on=TODAY, at=AT)


@pytest.mark.parametrize(
    ("role", "own", "until", "field"),
    [
        (SESSION, False, None, "session"),
        (STEWARD, True, None, "session"),
        (STEWARD, False, TODAY - timedelta(days=1), "until"),
        (STEWARD, False, date(2030, 1, 1), "until"),
    ],
)
def test_a_task_without_its_session_or_with_an_impossible_last_day_is_refused(
    role: str, own: bool, until: date | None, field: str
) -> None:
    work = an_event_in_work()
    session = work.session("Satu") if own else None
    with pytest.raises(Refusal) as refused:
        appoint(work, role, PersonFactory().email, session=session, until=until)
    assert refused.value.field == field
    assert work.event.helpers.count() == 1


def test_the_page_gives_and_ends_tasks_and_withdraws_invitations(client: Client) -> None:
    work, person = an_event_in_work(), PersonFactory()
    client.force_login(work.manager)
    client.post(work.url("tim/"), {"role": "reviewer", "email": person.email})
    client.post(work.url("tim/"), {"role": "stage", "email": "lain@contoh.id", "name": "Pengatur"})
    page = client.get(work.url("tim/")).content.decode()
    assert (person.name in page, "Pengatur" in page) == (True, True)
    client.post(work.url(f"tim/{work.event.helpers.get(person=person).pk}/akhiri/"))
    client.post(work.url(f"tim/undangan/{work.event.helper_invitations.get().pk}/cabut/"))
    page = client.get(work.url("tim/")).content.decode()
    assert (person.name in page, "Pengatur" in page) == (False, False)


def test_an_event_waits_in_the_workroom_of_those_who_have_a_task_in_it_until_it_is_over() -> None:
    from jejaring.events.queries.work import waiting_for

    work = an_event_in_work()
    assert [one.url for one in waiting_for(work.manager, on=TODAY)] == [work.url()]
    assert waiting_for(work.manager, on=date(2020, 3, 19)) == []
