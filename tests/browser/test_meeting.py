"""A meeting of cities from the first invitation to a certificate that anyone verifies, as its people walk it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from threading import Thread
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from jejaring.attendance.models import Scan
from jejaring.certificates.models import Certificate, Rule
from jejaring.cities.models import Office, Organisation
from jejaring.events.models import Event, Helper, ProgrammeVersion, Session
from jejaring.files import storage
from jejaring.kit import clock
from jejaring.people.models import Person
from jejaring.registration.models import Delegation, Registration
from tests.browser.conftest import BrowserSession
from tests.factories.certificates import TemplateFactory
from tests.factories.cities import OrganisationFactory
from tests.factories.events import EventFactory, GroupFactory, HallFactory, HelperFactory, SessionFactory
from tests.membership.desk import a_desk, holder

pytestmark = [pytest.mark.browser, pytest.mark.kills, pytest.mark.django_db(transaction=True)]
INVITED, NINE, EVENING = (datetime(2020, 3, *at, tzinfo=UTC) for at in ((2, 3), (16, 1), (18, 9)))
PEOPLE = ("Sri", "Prof. Dr. H. Budi Contoh, S.T., M.Si.", "Peserta Ketiga")


class Now:
    """The time of the walk, for the server and for the jobs that run beside it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = INVITED
        monkeypatch.setattr(clock, "now", lambda: self.at)


def work() -> None:
    """Do what is queued, as a worker does; in a thread, for Playwright has the loop of this one."""
    from procrastinate.contrib.django import app

    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # Django's has it
    with app.replace_connector(connector) as worker_app:
        worker = Thread(target=worker_app.run_worker, kwargs={"wait": False, "install_signal_handlers": False})
        worker.start()
        worker.join()


def sent(page: Page, path: str, **typed: str) -> None:
    """Open a form, type into it, press its first button, and see that nothing was refused."""
    page.goto(path)
    for name, value in typed.items():
        field = page.locator(f"main [name={name}]").first
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "radio":
            page.check(f"main [name={name}][value='{value}']")
        else:
            field.fill(value)
    page.locator("main form .form-end button").first.click()
    page.wait_for_load_state()
    expect(page.locator("main .errors, main [aria-invalid=true]")).to_have_count(0)


def scan(page: Page, code: str) -> None:
    page.fill("#id_code", code)
    page.press("#id_code", "Enter")


def waits(page: Page, count: int) -> None:
    expect(page.locator("#door-waiting")).to_have_attribute("data-count", str(count))


