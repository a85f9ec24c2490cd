"""Minutes: proposed from the doors, a signed document, corrected by a new version; items wait until done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jejaring.attendance.models import Scan
from jejaring.cities.models import Office
from jejaring.documents.models import Document
from jejaring.documents.queries import document_for, issued_outline
from jejaring.drafts.models import Overtaken
from jejaring.events.models import Event, Session
from jejaring.kit import clock
from jejaring.kit.refusal import Refusal
from jejaring.minutes.actions.items import add_item, change_item, complete_item, drop_item, reopen_item
from jejaring.minutes.actions.minutes import MinutesFacts, approve, begin_minutes, change_minutes, correct, sign
from jejaring.minutes.models import ActionItem, Minutes
from jejaring.minutes.queries import decisions_of, due_items, proposed_presence, waiting_for
from jejaring.minutes.version_words import changes_of
from jejaring.people.models import Person
from jejaring.registration.models import Registration
from tests.factories.cities import HoldingFactory, OrganisationFactory
from tests.factories.events import (
    DelegationFactory,
    EventFactory,
    HelperFactory,
    RegistrationFactory,
    SessionFactory,
)
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
HELD = datetime(2020, 3, 16, 1, tzinfo=UTC)
AT, DAY = datetime(2020, 3, 17, 3, tzinfo=UTC), date(2020, 3, 17)
DUE = date(2020, 4, 1)
WHOLE = MinutesFacts(title="Rapat pengurus", held_at=HELD, present="Narahubung Kota Padang", decisions="Disepakati.")


@pytest.fixture
def secretary() -> Person:
    """Open the network, and return who holds its secretariat."""
    network = OrganisationFactory(network=True, seat="Sidoarjo", letter_unit="SEK")
    holding = HoldingFactory(office__organisation=network, office__role=Office.Role.SECRETARIAT)
    person: Person = holding.holder
    return person


@pytest.fixture
def draft(secretary: Person) -> Minutes:
    return begin_minutes(EventFactory(announced=True), WHOLE, by=secretary, at=AT)


def read(registration: Registration, session: Session | None) -> None:
    """Read somebody's code at a door."""
    Scan.objects.create(
        event=registration.event,
        session=session,
        registration=registration,
        code="UJI",
        verdict=Scan.Verdict.ADMITTED,
        scanned_at=HELD,
        received_at=HELD,
    )


def given(draft: Minutes, owner: Person, **changes: Any) -> ActionItem:
    whole = {"text": "Kirim LoI", "owner": owner, "due_on": DUE, "by": owner, "on": DAY, "at": AT}
    return add_item(draft, **{**whole, **changes})


def approved(draft: Minutes, by: Person, on: date = DAY) -> Minutes:
    approve(draft, by=by, on=on, at=AT)
    draft.refresh_from_db()
    return draft


def waits(person: Person, on: date = DAY) -> list[str]:
    return [str(one.what) for one in waiting_for(person, on=on)]


# --- written ------------------------------------------------------------------------------------
def test_who_was_there_is_proposed_by_delegation_from_what_the_doors_read() -> None:
    event = EventFactory()
    session = SessionFactory(event=event)
    came, absent, excused, early = (
        DelegationFactory(event=event, organisation__short_name=name, state=state)
        for name, state in (
            ("Kota A", "accepted"),
            ("Kota B", "accepted"),
            ("Kota C", "declined"),
            ("Kota D", "accepted"),
        )
    )
    for delegation, where in ((came, session), (early, None)):
        one = RegistrationFactory(event=event, group=delegation.group, delegation=delegation)
        read(one, where)
    read(RegistrationFactory(event=event), session)
    there = proposed_presence(event, session)
    assert (there.present.splitlines()[0], there.excused, there.absent) == ("Kota A", "Kota C", "Kota B\nKota D")
    assert there.present.splitlines()[1].startswith("1 ")
    assert absent.organisation.short_name in proposed_presence(event, None).absent
    assert proposed_presence(EventFactory(), None).present == ""
    assert excused.state == "declined"


def test_two_windows_lose_nothing(draft: Minutes, secretary: Person) -> None:
    change_minutes(draft, WHOLE, revision=0, by=secretary, at=AT)
    with pytest.raises(Overtaken):
        change_minutes(draft, WHOLE, revision=0, by=secretary, at=AT)


@pytest.mark.parametrize("gap", [{"present": ""}, {"decisions": "", "course": " "}])
def test_minutes_with_gaps_are_not_approved(secretary: Person, gap: dict[str, str]) -> None:
    facts = MinutesFacts(**{"title": "Rapat", "held_at": HELD, "present": "A", "decisions": "B", **gap})  # type: ignore[arg-type]  # texts
    draft = begin_minutes(EventFactory(), facts, by=secretary, at=AT)
    with pytest.raises(Refusal):
        approve(draft, by=secretary, on=DAY, at=AT)
    assert not Document.objects.exists()


