"""Pages of delegations and of mail in the browser: readable on a phone and a desk, in both languages, axe-clean."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from jejaring.registration.models import Delegation, Message, Registration
from tests.browser.conftest import LOOKS, Scheme, Visit, fits
from tests.factories.events import DelegationFactory, RegistrationFactory
from tests.membership.desk import Desk, a_desk

LONG = "Prof. Dr. Ir. H. Muhammad Abdurrahman Wirakusumah Sastranegara Kartadinata, S.T., M.Si., Ph.D."
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk() -> Desk:
    return a_desk()


@pytest.fixture
def coming(desk: Desk) -> Delegation:
    delegation = DelegationFactory(
        event__announced=True, organisation=desk.member.organisation, state="accepted", contact=desk.liaison
    )
    more = {"event": delegation.event, "group": delegation.group, "delegation": delegation}
    RegistrationFactory(name=LONG, role=Registration.Role.HEAD, **more)
    RegistrationFactory(name="Suparno", state="waiting", queued_at=timezone.now(), **more)
    letter = {"occasion": "x", "language": "id", "subject": "Perihal", "body": "Isi", "queued_at": timezone.now()}
    Message.objects.create(event=delegation.event, recipient="a@contoh.id", failed_at=timezone.now(), **letter)
    return delegation


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_pages_of_a_delegation_read_well(
    visit: Visit,
    axe: Callable[[Page], None],
    coming: Delegation,
    desk: Desk,
    width: int,
    scheme: Scheme,
    language: str,
) -> None:
    names, key = ("delegation", "add_member", "roster"), [coming.public_id]
    for path in [reverse(f"delegations:{name}", args=key) for name in names]:
        page = visit(path, language=language, width=width, scheme=scheme, person=desk.liaison)
        axe(page)
        assert fits(page)


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_pages_of_those_who_invite_and_write_read_well(
    visit: Visit,
    axe: Callable[[Page], None],
    coming: Delegation,
    desk: Desk,
    width: int,
    scheme: Scheme,
    language: str,
) -> None:
    names = ("delegations", "invite_cities", "messages", "announce", "wordings")
    for path in [reverse(f"delegations:{name}", args=[coming.event.slug]) for name in names]:
        page = visit(path, language=language, width=width, scheme=scheme, person=desk.secretariat)
        axe(page)
        assert fits(page)
