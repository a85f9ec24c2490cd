"""Scans: one row per scan however often it is reported, and the answer of every door."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from jejaring.attendance import actions, queries
from jejaring.attendance.answers import answer
from jejaring.attendance.models import Scan
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.registration import codes
from jejaring.registration.models import Code, Registration, SignUp
from tests.attendance.hall import MINUTE, NINE, House, a_house, code_of
from tests.factories.events import EventFactory, PartFactory, SessionFactory, SpeakerFactory

pytestmark = pytest.mark.django_db
Verdict = Scan.Verdict


@pytest.fixture
def house() -> House:
    return a_house()


def test_a_code_of_a_confirmed_participant_is_admitted_and_recorded(house: House) -> None:
    scan = house.read(house.guest())
    assert (scan.verdict, scan.scanned_by, scan.place) == (Verdict.ADMITTED, house.steward, "")
    assert Entry.objects.get(verb="attendance.scan").record_id == str(scan.pk)


def test_the_same_report_delivered_a_hundred_times_is_one_row_and_one_answer(house: House) -> None:
    guest, guid = house.guest(), uuid.uuid4()
    said = {answer(house.read(guest, n, guid=guid)) for n in range(100)}
    assert len(said) == 1
    assert Scan.objects.count() == Entry.objects.filter(verb="attendance.scan").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [True, False])
def test_a_hundred_same_reports_at_once_are_one_row(known: bool) -> None:
    house = a_house()
    read = actions.Report(guid=uuid.uuid4(), code=code_of(house.guest()) if known else "00000000", scanned_at=NINE)

    def send(_number: int) -> tuple[int, str]:
        try:
            scan = actions.report(house.event, read, by=house.steward, at=NINE)
            return scan.pk, scan.verdict
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(send, range(100)))
    assert len(found) == Scan.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_phones_that_read_the_same_person_at_once_one_admits() -> None:
    house = a_house()
    code = code_of(house.guest())

    def send(number: int) -> str:
        try:
            read = actions.Report(guid=uuid.uuid4(), code=code, scanned_at=NINE, device=f"phone-{number}")
            return actions.report(house.event, read, by=house.steward, at=NINE).verdict
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        said = sorted(threads.map(send, range(4)))
    assert said == ["admitted", "repeated", "repeated", "repeated"]


def test_a_second_scan_is_answered_as_a_second_scan_with_time_and_place_of_the_first(house: House) -> None:
    guest = house.guest(registration__name="Peserta Uji")
    house.read(guest, 12, place="Lobi")
    second = answer(house.read(guest, 20, place="Tangga"))
    assert (second.verdict, second.kind, second.person, second.first) == (
        Verdict.REPEATED,
        "warn",
        "Peserta Uji",
        "sejak 09.12 WITA, Lobi",
    )


def test_who_went_out_is_admitted_again_and_so_is_who_comes_on_another_day(house: House) -> None:
    guest = house.guest()
    said = [house.read(guest, 0), house.read(guest, 10, direction="out"), house.read(guest, 20)]
    said.append(house.read(guest, 24 * 60))
    assert [one.verdict for one in said] == ["admitted", "left", "admitted", "admitted"]


def test_the_door_of_the_event_and_that_of_a_session_are_two(house: House) -> None:
    guest = house.guest()
    assert house.read(guest).verdict == house.read(guest, 5, session=house.session).verdict == Verdict.ADMITTED


def test_an_undone_scan_stays_with_its_trace_and_the_next_one_is_the_first(house: House) -> None:
    guest = house.guest()
    scan = actions.undo(house.read(guest), by=house.steward, at=NINE + MINUTE, reason="Salah orang")
    again = actions.undo(scan, by=house.manager, at=NINE + 2 * MINUTE)
    assert (again.undone_by, again.undone_at, again.undone_reason) == (house.steward, NINE + MINUTE, "Salah orang")
    assert house.read(guest, 5).verdict == Verdict.ADMITTED
    assert Entry.objects.filter(verb="attendance.undo").count() == 1


def test_complaint_25_a_renewed_code_answers_renewed_and_the_newer_one_is_admitted(house: House) -> None:
    guest = house.guest()
    old = code_of(guest)
    fresh = codes.renew(Code.objects.get(text=old), by=house.manager, at=NINE)
    said = answer(house.read(old, 5))
    assert (said.verdict, said.person) == (Verdict.RENEWED, "")
    with translation.override("en"):
        assert answer(house.read(old, 6)).title == "Old code: it has been renewed"
    assert house.read(fresh.text, 7).verdict == Verdict.ADMITTED


def test_a_code_renewed_after_it_was_read_without_network_was_valid_then(house: House) -> None:
    guest = house.guest()
    old = code_of(guest)
    codes.renew(Code.objects.get(text=old), by=house.manager, at=NINE + 30 * MINUTE)
    assert house.read(old, 5, offline=True).verdict == Verdict.ADMITTED


def test_an_unknown_code_and_one_of_another_event_are_told_apart_and_name_nobody(house: House) -> None:
    elsewhere = a_house().guest()
    said = [answer(house.read("ABCD2345")), answer(house.read(elsewhere))]
    assert [(one.verdict, one.person) for one in said] == [(Verdict.UNKNOWN, ""), (Verdict.OTHER_EVENT, "")]
    assert Scan.objects.filter(registration=None).count() == 2


@pytest.mark.parametrize("state", ["applied", "waiting", "rejected", "cancelled"])
def test_who_is_not_confirmed_is_not_admitted(house: House, state: str) -> None:
    guest = house.guest(registration__state=state, registration__queued_at=NINE)
    assert house.read(guest).verdict == Verdict.NOT_CONFIRMED


def test_another_day_than_the_events_or_the_sessions_is_answered_so(house: House) -> None:
    guest, day = house.guest(), 24 * 60
    assert house.read(guest, 3 * day).verdict == Verdict.OTHER_DAY
    assert house.read(guest, day, session=house.session).verdict == Verdict.OTHER_DAY
    assert house.read(guest, day).verdict == Verdict.ADMITTED


def test_a_session_over_midnight_is_open_until_it_ends(house: House) -> None:
    night = SessionFactory(event=house.event, starts_at=NINE + timedelta(hours=14), ends_at=NINE + timedelta(hours=17))
    assert house.read(house.guest(), 16 * 60, session=night).verdict == Verdict.ADMITTED


def test_a_session_with_seats_asks_for_a_seat_but_not_of_its_speakers_and_the_crew(house: House) -> None:
    session = SessionFactory(event=house.event, capacity=1)
    guest, seated, crew = house.guest(), house.guest(), house.guest(registration__role=Registration.Role.CREW)
    speaker = SpeakerFactory(event=house.event)
    PartFactory(session=session, speaker=speaker)
    speaks = house.speaking(speaker)
    SignUp.objects.create(session=session, registration=seated, signed_up_at=NINE)
    SignUp.objects.create(session=session, registration=guest, signed_up_at=NINE, left_at=NINE)
    said = [house.read(one, session=session).verdict for one in (guest, seated, crew, speaks)]
    assert said == ["full", "admitted", "admitted", "admitted"]


def test_the_address_of_a_qr_and_a_code_typed_carelessly_are_the_same_code(house: House) -> None:
    guest = house.guest(text="1AB0CD23")
    address = codes.address(Code.objects.get(registration=guest))
    assert house.read(address).verdict == Verdict.ADMITTED
    assert house.read(" iab0-cd 23 ", 5).verdict == Verdict.REPEATED


def test_a_report_for_a_session_of_another_event_or_with_its_guid_is_refused(house: House) -> None:
    other, guid = EventFactory(), uuid.uuid4()
    with pytest.raises(Refusal):
        house.read(house.guest(), session=SessionFactory(event=other))
    house.read("ABCD2345", guid=guid)
    with pytest.raises(Refusal):
        actions.report(other, actions.Report(guid=guid, code="X", scanned_at=NINE), by=house.steward, at=NINE)
    assert Scan.objects.count() == 1


def test_a_clock_that_is_fast_counts_as_now(house: House) -> None:
    read = actions.Report(guid=uuid.uuid4(), code=code_of(house.guest()), scanned_at=NINE + 90 * MINUTE)
    assert actions.report(house.event, read, by=house.steward, at=NINE).scanned_at == NINE


def test_of_two_phones_with_network_the_one_heard_first_is_first_whatever_their_clocks(house: House) -> None:
    code, at = code_of(house.guest()), NINE + MINUTE
    for late, verdict in ((2, "admitted"), (5, "repeated")):  # the second phone's scan has the earlier moment
        read = actions.Report(guid=uuid.uuid4(), code=code, scanned_at=at - timedelta(seconds=late))
        assert actions.report(house.event, read, by=house.steward, at=at).verdict == verdict


# --- without network ----------------------------------------------------------------------------
def test_two_phones_that_read_the_same_person_conflict_when_the_one_without_network_reports(house: House) -> None:
    guest = house.guest()
    house.read(guest, 10, device="a")
    late = house.read(guest, 5, device="b", offline=True, unchecked=("repeat",))
    assert (late.verdict, late.conflicts) == (Verdict.ADMITTED, ["read_elsewhere"])
    assert list(queries.conflicts(house.event)) == [late]


def test_the_same_phone_and_an_exit_between_make_no_conflict(house: House) -> None:
    guest = house.guest()
    house.read(guest, 0, device="a")
    house.read(guest, 5, device="a", direction="out")
    assert house.read(guest, 10, device="b", offline=True).conflicts == []
    assert house.read(guest, 12, device="b", offline=True).conflicts == []


def test_what_a_phone_let_pass_without_right_is_a_conflict_and_counts_only_once_it_is_settled(house: House) -> None:
    guest = house.guest(registration__state="cancelled")
    scan = house.read(guest, 5, offline=True, unchecked=("validity",))
    assert (scan.verdict, scan.conflicts) == (Verdict.NOT_CONFIRMED, ["not_confirmed"])
    assert queries.presence(house.event) == {}
    actions.settle(scan, counts=True, reason="Disapa di lobi", by=house.manager, at=NINE + 60 * MINUTE)
    assert set(queries.presence(house.event)) == {guest.pk}
    assert queries.conflicts(house.event).count() == 0
    by_hand = Scan.objects.get(reason="Disapa di lobi")
    assert (by_hand.scanned_by, by_hand.scanned_at) == (house.manager, NINE + 5 * MINUTE)


def test_a_conflict_settled_as_not_there_undoes_the_reading_and_is_settled_once(house: House) -> None:
    guest = house.guest()
    house.read(guest, 10, device="a")
    scan = house.read(guest, 5, device="b", offline=True)
    settled = actions.settle(scan, counts=False, reason="Kartu dipinjam", by=house.manager, at=NINE + 60 * MINUTE)
    assert (settled.undone_by, settled.settled_reason) == (house.manager, "Kartu dipinjam")
    with pytest.raises(Refusal):
        actions.settle(scan, counts=True, reason="Lagi", by=house.manager, at=NINE + 60 * MINUTE)


def test_a_scan_undone_on_the_phone_before_it_was_reported_keeps_its_trace_and_counts_nothing(house: House) -> None:
    scan = house.read(house.guest(), offline=True, undone=True)
    assert (scan.undone_by, scan.conflicts) == (house.steward, [])
    assert queries.presence(house.event) == {}


def test_a_scan_undone_while_its_report_was_on_the_way_is_undone_by_the_next_report(house: House) -> None:
    guest, guid = house.guest(), uuid.uuid4()
    house.read(guest, guid=guid)
    assert house.read(guest, guid=guid, undone=True).undone_at is not None
    assert Scan.objects.count() == 1


def test_a_correction_by_hand_needs_a_reason_and_a_moment_that_has_been(house: House) -> None:
    given: dict[str, Any] = {"session": None, "direction": "in", "by": house.manager, "at": NINE}
    guest = house.guest()
    with pytest.raises(Refusal):
        actions.add_reading(guest, moment=NINE, reason=" ", **given)
    with pytest.raises(Refusal):
        actions.add_reading(guest, moment=NINE + MINUTE, reason="Lupa dibaca", **given)
    assert actions.add_reading(guest, moment=NINE, reason="Lupa dibaca", **given).verdict == Verdict.ADMITTED