# --- approved, signed, corrected ----------------------------------------------------------------
def test_approved_minutes_are_a_document_of_the_network_and_change_no_more(draft: Minutes, secretary: Person) -> None:
    item = given(draft, secretary)
    minutes = approved(draft, secretary)
    assert minutes.document is not None
    assert (minutes.state, minutes.document.title) == ("approved", "Notula Rapat pengurus")
    text = str(issued_outline(minutes.document))
    assert all(part in text for part in ("Narahubung Kota Padang", "Disepakati.", "Kirim LoI", "1 April 2020"))
    for write in (
        lambda: change_minutes(minutes, WHOLE, revision=0, by=secretary, at=AT),
        lambda: approve(minutes, by=secretary, on=DAY, at=AT),
        lambda: drop_item(item, by=secretary, at=AT),
        lambda: given(minutes, secretary),
    ):
        with pytest.raises(Refusal, match="disahkan"):
            write()


def test_the_network_signs_and_nobody_else(draft: Minutes, secretary: Person) -> None:
    minutes = approved(draft, secretary)
    with pytest.raises(Refusal, match="tidak memegang jabatan"):
        sign(minutes, by=HelperFactory(event=minutes.event).person, on=DAY, at=AT)
    [waiting] = waiting_for(secretary, on=DAY, holdings=list(secretary.holdings.all()))
    assert "notula" in waiting.url
    signed = sign(minutes, by=secretary, on=clock.today(), at=clock.now())
    assert signed.document is not None
    assert (signed.state, signed.document.signatures.count()) == ("signed", 1)
    with pytest.raises(Refusal):
        sign(minutes, by=secretary, on=DAY, at=AT)


def test_a_correction_is_a_new_version_that_replaces_the_document_and_both_stay(
    draft: Minutes, secretary: Person
) -> None:
    minutes = approved(draft, secretary)
    first = minutes.document
    with pytest.raises(Refusal) as refusal:
        correct(minutes, reason=" ", by=secretary, on=DAY, at=AT)
    assert refusal.value.field == "reason"
    correct(minutes, reason="Salah tempat", by=secretary, on=DAY, at=AT)
    assert Document.objects.get().state == "issued"  # in force until the next version is there
    change_minutes(
        minutes,
        MinutesFacts("Rapat pengurus", HELD, "Aston", "", "A", decisions="Diubah."),
        revision=0,
        by=secretary,
        at=AT,
    )
    minutes = approved(minutes, secretary)
    assert first is not None
    first.refresh_from_db()
    assert (first.state, first.replaced_by) == ("replaced", minutes.document)
    second, before = minutes.versions.all()
    assert (second.number, second.reason, before.number) == (2, "Salah tempat", 1)
    assert before.content["decisions"] == "Disepakati."
    assert {one.field.key: (one.before, one.after) for one in changes_of(before, second)} == {
        "place": ("", "Aston"),
        "present": ("Narahubung Kota Padang", "A"),
        "decisions": ("Disepakati.", "Diubah."),
    }
    assert [(one.number, decided) for one, decided in decisions_of(minutes.event)] == [(2, ["Diubah."])]


# --- action items -------------------------------------------------------------------------------
def test_an_item_waits_for_its_owner_from_approval_until_it_is_done(draft: Minutes, secretary: Person) -> None:
    owner = PersonFactory()
    item = given(draft, owner)
    assert waits(owner) == []
    approved(draft, secretary)
    [waiting] = waiting_for(owner, on=DAY)
    assert (waiting.what, waiting.due, waiting.url) == ("Kirim LoI", DUE, item.get_absolute_url())
    assert owner.notices.count() == 1
    complete_item(item, note="Terkirim.", by=owner, at=AT)
    assert waits(owner) == []
    with pytest.raises(Refusal):
        complete_item(item, note="", by=owner, at=AT)
    reopen_item(item, by=secretary, at=AT)
    assert waits(owner) == ["Kirim LoI"]


def test_due_is_what_is_not_done_and_due_by_now(draft: Minutes, secretary: Person) -> None:
    late, today, later, done = (
        given(draft, secretary, text=text, due_on=DAY + timedelta(days=days))
        for text, days in (("a", -1), ("b", 0), ("c", 1), ("d", -1))
    )
    assert not due_items(on=DAY).exists()  # a draft binds nobody
    approved(draft, secretary)
    complete_item(done, note="", by=secretary, at=AT)
    assert list(due_items(on=DAY)) == [late, today]
    assert list(due_items(on=DAY + timedelta(days=1))) == [late, today, later]


