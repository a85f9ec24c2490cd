"""An office for someone who has no account yet."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from jejaring.cities import actions
from jejaring.cities.models import Holding
from jejaring.cities.queries import seats_of
from jejaring.kit import clock
from jejaring.kit.refusal import Refusal
from jejaring.notices.models import Notice
from jejaring.people.actions.invitations import accept_invitation, send_invitation
from jejaring.people.queries import token_of
from tests.factories.cities import HoldingFactory, OfficeFactory
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = date(2019, 10, 17)
NOON = datetime(2019, 10, 21, 12, tzinfo=ZoneInfo("Asia/Jakarta"))
NEW: Any = {"email": "baru@contoh.id", "name": "Narahubung baru"}


def accept(planned: Any) -> Any:
    return accept_invitation(planned.invitation, name="Narahubung baru", password="kata-sandi-panjang-1", at=NOON)


def test_who_accepts_holds_the_office_from_the_day_that_was_named() -> None:
    office = OfficeFactory()
    planned = actions.invite_to_office(office, by=PersonFactory(), at=NOON, on=DAY, decree="SK 3/2019", **NEW)
    (seat,) = seats_of(office.organisation, on=DAY)
    assert (seat.now, seat.invited) == ([], [planned])
    person = accept(planned)
    held = Holding.objects.get()
    assert (held.office, held.holder, held.since, held.decree) == (office, person, DAY, "SK 3/2019")
    assert seats_of(office.organisation, on=DAY)[0].invited == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("id", "mengundang Anda ke Citynet Indonesia. Dengan akun ini Anda memegang jabatan: {office}."),
        ("en", "invites you to Citynet Indonesia. With the account you hold this office: {office}."),
    ],
)
def test_the_letter_and_its_page_name_the_office(
    language: str, said: str, mailoutbox: list[Any], client: Client
) -> None:
    office = OfficeFactory()
    named = {**NEW, "language": language}
    planned = actions.invite_to_office(office, by=PersonFactory(), at=clock.now(), on=DAY, **named)
    send_invitation(planned.invitation.pk, at=clock.now())
    said = said.format(office=f"{office.title}, {office.organisation.name}")
    assert said in mailoutbox[0].body
    page = client.get(f"/en/undangan/{token_of(planned.invitation)}/")
    assert f"with this office: {office.title}" in unescape(page.content.decode())


def test_an_invitation_that_has_expired_holds_no_seat() -> None:
    office = OfficeFactory()
    planned = actions.invite_to_office(office, by=PersonFactory(), at=NOON, on=DAY, **NEW)
    last = NOON.date() + timedelta(days=14)
    assert [seats_of(office.organisation, on=last + timedelta(days=day))[0].invited for day in (0, 1)] == [
        [planned],
        [],
    ]
    assert seats_of(office.organisation, on=last + timedelta(days=1))[0].is_open


def test_an_invited_hand_over_happens_on_the_day_it_is_accepted_so_that_nobody_is_without_office_before() -> None:
    held = HoldingFactory()
    planned = actions.invite_to_office(held.office, by=PersonFactory(), at=NOON, on=DAY, giver=held.holder, **NEW)
    person = accept(planned)
    held.refresh_from_db()
    begun = Holding.objects.get(holder=person)
    assert (held.until, begun.since) == (date(2019, 10, 20), date(2019, 10, 21))


def test_if_the_seat_was_taken_meanwhile_the_account_opens_and_the_inviter_is_told() -> None:
    office, inviter = OfficeFactory(), PersonFactory()
    planned = actions.invite_to_office(office, by=inviter, at=NOON, on=DAY, **NEW)
    other = HoldingFactory(office=office)
    person = accept(planned)
    assert person.pk
    assert list(Holding.objects.all()) == [other]
    assert Notice.objects.get(recipient=inviter).kind == "cities.office_not_taken"


def test_an_invitation_needs_a_name_and_an_address_without_account() -> None:
    office, person = OfficeFactory(), PersonFactory()
    with pytest.raises(Refusal, match="name"):
        actions.invite_to_office(office, email="baru@contoh.id", name=" ", by=person, at=NOON, on=DAY)
    with pytest.raises(Refusal, match="already has an account"):
        actions.invite_to_office(office, email=person.email, name="Ada", by=person, at=NOON, on=DAY)
    assert seats_of(office.organisation, on=DAY)[0].invited == []
