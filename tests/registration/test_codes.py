"""Codes of participants: readable by people, unique, renewed one by one."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from jejaring.events.models import Helper
from jejaring.kit import registry
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.registration import codes
from jejaring.registration.models import Code
from tests.factories.events import CodeFactory, DelegationFactory, EventFactory, HelperFactory, RegistrationFactory
from tests.factories.people import PersonFactory

AT = datetime(2020, 3, 16, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_a_code_has_eight_characters_that_are_not_mistaken_for_others() -> None:
    text = codes.make(RegistrationFactory(), at=AT).text
    assert len(text) == 8
    assert set(text) <= set(codes.ALPHABET)
    assert not set(codes.ALPHABET) & set("ILOU")


def test_a_person_keeps_the_code_they_have() -> None:
    registration = RegistrationFactory()
    assert codes.make(registration, at=AT) == codes.make(registration, at=AT)


@pytest.mark.parametrize("typed", ["10AB-CDEF", "10abcdef", " 1O AB CD EF ", "ioabcdef", "LoabCDEF"])
def test_a_code_is_read_however_people_write_it(typed: str) -> None:
    code = CodeFactory(text="10ABCDEF")
    assert codes.find(typed) == code


@pytest.mark.parametrize("typed", ["", "10ABCDE", "10ABCDEFG", "10ABCDEU", "\x00" * 8])
def test_what_is_not_a_code_is_not_found(typed: str) -> None:
    CodeFactory(text="10ABCDEF")
    assert codes.find(typed) is None


def test_a_code_that_is_taken_is_made_again() -> None:
    CodeFactory(text="AAAAAAAA")
    with patch("secrets.choice", side_effect=[*"AAAAAAAA", *"BBBBBBBB"]):
        assert codes.make(RegistrationFactory(), at=AT).text == "BBBBBBBB"


def test_complaint_25_one_code_is_renewed_and_the_rest_of_the_delegation_keeps_theirs() -> None:
    delegation = DelegationFactory()
    old, others = (
        CodeFactory(registration__delegation=delegation),
        CodeFactory.create_batch(2, registration__delegation=delegation),
    )
    fresh = codes.renew(old, by=PersonFactory(), at=AT)
    assert fresh.registration == old.registration
    assert fresh.text != old.text
    assert codes.find(old.text).renewed_at == AT  # type: ignore[union-attr]  # known, so that the door can answer
    assert [codes.valid_code(one.registration) for one in (old, *others)] == [fresh, *others]
    assert list(Entry.objects.filter(verb="registration.renew_code").values_list("record_id", flat=True)) == [
        str(old.registration_id)
    ]


def test_a_renewed_code_is_not_renewed_again() -> None:
    old = CodeFactory(renewed_at=AT)
    with pytest.raises(Refusal, match="sudah diperbarui"):
        codes.renew(old, by=PersonFactory(), at=AT)
    assert Code.objects.count() == 1


def test_the_address_of_a_badge_is_absolute_and_names_event_and_code() -> None:
    code = CodeFactory(text="10ABCDEF", registration__event__slug="temu-kota")
    assert codes.address(code).startswith("http")
    assert codes.address(code).endswith("/acara/temu-kota/kode/10ABCDEF/")


def test_a_visitor_reads_that_it_is_a_badge_and_nothing_about_whose(client: Client) -> None:
    code = CodeFactory(registration__event=EventFactory(announced=True, name_id="Temu Kota"))
    page = client.get(_address(code)).content.decode()
    assert "Temu Kota" in page
    assert code.registration.name not in page


def test_complaint_25_the_old_badge_answers_renewed(client: Client) -> None:
    code = CodeFactory(registration__event=EventFactory(announced=True), renewed_at=AT)
    assert "renewed" in client.get(f"/en{_address(code)}").content.decode()


def test_a_code_of_another_event_or_of_none_does_not_exist(client: Client) -> None:
    event, code = EventFactory(announced=True), CodeFactory(registration__event__announced=True)
    assert client.get(reverse("registration:code", args=[event.slug, code.text])).status_code == 404
    assert client.get(reverse("registration:code", args=[event.slug, "10ABCDEF"])).status_code == 404


def test_who_stands_at_the_door_is_led_to_the_check_in_with_the_code(client: Client) -> None:
    code = CodeFactory(registration__event=EventFactory(announced=True))
    steward = HelperFactory(event=code.registration.event, role=Helper.Role.STEWARD).person
    client.force_login(steward)
    with registry.pages.lent("check-in", registry.pages["city"]):  # any page that takes the event's address
        answer = client.get(_address(code))
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/{code.registration.event.slug}/?kode={code.text}")


def _address(code: Code) -> str:
    return reverse("registration:code", args=[code.registration.event.slug, code.text])
