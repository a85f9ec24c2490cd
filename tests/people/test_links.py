"""One-use links: one letter, one opening, a new one for whoever comes back; only the hash is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from jejaring.kit import clock
from jejaring.kit.refusal import Refusal
from jejaring.people import actions, queries
from jejaring.people.links import LinkPurpose, granted, purposes
from jejaring.people.models import OneUseLink, Person
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2019, 10, 17, 3, tzinfo=UTC)
PURPOSE = "people.test"


@pytest.fixture
def wanted() -> Iterator[list[bool]]:
    """Lend a purpose whose record is wanted as long as the list holds True."""
    answer = [True]
    purpose = LinkPurpose(
        title="Halaman Anda",
        button="Buka",
        lead=lambda link: f"Untuk {link.name}",
        letter=lambda link: (f"Halaman {link.name}", "Yth.,"),
        opened=lambda link, person, at: f"/terbuka/{link.record_id}/",
        is_wanted=lambda link: answer[0],
    )
    with purposes.lent(PURPOSE, purpose):
        yield answer


def sent(thing: Person, at: datetime = NOW) -> OneUseLink:
    given = {"email": "Pembicara@Contoh.id", "name": "Sukarno", "language": "id"}
    return actions.send_link(thing, purpose=PURPOSE, by=None, at=at, **given)


def path_of(link: OneUseLink) -> str:
    return f"/tautan/{queries.token_of(link)}/"


def test_a_link_is_one_letter_whose_secret_is_in_no_table(wanted: list[bool], mailoutbox: list[Any]) -> None:
    link = sent(PersonFactory())
    actions.send_link_letter(link.pk, at=NOW)
    actions.send_link_letter(link.pk, at=NOW)
    [letter] = mailoutbox
    assert (letter.to, letter.subject) == (["pembicara@contoh.id"], "Halaman Sukarno")
    assert f"http://testserver{path_of(link)}" in letter.body
    row = OneUseLink.objects.filter(pk=link.pk).values().get()
    assert queries.token_of(link) not in {str(value) for value in row.values()}


def test_a_new_link_ends_the_one_before(wanted: list[bool]) -> None:
    person = PersonFactory()
    first, second = sent(person), sent(person, NOW + timedelta(hours=1))
    first.refresh_from_db()
    assert [queries.state_of_link(one, at=NOW) for one in (first, second)] == ["withdrawn", "open"]


def test_a_link_opens_once_and_looking_at_it_does_not_use_it(wanted: list[bool], client: Client) -> None:
    link = sent(PersonFactory(), clock.now())
    assert [client.get(path_of(link)).status_code for _ in range(2)] == [200, 200]
    answer = client.post(path_of(link))
    assert (answer.status_code, answer["Location"]) == (302, f"/terbuka/{link.record_id}/")
    assert client.post(path_of(link)).status_code == 410


def test_the_browser_that_opened_a_link_goes_on_for_some_hours(wanted: list[bool], client: Client) -> None:
    link = sent(PersonFactory(), clock.now())
    client.post(path_of(link))
    request: Any = type("Request", (), {"session": client.session})
    assert granted(request, PURPOSE, at=clock.now()) == {link.record_id}
    assert granted(request, "another.purpose", at=clock.now()) == frozenset()
    assert granted(request, PURPOSE, at=clock.now() + timedelta(hours=13)) == frozenset()


def test_whoever_comes_back_has_a_new_link_sent_to_the_same_address_but_not_every_minute(wanted: list[bool]) -> None:
    link = sent(PersonFactory())
    actions.use_link(link, by=None, at=NOW)
    with pytest.raises(Refusal, match="beberapa menit"):
        actions.renew_link(link, at=NOW + timedelta(minutes=5))
    fresh = actions.renew_link(link, at=NOW + timedelta(days=1))
    assert (fresh.email, fresh.pk != link.pk, queries.state_of_link(fresh, at=NOW)) == (link.email, True, "open")


@pytest.mark.parametrize("how", ["withdrawn", "unwanted"])
def test_a_link_that_was_withdrawn_or_is_not_wanted_any_more_stays_closed(wanted: list[bool], how: str) -> None:
    person = PersonFactory()
    link = sent(person)
    if how == "withdrawn":
        actions.withdraw_links(person, purpose=PURPOSE, by=person, at=NOW)
    wanted[0] = how != "unwanted"
    with pytest.raises(Refusal):
        actions.use_link(link, by=None, at=NOW)
    with pytest.raises(Refusal, match="ditarik"):
        actions.renew_link(link, at=NOW + timedelta(days=1))


def test_a_link_expires(wanted: list[bool], client: Client) -> None:
    link = sent(PersonFactory(), clock.now() - timedelta(days=15))
    assert client.get(path_of(link)).status_code == 410
    with pytest.raises(Refusal):
        actions.use_link(link, by=None, at=clock.now())


def test_to_whom_an_ended_link_was_sent_is_erased(wanted: list[bool], settings: Any) -> None:
    link = sent(PersonFactory())
    ended = link.expires_at + timedelta(days=settings.INVITATION_DAYS)
    assert (actions.erase_ended_links(at=ended - timedelta(days=1)), actions.erase_ended_links(at=ended)) == (0, 1)
    link.refresh_from_db()
    assert (link.email, link.name, link.erased_at) == ("", "", ended)