def test_an_item_that_a_correction_leaves_out_waits_no_more_and_is_kept(draft: Minutes, secretary: Person) -> None:
    kept, dropped = given(draft, secretary), given(draft, secretary, text="Batal")
    fresh = given(draft, secretary, text="Salah ketik")
    drop_item(fresh, by=secretary, at=AT)
    minutes = approved(draft, secretary)
    correct(minutes, reason="Berubah", by=secretary, on=DAY, at=AT)
    drop_item(dropped, by=secretary, at=AT)
    other = PersonFactory()
    change_item(kept, text="Kirim LoI", owner=other, due_on=DUE, by=secretary, on=DAY, at=AT)
    approved(minutes, secretary)
    assert (waits(secretary), waits(other)) == ([], ["Kirim LoI"])
    assert sorted(minutes.items.values_list("text", flat=True)) == ["Batal", "Kirim LoI"]
    assert other.notices.count() == 1


@pytest.mark.parametrize("day", [date(2020, 3, 15), date(2025, 3, 18)])
def test_an_item_is_due_between_the_meeting_and_five_years(draft: Minutes, secretary: Person, day: date) -> None:
    with pytest.raises(Refusal) as refusal:
        given(draft, secretary, due_on=day)
    assert refusal.value.field == "due_on"


# --- pages --------------------------------------------------------------------------------------
def page(name: str, minutes: Minutes, *more: Any) -> str:
    return reverse(f"minutes:{name}", args=[minutes.event.slug, minutes.public_id, *more])


def test_a_manager_writes_gives_items_approves_and_corrects(client: Client, secretary: Person) -> None:
    event: Event = EventFactory(announced=True)
    manager, owner = HelperFactory(event=event).person, PersonFactory()
    client.force_login(manager)
    session = SessionFactory(event=event)
    client.post(reverse("minutes:begin", args=[event.slug]), {"session": session.pk})
    minutes = Minutes.objects.get(session=session)
    typed = {"title": "Notula sesi", "held_on": "2020-03-16", "held_time": "09:00", "present": "A", "decisions": "B"}
    answer = client.post(page("write", minutes), {**typed, "revision": "0"})
    assert answer.status_code == 302, answer.context["form"].errors
    unknown = client.post(page("add_item", minutes), {"text": "Kirim", "email": "tak@ada.id", "due_on": "2099-01-01"})
    assert "email" in unknown.context["form"].errors
    due = (clock.today() - timedelta(days=1)).isoformat()
    client.post(page("add_item", minutes), {"text": "Kirim", "email": owner.email, "due_on": due})
    client.post(page("approve", minutes))
    text = client.get(page("minutes", minutes)).content.decode()
    assert ("Kirim" in text, "terlambat" in text or "lewat tenggat" in text) == (True, True)
    assert client.get(page("sign", minutes)).status_code == 403
    client.post(page("correct", minutes), {"reason": "Salah"})
    assert client.get(page("write", minutes)).status_code == 200
    assert client.get(reverse("minutes:list", args=[event.slug])).status_code == 200
    client.force_login(secretary)
    assert client.get(page("minutes", minutes)).status_code == 200


def test_an_owner_reports_on_their_item_and_reads_the_document_and_nobody_else(
    client: Client, draft: Minutes, secretary: Person
) -> None:
    owner, stranger = PersonFactory(), PersonFactory()
    item = given(draft, owner)
    minutes = approved(draft, secretary)
    address = item.get_absolute_url()
    assert minutes.document is not None
    assert document_for(owner, minutes.document.public_id) == minutes.document
    assert document_for(stranger, minutes.document.public_id) is None
    client.force_login(stranger)
    assert [client.get(address).status_code, client.get(page("minutes", minutes)).status_code] == [404, 403]
    client.force_login(owner)
    client.post(address, {"note": "Terkirim."})
    item.refresh_from_db()
    assert (item.done_by, item.done_note) == (owner, "Terkirim.")
    assert client.get(address).status_code == 200


def test_a_session_manager_writes_the_minutes_of_their_session_only(client: Client, secretary: Person) -> None:
    event = EventFactory(announced=True)
    own, other = SessionFactory(event=event), SessionFactory(event=event)
    client.force_login(HelperFactory(event=event, role="session", session=own).person)
    first, second = (begin_minutes(event, WHOLE, session=one, by=secretary, at=AT) for one in (own, other))
    assert [client.get(page("write", one)).status_code for one in (first, second)] == [200, 403]
    assert client.post(page("approve", first)).status_code == 403
    listed = client.get(reverse("minutes:list", args=[event.slug]) + "?format=json").json()
    assert listed["count"] == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_costs_one_query_however_many_items(
    draft: Minutes, secretary: Person, count: int, django_assert_num_queries: Any
) -> None:
    owner = PersonFactory()
    for _ in range(count):
        given(draft, owner)
    approved(draft, secretary)
    with django_assert_num_queries(1):
        assert len(waiting_for(owner, on=DAY)) == count
