"""Mail to participants: one letter per person and occasion, in their language, sent by the worker."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.utils import translation

from engines import schedule
from engines.schedule.changes import changes
from jejaring.cities.models import Organisation
from jejaring.delegations.actions import mail as actions
from jejaring.delegations.actions.reminders import daily_round
from jejaring.events.models import Event, ProgrammeVersion
from jejaring.events.queries import drafted
from jejaring.events.signals import event_cancelled, programme_released
from jejaring.kit.refusal import Refusal
from jejaring.notices.models import Notice
from jejaring.registration import mail, wordings
from jejaring.registration.actions import sending
from jejaring.registration.actions.erasing import erase_person
from jejaring.registration.models import Delegation, Message, Registration, SignUp
from tests.factories.cities import OrganisationFactory
from tests.factories.events import (
    DelegationFactory,
    EventFactory,
    PartFactory,
    RegistrationFactory,
    SessionFactory,
    SpeakerFactory,
)
from tests.factories.people import PersonFactory

AT = datetime(2020, 3, 2, 3, tzinfo=UTC)
State = Registration.State
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def network() -> Organisation:
    return OrganisationFactory(network=True, name="Jejaring Uji")


@pytest.fixture
def event() -> Event:
    return EventFactory(
        announced=True,
        name_id="Seminar Uji",
        name_en="Test Seminar",
        begins_on=date(2020, 3, 16),
        ends_on=date(2020, 3, 18),
    )


def remind(event: Event, *people: Registration, occasion: str = "reminder-7") -> list[Message]:
    recipients = [mail.of_registration(one) for one in people]
    return mail.write(event, occasion, recipients, template="reminder", at=AT, link=lambda: "/acara/uji/")


def someone(event: Event, **more: object) -> Registration:
    return RegistrationFactory(event=event, **more)


def test_complaint_19_two_roles_two_paths_and_a_retry_make_one_message(event: Event) -> None:
    person = PersonFactory(email="sama@contoh.id")
    as_delegate = someone(event, person=person, role=Registration.Role.DELEGATE)
    as_speaker = SpeakerFactory(event=event, name=as_delegate.name, email="Sama@contoh.id")
    both = [mail.of_registration(as_delegate), mail.of_speaker(as_speaker)]
    for _path in range(2):
        mail.write(event, "reminder-7", both, template="reminder", at=AT, link=lambda: "/acara/uji/")
        remind(event, as_delegate)
    message = Message.objects.get()
    assert (message.recipient, message.name) == ("sama@contoh.id", as_delegate.name)
    for _attempt in range(2):
        sending.send_message(message.pk, at=AT)
    assert len(outbox.outbox) == 1
    assert Notice.objects.get().recipient == person


def test_a_shared_address_gets_one_letter_that_names_each_person(event: Event) -> None:
    people = [someone(event, name=name, email="dinas@contoh.id") for name in ("Suparno", "Siti Aminah", "Yohanes")]
    (message,) = remind(event, *people)
    assert message.body.startswith("Yth. Suparno, Siti Aminah dan Yohanes,")


def test_a_member_without_address_is_written_to_by_the_contact_of_the_delegation(event: Event) -> None:
    contact = PersonFactory(email="penghubung@contoh.id")
    delegation = DelegationFactory(event=event, contact=contact)
    someone(event, delegation=delegation, name="Suparno")
    (message,) = remind(event, *event.registrations.all())
    assert (message.recipient, message.name) == ("penghubung@contoh.id", "Suparno")


def test_complaint_21_words_dates_and_zone_follow_the_language_of_each_reader(event: Event) -> None:
    ours, theirs, odd = (
        someone(event, name="A", email=f"{language}@contoh.id", language=language) for language in ("id", "en", "fr")
    )
    with translation.override("en"):
        remind(event, ours, theirs, odd)
    found = {one.recipient[:2]: (one.language, one.subject, one.body.splitlines()[2]) for one in Message.objects.all()}
    place = "tempat yang akan diumumkan"
    indonesian = (
        "id",
        "Pengingat: Seminar Uji, 16–18 Maret 2020",
        f"Seminar Uji berlangsung 16–18 Maret 2020 di {place}. Semua waktu dalam WITA.",
    )
    english = (
        "en",
        "Reminder: Test Seminar, 16–18 March 2020",
        "Test Seminar takes place 16–18 March 2020, a place still to be announced. All times are in WITA.",
    )
    assert found == {"id": indonesian, "en": english, "fr": indonesian}


def test_the_account_s_language_counts_and_the_notice_reads_in_both(event: Event) -> None:
    person = PersonFactory(language="en")
    (message,) = remind(event, someone(event, person=person, language="id"))
    notice = Notice.objects.get()
    assert (message.language, message.subject) == ("en", "Reminder: Test Seminar, 16–18 March 2020")
    assert notice.texts["id"]["subject"] == "Pengingat: Seminar Uji, 16–18 Maret 2020"


def test_a_failure_is_seen_and_what_failed_can_be_sent_again(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    (message,) = remind(event, someone(event, email="a@contoh.id"))
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        with pytest.raises(OSError, match="no route"):
            sending.send_message(message.pk, at=AT)
    message.refresh_from_db()
    assert (message.failed_at, message.sent_at) == (AT, None)
    by = PersonFactory()
    assert not actions.resend(message, by=by, at=AT)  # it waits in the queue for its next attempt
    sending.send_message(message.pk, at=AT + timedelta(hours=1))
    message.refresh_from_db()
    assert (message.failed_at, message.sent_at) == (None, AT + timedelta(hours=1))
    with pytest.raises(Refusal, match="tidak perlu dikirim lagi"):
        actions.resend(message, by=by, at=AT)


def refuse(*_anything: object) -> int:
    raise OSError("no route to the mail server")


def cancel(event: Event) -> None:
    event.state, event.end_reason = Event.State.CANCELLED, "Gempa bumi."
    event.save()
    event_cancelled.send(Event, event=event, by=None, at=AT)


def test_complaint_22_a_cancellation_drops_reminders_and_reaches_each_person_once(event: Event) -> None:
    contact, session = PersonFactory(email="kontak@contoh.id"), SessionFactory(event=event)
    for state in (State.CONFIRMED, State.WAITING, State.APPLIED, State.REJECTED, State.CANCELLED):
        queued_at = AT if state == State.WAITING else None
        someone(event, state=state, email=f"{state}@contoh.id", queued_at=queued_at)
    PartFactory(session=session, speaker=SpeakerFactory(event=event, email="pembicara@contoh.id"))
    SpeakerFactory(event=event, email="tanpa-sesi@contoh.id")
    for place, answer in enumerate(Delegation.State):
        DelegationFactory(event=event, state=answer, contact=PersonFactory(email=f"{place}@contoh.id"))
    DelegationFactory(event=event, contact=contact)
    someone(event, person=contact)
    (old,) = remind(event, event.registrations.get(email="confirmed@contoh.id"))
    for _twice in range(2):
        cancel(event)
    sending.send_message(old.pk, at=AT)
    old.refresh_from_db()
    assert (old.dropped_at, old.sent_at, outbox.outbox) == (AT, None, [])
    told = list(Message.objects.filter(occasion="cancelled").order_by("recipient").values_list("recipient", flat=True))
    assert told == [
        f"{name}@contoh.id" for name in ("0", "1", "applied", "confirmed", "kontak", "pembicara", "waiting")
    ]
    assert "Gempa bumi." in Message.objects.filter(occasion="cancelled")[0].body


def version(event: Event, number: int, programme: schedule.Programme) -> ProgrammeVersion:
    return ProgrammeVersion.objects.create(
        event=event, number=number, released_at=AT, content=programme.as_json(), sha256=str(number)
    )


def test_complaint_22_of_a_moved_session_only_its_speakers_and_those_signed_up_are_told(event: Event) -> None:
    moved, still = SessionFactory(event=event, title_id="Pindah"), SessionFactory(event=event, title_id="Tetap")
    for session, name in ((moved, "pindah"), (still, "tetap")):
        PartFactory(session=session, speaker=SpeakerFactory(event=event, email=f"pembicara-{name}@contoh.id"))
        seat = someone(event, email=f"{name}@contoh.id")
        SignUp.objects.create(session=session, registration=seat, signed_up_at=AT)
    gone = someone(event, email="pergi@contoh.id")
    SignUp.objects.create(session=moved, registration=gone, signed_up_at=AT, left_at=AT)
    first = drafted(event)
    sessions = [
        replace(one, starts_at=one.starts_at + timedelta(hours=3), ends_at=one.ends_at + timedelta(hours=3))
        if one.guid == str(moved.guid) and one.starts_at and one.ends_at
        else one
        for one in first.sessions
    ]
    second = replace(first, sessions=tuple(sessions))
    found = changes(first, second)
    before, after = version(event, 1, first), version(event, 2, second)
    for _twice in range(2):
        programme_released.send(Event, event=event, version=after, before=before, changes=found, by=None, at=AT)
    told = {one.recipient: one.body for one in Message.objects.all()}
    assert sorted(told) == ["pembicara-pindah@contoh.id", "pindah@contoh.id"]
    line = "“Pindah” dipindahkan: 16 Maret 2020, 12.00 WITA, semula 16 Maret 2020, 09.00 WITA."
    assert line in told["pindah@contoh.id"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("Yth. {nama},", r"There is no placeholder \{nama\} here"),
        ("Yth. {name, {{", "A brace may only stand around a placeholder"),
        ("{seats} kursi", r"There is no placeholder \{seats\} here"),  # another kind of letter has it
    ],
)
def test_an_unknown_placeholder_is_refused(event: Event, body: str, sentence: str) -> None:
    with translation.override("en"), pytest.raises(Refusal, match=sentence) as refused:
        actions.save_wording(event, "reminder", "id", subject="{event}", body=body, by=PersonFactory(), at=AT)
    assert refused.value.field == "body"
    assert not wordings.template(event, "reminder", "id").own


def test_words_of_the_managers_take_the_place_of_the_usual_in_their_event_only(event: Event) -> None:
    by, other = PersonFactory(), EventFactory(name_id="Lain")
    actions.save_wording(event, "reminder", "id", subject="Sampai jumpa di {event}", body="{name}!", by=by, at=AT)
    (ours,) = remind(event, someone(event, name="Siti", email="a@contoh.id"))
    (theirs,) = remind(other, someone(other, email="a@contoh.id"))
    assert (ours.subject, ours.body.splitlines()[0]) == ("Sampai jumpa di Seminar Uji", "Siti!")
    assert theirs.subject == "Pengingat: Lain, 16–18 Maret 2020"
    assert not actions.save_wording(event, "reminder", "id", subject="", body="", by=by, at=AT).own


def test_an_announcement_goes_to_each_audience_in_the_reader_s_language(event: Event) -> None:
    someone(event, email="a@contoh.id")
    someone(event, email="b@contoh.id", language="en")
    texts = {"id": ("Bus", "Bus berangkat pukul 07.00."), "en": ("Coaches", "")}
    written = actions.announce(event, ["confirmed"], texts, by=PersonFactory(), at=AT)
    assert sorted((one.subject, one.body.splitlines()[2]) for one in written) == [
        ("Seminar Uji: Bus", "Bus berangkat pukul 07.00."),
        ("Test Seminar: Coaches", "Bus berangkat pukul 07.00."),
    ]
    with pytest.raises(Refusal, match="Tidak ada orang"):
        actions.announce(event, ["waiting"], texts, by=PersonFactory(), at=AT)


def test_a_letter_whose_transaction_has_not_ended_is_tried_again_and_not_lost() -> None:
    with pytest.raises(Message.DoesNotExist):
        sending.send_message(123456, at=AT)


def test_complaint_22_an_event_that_moves_leaves_no_reminder_of_its_old_days(event: Event) -> None:
    someone(event, email="a@contoh.id")
    daily_round(on=date(2020, 3, 9), at=AT)
    (old,) = event.messages.all()
    assert (old.occasion, daily_round(on=date(2020, 3, 9), at=AT)) == ("reminder-2020-03-16-7", 0)
    Event.objects.filter(pk=event.pk).update(begins_on=date(2020, 3, 12))
    daily_round(on=date(2020, 3, 9), at=AT)
    new = event.messages.exclude(pk=old.pk).get()
    old.refresh_from_db()
    assert (old.dropped_at, new.occasion, new.dropped_at) == (AT, "reminder-2020-03-12-7", None)
    assert "12–18 Maret 2020" in new.subject


def test_whose_data_are_erased_is_in_no_message_and_is_not_written_to_again(event: Event) -> None:
    person = PersonFactory(email="pergi@contoh.id")
    (message,) = remind(event, someone(event, person=person, name="Pergi"))
    erase_person(person, by=None, at=AT)
    message.refresh_from_db()
    assert (message.recipient, message.name, message.body) == (f"erased:{message.pk}", "", "")
    sending.send_message(message.pk, at=AT)
    assert outbox.outbox == []