def at_the_door(phone: BrowserContext, event: Event, session: Session) -> Page:
    """Open the door of a session on a phone, and wait until it would go on without network."""
    page = phone.new_page()
    page.goto(f"/acara/{event.slug}/pintu/?pintu={session.guid}")
    expect(page.locator("html")).to_have_attribute("data-door", "ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return page


def code_of(name: str) -> str:
    return Registration.objects.get(name=name).codes.get(renewed_at=None).text


def test_three_cities_are_invited_come_are_read_at_the_door_and_certified(
    browser_session: BrowserSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, desk = Now(monkeypatch), a_desk()
    president = holder(desk.network, Office.Role.PRESIDENT)
    cities = [desk.member.organisation, *OrganisationFactory.create_batch(2)]
    liaisons = [desk.liaison, *(holder(city, Office.Role.LIAISON) for city in cities[1:])]
    event = EventFactory(announced=True, slug="temu")
    group, hall = GroupFactory(event=event, seats=2), HallFactory(event=event)
    session = SessionFactory(event=event, number=1, hall=hall, title_id="Berbagi praktik baik")
    manager, steward = (
        HelperFactory(event=event, role=role).person for role in (Helper.Role.MANAGER, Helper.Role.STEWARD)
    )
    office = Office.objects.get(holdings__holder=president)
    TemplateFactory(event=event, office=office)
    Rule.objects.create(event=event, audience=Rule.Audience.PARTICIPANTS, percent=80)

    # invited, in one batch, by letters that the president signs
    desk_page = browser_session(person=manager).new_page()
    listed = "\n".join(city.short_name for city in cities)
    terms = {"group": str(group.pk), "whom": "daftar", "cities": listed, "seats": "2", "answer_by": "2020-03-09"}
    sent(desk_page, "/acara/temu/kelola/peserta/delegasi/undang/", **terms)
    work()
    assert Delegation.objects.filter(letter__isnull=False).count() == 3
    sent(browser_session(person=president).new_page(), "/acara/temu/kelola/peserta/delegasi/tanda-tangan/")
    work()
    assert {one.letter.signatures.count() for one in Delegation.objects.all() if one.letter} == {1}

    # two cities send three people for the group's two seats: the third waits
    name_people(browser_session, cities, liaisons)
    states = dict(Registration.objects.values_list("name", "state"))
    assert states == {PEOPLE[0]: "confirmed", PEOPLE[1]: "confirmed", PEOPLE[2]: "waiting"}

    # the programme is released, moved and released again
    sent(desk_page, "/acara/temu/kelola/program/terbit/")
    session.starts_at, session.ends_at = NINE, NINE + timedelta(hours=2)
    session.save()
    desk_page.goto("/acara/temu/kelola/program/terbit/")
    expect(desk_page.locator("main")).to_contain_text("Berbagi praktik baik")
    sent(desk_page, "/acara/temu/kelola/program/terbit/")
    assert list(ProgrammeVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    visitor = browser_session(width=360).new_page()
    visitor.goto("/acara/temu/versi/2/")
    expect(visitor.locator("main")).to_contain_text("11.00 WITA")

    # two phones at the door, one of which loses its network
    now.at = NINE
    phones = [browser_session(width=360, person=steward) for _phone in range(2)]
    away, there = (at_the_door(phone, event, session) for phone in phones)
    phones[0].set_offline(True)
    scan(away, code_of(PEOPLE[0]))
    waits(away, 1)
    scan(there, code_of(PEOPLE[1]))
    expect(there.locator("#door-answer")).to_contain_text("Budi Contoh")
    scan(there, code_of(PEOPLE[1]))
    expect(there.locator("#door-answer .verdict")).to_have_class("verdict warn")
    phones[0].set_offline(False)
    away.evaluate("dispatchEvent(new Event('online'))")
    waits(away, 0)
    assert set(Scan.objects.values_list("registration__name", "offline")) == {(PEOPLE[0], True), (PEOPLE[1], False)}

    # attendance earns a certificate, which the president signs and anyone verifies
    now.at = EVENING
    desk_page.goto("/acara/temu/kelola/pintu/orang/")
    expect(desk_page.locator("main")).to_contain_text(PEOPLE[1])
    Registration.objects.filter(state="confirmed").update(name_checked_at=NINE)
    sent(desk_page, "/acara/temu/kelola/sertifikat/terbitkan/")
    work()
    sent(browser_session(person=president).new_page(), "/acara/temu/kelola/sertifikat/tanda-tangan/")
    work()
    assert Certificate.objects.count() == 2
    verified_by_its_code(visitor, Certificate.objects.get(registration__name=PEOPLE[1]))


def name_people(browser_session: BrowserSession, cities: list[Organisation], liaisons: list[Person]) -> None:
    """Let the first city name two people and the second one; the third does not come."""
    for number, (city, liaison) in enumerate(zip(cities, liaisons, strict=True)):
        own = f"/delegasi/{Delegation.objects.get(organisation=city).public_id}/"
        page = browser_session(width=360, person=liaison).new_page()
        if number == 2:
            sent(page, f"{own}tolak/", reason="Bersamaan dengan hari jadi kota.")
            continue
        sent(page, f"{own}terima/", contact=str(liaison.pk))
        for name in (PEOPLE[:2], PEOPLE[2:])[number]:
            sent(page, f"{own}anggota/", name=name)


def verified_by_its_code(visitor: Page, certificate: Certificate) -> None:
    """Read the code on the paper as a stranger's phone does, and follow it; then ask as a machine does."""
    assert certificate.document
    address = certificate.document.get_absolute_url()
    answer = Client().get(f"{address}?format=json").json()
    drawn = pypdfium2.PdfDocument(BytesIO(storage.get(certificate.document.sha256)))
    [found] = zxingcpp.read_barcodes(drawn[0].render(scale=3).to_numpy())
    visitor.goto(urlsplit(found.text).path)
    expect(visitor.locator("main")).to_contain_text(PEOPLE[1])
    assert (answer["attested"]["name"], answer["attested"]["hours"]) == (PEOPLE[1], "2")
