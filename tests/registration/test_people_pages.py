"""The pages of registrations: registering, the own page, the managers' list, the public list."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jejaring.events.actions.releases import release_programme
from jejaring.events.models import Event
from jejaring.kit import clock
from jejaring.people.models import Person
from jejaring.questionnaires.definition import Choice, Condition, Field, Questionnaire
from jejaring.registration import seats, tickets
from jejaring.registration.actions import setup
from jejaring.registration.actions.sign_ups import sign_up
from jejaring.registration.models import ParticipantGroup, Registration, Setup, SignUp
from jejaring.registration.people_offers import waiting_for
from tests.factories.cities import OrganisationFactory
from tests.factories.events import (
    DelegationFactory,
    EventFactory,
    GroupFactory,
    HelperFactory,
    RegistrationFactory,
    SessionFactory,
)
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
State = Registration.State
MEAL = Field("meal", "Makan malam?", "Dinner?", "yes_no")
DIET = Field("diet", "Pantangan", "Diet", "line", asked_if=Condition("meal", ("yes",)))


@pytest.fixture
def manager() -> Person:
    return PersonFactory()


@pytest.fixture
def event(manager: Person) -> Event:
    OrganisationFactory(network=True, name="Jejaring Uji")
    day = clock.today()
    event = EventFactory(announced=True, begins_on=day + timedelta(days=20), ends_on=day + timedelta(days=21))
    HelperFactory(event=event, person=manager)
    Setup.objects.create(event=event, opens_at=clock.now() - timedelta(days=1), contact="panitia@contoh.id")
    return event


@pytest.fixture
def group(event: Event) -> ParticipantGroup:
    return GroupFactory(event=event, alone=True, seats=1, name_id="Umum")


@pytest.fixture
def desk(manager: Person) -> Client:
    client = Client()
    client.force_login(manager)
    return client


def ask(event: Event, *fields: Field, by: Person) -> None:
    setup.change_questions(event, lambda _draft: Questionnaire(fields), by=by, at=clock.now())
    setup.publish_questions(event, by=by, at=clock.now())


def typed(group: ParticipantGroup, **more: Any) -> dict[str, Any]:
    known = {"group": group.pk, "name": "Ratna", "email": "ratna@contoh.id", "language": "id"}
    return {**known, **more}


def test_someone_without_account_registers_confirms_and_cancels_on_their_own_page(
    group: ParticipantGroup, client: Client
) -> None:
    page = f"/acara/{group.event.slug}/daftar/"
    assert "1 kursi" in client.get(page).content.decode()
    answer = client.post(page, typed(group), follow=True)
    assert answer.redirect_chain == [(f"{page}terkirim/", 302)]
    assert "ratna@contoh.id" in answer.content.decode()
    own = f"/tiket/{tickets.token_of(Registration.objects.get())}/"
    client.post(own, {"act": "confirm"})
    code = Registration.objects.get(confirm_until=None).codes.get()
    assert code.text in client.get(own).content.decode()
    client.post(f"{own}batal/", {"reason": "Rapat"})
    one = Registration.objects.get()
    assert (one.state, one.end_reason, code.text in client.get(own).content.decode()) == ("cancelled", "Rapat", False)
    client.post(own, {"act": "erase"})
    assert Registration.objects.get().name == "–"


def test_nothing_typed_is_lost_and_every_error_stands_there_at_once(
    group: ParticipantGroup, client: Client, manager: Person
) -> None:
    ask(group.event, MEAL, DIET, by=manager)
    answer = client.post(f"/acara/{group.event.slug}/daftar/", typed(group, name="", position="Kepala", meal="yes"))
    form = answer.context["form"]
    assert set(form.errors) == {"name", "diet"}
    page = answer.content.decode()
    assert 'value="Kepala"' in page
    assert 'value="ratna@contoh.id"' in page
    assert not Registration.objects.exists()


def test_a_person_with_an_account_finds_their_data_there_and_is_registered_at_once(
    group: ParticipantGroup, client: Client
) -> None:
    person = PersonFactory(name="Suparno", language="en")
    client.force_login(person)
    page = f"/acara/{group.event.slug}/daftar/"
    shown = client.get(page).content.decode()
    assert 'value="Suparno"' in shown
    assert 'name="email"' not in shown
    client.post(page, typed(group, name="Suparno"))
    one = Registration.objects.get()
    assert (one.person, one.email, one.confirm_until) == (person, person.email, None)
    assert client.get(page)["Location"] == f"/tiket/{tickets.token_of(one)}/"
    assert client.get(f"/tiket/{one.public_id}/")["Location"] == f"/tiket/{tickets.token_of(one)}/"


def test_answers_stay_with_the_questions_they_were_given_to(
    group: ParticipantGroup, client: Client, desk: Client, manager: Person
) -> None:
    old = Field("size", "Kaus", "", "choice", choices=(Choice("a1", "S"), Choice("a2", "M")))
    ask(group.event, old, by=manager)
    client.post(f"/acara/{group.event.slug}/daftar/", typed(group, size="a1"))
    ask(group.event, Field("size", "Ukuran", "", "line"), by=manager)
    one = Registration.objects.get()
    assert one.asked
    assert (one.asked.number, one.answers) == (1, {"size": "a1"})
    own = client.get(f"/tiket/{tickets.token_of(one)}/").content.decode()
    assert ("Kaus" in own, "Ukuran" in own) == (True, False)
    export = desk.get(f"/acara/{group.event.slug}/kelola/peserta/?format=json").getvalue().decode()
    assert '"size": "S"' in export


@pytest.mark.parametrize("kind", ["", "?format=csv", "?format=json", "?q=Orang"])
def test_complaint_23_only_who_comes_and_chose_so_is_listed(client: Client, event: Event, kind: str) -> None:
    group = GroupFactory(event=event)
    for number, (state, listed) in enumerate([(s, yes) for s in State for yes in (True, False)]):
        if state not in (State.REPLACED, State.MERGED):
            queued = clock.now() if state == State.WAITING else None
            name = f"Orang {number} {state}{' terdaftar' if listed else ''}"
            RegistrationFactory(event=event, group=group, state=state, listed=listed, name=name, queued_at=queued)
    found = client.get(f"/acara/{event.slug}/peserta/{kind}")
    text = found.getvalue().decode()
    shown = {one.name for one in Registration.objects.all() if one.name in text}
    assert shown == {one.name for one in Registration.objects.filter(state=State.CONFIRMED, listed=True)}
    assert "@" not in text.partition("<main")[2].partition("</main")[0]


def test_complaint_23_a_choice_that_is_changed_holds_at_once_and_after_the_event(client: Client, event: Event) -> None:
    one = RegistrationFactory(event=event, group=GroupFactory(event=event), name="Ratna Dewi", listed=True)
    page, own = f"/acara/{event.slug}/peserta/", f"/tiket/{tickets.token_of(one)}/"
    assert "Ratna Dewi" in client.get(page).content.decode()
    client.post(own, {"act": "unlist"})
    Event.objects.update(state=Event.State.CLOSED)
    assert "Ratna Dewi" not in client.get(page).content.decode()


def test_complaint_11_a_manager_adds_a_person_by_hand_beyond_the_seats_with_a_reason(
    desk: Client, group: ParticipantGroup, manager: Person
) -> None:
    page = f"/acara/{group.event.slug}/kelola/peserta/tambah/"
    for name, reason in (("Satu", ""), ("Dua", ""), ("Tiga", "Tamu wali kota")):
        desk.post(page, typed(group, name=name, role="participant", email="", over_seats_reason=reason))
    found = {one.name: (one.state, one.over_seats_by, one.over_seats_reason) for one in Registration.objects.all()}
    assert found == {
        "Satu": (State.CONFIRMED, None, ""),
        "Dua": (State.WAITING, None, ""),
        "Tiga": (State.CONFIRMED, manager, "Tamu wali kota"),
    }
    detail = desk.get(f"/acara/{group.event.slug}/kelola/peserta/{Registration.objects.get(name='Tiga').public_id}/")
    assert "Tamu wali kota" in detail.content.decode()


def test_a_manager_decides_changes_moves_and_merges(desk: Client, group: ParticipantGroup, manager: Person) -> None:
    base = f"/acara/{group.event.slug}/kelola/peserta"
    press = GroupFactory(event=group.event, alone=True)
    one, two, three = (
        RegistrationFactory(event=group.event, group=group, state=State.APPLIED, name=name, email=f"{name}@contoh.id")
        for name in ("satu", "dua", "tiga")
    )
    assert [str(item.what) for item in waiting_for(manager, on=clock.today(), holdings=[])] == [
        "Putuskan 3 pendaftaran"
    ]
    assert desk.post(f"{base}/{one.public_id}/terima/")["Location"] == f"{base}/{two.public_id}/"
    desk.post(f"{base}/{two.public_id}/tolak/", {"reason": "Kelompok lain"})
    desk.post(f"{base}/{one.public_id}/ubah/", {"name": "Satu Baru", "email": "", "language": "en"})
    desk.post(f"{base}/{one.public_id}/pindah/", {"group": press.pk, "role": "press"})
    desk.post(f"{base}/{three.public_id}/gabung/", {"into": "Satu Baru"})
    found = list(Registration.objects.order_by("pk").values_list("name", "state", "group", "role"))
    assert found == [
        ("Satu Baru", State.CONFIRMED, press.pk, "press"),
        ("dua", State.REJECTED, group.pk, "participant"),
        ("tiga", State.MERGED, group.pk, "participant"),
    ]
    assert Registration.objects.get(pk=one.pk).email == "tiga@contoh.id"
    desk.post(f"{base}/{one.public_id}/batal/", {"reason": ""})
    assert Registration.objects.get(pk=one.pk).state == State.CANCELLED


def test_the_managers_list_and_its_export_cost_the_same_for_one_and_three(
    desk: Client, group: ParticipantGroup, manager: Person
) -> None:
    ask(group.event, MEAL, by=manager)
    page = f"/acara/{group.event.slug}/kelola/peserta/"
    counts = []
    for people in (1, 2):
        asked = group.event.question_versions.get()
        RegistrationFactory.create_batch(people, event=group.event, group=group, asked=asked, answers={"meal": True})
        for address in (page, f"{page}?format=csv"):
            desk.get(address)
            with CaptureQueriesContext(connection) as found:
                text = desk.get(address).getvalue().decode()
            counts.append(len(found))
        assert text.count("Ya") == group.registrations.count()
    assert counts[:2] == counts[2:]


def test_strangers_and_other_cities_do_not_open_the_managers_pages(
    client: Client, group: ParticipantGroup, manager: Person
) -> None:
    one = RegistrationFactory(event=group.event, group=group)
    client.force_login(PersonFactory())
    base = f"/acara/{group.event.slug}/kelola/peserta"
    closed = (
        "/",
        "/tambah/",
        f"/{one.public_id}/",
        f"/{one.public_id}/ubah/",
        "/pengaturan/",
        "/pengaturan/pertanyaan/",
    )
    assert {client.get(base + path).status_code for path in closed} == {403}
    assert client.get(f"/tiket/{one.public_id}/").status_code == 404
    assert client.get(f"/tiket/{'0' * 40}/").status_code == 404


def test_a_person_signs_up_for_a_session_and_reads_which_of_their_own_it_overlaps(
    client: Client, group: ParticipantGroup
) -> None:
    one = RegistrationFactory(event=group.event, group=group)
    begins = datetime.combine(group.event.begins_on, time(2), UTC)
    slot = {"starts_at": begins, "ends_at": begins + timedelta(hours=1)}
    first, second = (SessionFactory(event=group.event, capacity=1, **slot) for _n in range(2))
    release_programme(group.event, by=None, at=clock.now())
    own = f"/tiket/{tickets.token_of(one)}/"
    client.post(own, {"act": "sign_up", "session": first.number})
    page = client.get(own).content.decode()
    assert f"Bersamaan dengan “{first.title}”" in page
    client.post(own, {"act": "leave", "session": first.number})
    assert list(SignUp.objects.filter(left_at=None)) == []
    assert client.post(own, {"act": "sign_up", "session": "²"}).status_code == 404
    assert seats.of_sessions(group.event.sessions.filter(pk=second.pk))[second.pk].free == 1


def test_complaint_24_clashes_of_sign_ups_are_shown_before_a_session_moves_or_is_released(
    desk: Client, group: ParticipantGroup
) -> None:
    event = group.event
    begins = clock.now() + timedelta(days=20)
    first, second = (
        SessionFactory(
            event=event, capacity=5, starts_at=begins + timedelta(hours=n), ends_at=begins + timedelta(hours=n + 1)
        )
        for n in (0, 1)
    )
    for number in range(2):
        one = RegistrationFactory(event=event, group=group)
        for session in (first, second)[: 2 - number]:
            sign_up(one, session, by=None, at=clock.now())
    release = f"/acara/{event.slug}/kelola/program/terbit/"
    sentence = "1 orang punya kursi di kedua sesi, padahal waktunya bertumpuk"
    assert sentence not in desk.get(release).content.decode()
    first.ends_at = second.ends_at
    first.save()
    assert sentence in desk.get(release).content.decode()
    assert sentence in desk.get(f"/acara/{event.slug}/kelola/program/").content.decode()


def test_questions_are_built_reordered_tried_and_published_on_pages(desk: Client, event: Event, client: Client) -> None:
    base = f"/acara/{event.slug}/kelola/peserta/pengaturan/pertanyaan/"
    for label in ("Satu", "Dua"):
        desk.post(f"{base}baru/", {"label_id": label, "type": "line", "required": "on"})
    keys = [one["key"] for one in Setup.objects.get().questions]
    desk.post(base, {"act": "up", "key": keys[1]})
    assert [one["label_id"] for one in Setup.objects.get().questions] == ["Dua", "Satu"]
    assert desk.post(f"{base}pratinjau/", {keys[0]: "ya"}).context["form"].errors.keys() == {keys[1]}
    desk.post(base, {"act": "publish"})
    desk.post(f"{base}{keys[0]}/", {"label_id": "Satu baru", "type": "line"})
    shown = desk.get(base).content.decode()
    assert "Satu baru" in shown
    assert "<del>Satu</del>" in shown
    assert event.question_versions.get().questions[1]["label_id"] == "Satu"
    desk.post(base, {"act": "remove", "key": keys[1]})
    assert [one["label_id"] for one in Setup.objects.get().questions] == ["Satu baru"]


def test_the_setup_is_read_by_the_clocks_of_the_event(desk: Client, event: Event) -> None:
    page = f"/acara/{event.slug}/kelola/peserta/pengaturan/"
    desk.post(
        page, {"opens_on": "2019-10-01", "opens_time": "08.00", "closes_on": "2019-10-01", "closes_time": "07:00"}
    )
    assert Setup.objects.get().closes_at is None
    desk.post(
        page, {"opens_on": "2019-10-01", "opens_time": "08.00", "closes_on": "2019-10-12", "contact": "Sekretariat"}
    )
    found = Setup.objects.get()
    assert found.opens_at
    assert found.closes_at
    assert (found.opens_at.isoformat(), found.closes_at.isoformat()) == (
        "2019-10-01T00:00:00+00:00",  # 08.00 WITA
        "2019-10-11T16:00:00+00:00",
    )
    assert "08:00" in desk.get(page).content.decode()


def test_a_delegations_contact_sees_its_people_and_nobody_elses(event: Event) -> None:
    from jejaring.registration.queries.people import registrations_visible_to

    contact = PersonFactory()
    own, other = DelegationFactory(event=event, contact=contact), DelegationFactory(event=event)
    mine, _theirs = (
        RegistrationFactory(event=event, group=one.group, delegation=one, role="delegate") for one in (own, other)
    )
    assert list(registrations_visible_to(contact, on=clock.today())) == [mine]
