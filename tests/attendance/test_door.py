"""The check-in page: as a form without script, and what its script sends."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jejaring.attendance import offline
from jejaring.attendance.models import Scan
from jejaring.kit import clock
from jejaring.people.models import Person
from jejaring.registration.models import Code
from tests.attendance.hall import MINUTE, NINE, House, a_house, code_of
from tests.factories.events import EventFactory, HelperFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(clock, "now", lambda: NINE + 10 * MINUTE)
    return a_house()


def at_the_door(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(house: House, name: str = "door", **more: Any) -> str:
    return reverse(f"attendance:{name}", kwargs={"slug": house.event.slug, **more})


def typed(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "door": "acara", "direction": "in", "guid": uuid.uuid4(), **more}


def batch(*scans: dict[str, Any], late: timedelta = timedelta()) -> str:
    sent_at = (NINE + 10 * MINUTE - late).isoformat()
    return json.dumps({"device": "phone-1", "sent_at": sent_at, "scans": scans})


def kept(code: str, **more: Any) -> dict[str, Any]:
    """Return a scan as a phone keeps it."""
    moment = (NINE + 5 * MINUTE).isoformat()
    return {"format": 1, "guid": str(uuid.uuid4()), "code": code, "session": "", "direction": "in", "at": moment} | more


def post(house: House, body: str) -> dict[str, Any]:
    answer = at_the_door(house.steward).post(address(house, "reports"), body, content_type="application/json")
    return {"status": answer.status_code, **answer.json()}


def test_a_typed_code_is_checked_in_without_script_and_undone(house: House) -> None:
    client, guest = at_the_door(house.steward), house.guest(registration__name="Peserta Uji")
    page = client.post(address(house), typed(code_of(guest))).content.decode()
    scan = Scan.objects.get()
    assert "Peserta Uji" in page
    assert scan.registration == guest
    undo = address(house, "undo", guid=scan.guid)
    assert undo in page
    assert client.post(undo).status_code == 302
    scan.refresh_from_db()
    assert scan.undone_by == house.steward


def test_a_form_that_is_sent_twice_is_one_scan(house: House) -> None:
    client, sent = at_the_door(house.steward), typed(code_of(house.guest()))
    pages = [client.post(address(house), sent).content.decode() for _time in range(2)]
    assert [page.count(str(Scan.objects.get().guid)) for page in pages] == [1, 1]
    assert ["verdict ok" in page for page in pages] == [True, True]


def test_the_page_offers_the_doors_of_the_sessions_and_keeps_the_one_chosen(house: House) -> None:
    client, guid = at_the_door(house.steward), str(house.session.guid)
    page = client.post(address(house), typed(code_of(house.guest()), door=guid)).content.decode()
    assert f'<option value="{guid}" selected>' in page
    assert Scan.objects.get().session == house.session


def test_the_page_that_a_phone_keeps_names_no_person(house: House) -> None:
    guest = house.guest(registration__name="Nama Rahasia")
    client = at_the_door(house.steward)
    client.post(address(house), typed(code_of(guest)))
    page = client.get(address(house)).content.decode()
    assert "Nama Rahasia" not in page
    assert house.steward.name not in page
    assert house.steward.email not in page


def test_the_door_is_closed_to_others_and_what_is_in_preparation_is_not_there(house: House) -> None:
    draft = EventFactory()
    stranger = at_the_door(PersonFactory())
    assert stranger.get(address(house)).status_code == 403
    assert stranger.get(reverse("attendance:door", args=[draft.slug])).status_code == 404
    assert Client().get(address(house)).status_code == 302
    assert stranger.post(address(house, "reports"), batch(), content_type="application/json").status_code == 403


def test_a_batch_is_answered_scan_by_scan_and_a_wrong_one_stops_no_other(house: House) -> None:
    guest = house.guest(registration__name="Peserta Uji")
    said = post(house, batch(kept("?", guid="no guid"), kept(code_of(guest)), {"guid": "x"}, kept(code_of(guest))))
    assert [one["verdict"] for one in said["answers"]] == ["refused", "admitted", "refused", "repeated"]
    assert said["answers"][1]["person"] == "Peserta Uji"
    assert Scan.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": "0001-01-01T00:00:00+08:00"},
        {"at": "2020-03-16T09:00:00"},
        {"at": 5},
        {"unchecked": 5},
        {"place": ["x"]},
        {"session": {"x": 1}},
        {"direction": "up"},
        {"format": 2},
        {"code": None},
    ],
)
def test_a_scan_with_awkward_values_is_refused_and_not_stored(house: House, wrong: dict[str, Any]) -> None:
    said = post(house, batch({**kept("ABCD2345"), **wrong}))
    assert ([one["verdict"] for one in said["answers"]], Scan.objects.count()) == (["refused"], 0)


def test_a_batch_that_is_delivered_again_changes_nothing(house: House) -> None:
    scans = [kept(code_of(house.guest())) for _number in range(3)]
    assert post(house, batch(*scans)) == post(house, batch(*scans))
    assert Scan.objects.count() == 3


def test_the_moment_of_a_scan_is_by_the_servers_clock_whatever_the_phones_is(house: House) -> None:
    hour = timedelta(hours=1)
    moment = (NINE + 5 * MINUTE - hour).isoformat()
    post(house, batch(kept(code_of(house.guest()), at=moment), late=hour))
    assert Scan.objects.get().scanned_at == NINE + 5 * MINUTE


def test_what_was_not_checked_stands_with_the_scan_and_conflicts_are_counted(house: House) -> None:
    guest = house.guest(registration__state="cancelled")
    said = post(house, batch(kept(code_of(guest), offline=True, unchecked=["validity", "seats", "made up"])))
    scan = Scan.objects.get()
    assert (scan.offline, scan.unchecked, scan.device) == (True, ["validity", "seats"], "phone-1")
    assert (said["conflicts"], len(said["answers"][0]["conflicts"])) == (1, 1)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"scans": [], "device": 5, "sent_at": "2020-03-16T01:00:00Z"}',
        '{"scans": 1, "device": "x", "sent_at": "2020-03-16T01:00:00Z"}',
    ],
)
def test_what_is_no_batch_is_refused_with_a_sentence(house: House, body: str) -> None:
    said = post(house, body)
    assert (said["status"], bool(said["error"])) == (400, True)


def test_a_report_needs_the_token_of_the_session(house: House) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(house.steward)
    body = batch(kept(code_of(house.guest())))
    assert client.post(address(house, "reports"), body, content_type="application/json").status_code == 403
    token = client.get(address(house, "state")).json()["token"]
    sent = client.post(address(house, "reports"), body, content_type="application/json", headers={"X-CSRFToken": token})
    assert (sent.status_code, Scan.objects.count()) == (200, 1)


def test_a_steward_undoes_their_own_scans_and_a_manager_any(house: House) -> None:
    scan, other = house.read(house.guest()), HelperFactory(event=house.event, role="steward").person
    url = address(house, "undo", guid=scan.guid)
    assert at_the_door(other).post(url).status_code == 403
    said = at_the_door(house.manager).post(url, headers={"Accept": "application/json"}).json()
    assert said["undone"] is True


def test_the_badge_leads_a_steward_to_the_door_with_its_code(house: House) -> None:
    code = Code.objects.get(registration=house.guest())
    client = at_the_door(house.steward)
    answer = client.get(reverse("registration:code", args=[house.event.slug, code.text]))
    assert answer["Location"] == f"{address(house)}?kode={code.text}"
    assert f'value="{code.text}"' in client.get(answer["Location"]).content.decode()


def test_the_worker_is_for_everyone_tells_nothing_and_changes_with_every_file_it_keeps(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Client().get(address(house, "offline_script"))
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert house.event.name_id not in text
    assert address(house) in text
    monkeypatch.setattr(offline, "FILES", offline.FILES[:-1])
    offline._version.cache_clear()
    other = Client().get(address(house, "offline_script")).content.decode()
    offline._version.cache_clear()
    assert json.loads(other.partition(" = ")[2].partition(";\n")[0])["version"] not in text


def test_the_policy_lets_the_page_have_its_worker_and_nothing_more(house: House) -> None:
    policy = at_the_door(house.steward).get(address(house))["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_the_page_costs_the_same_queries_for_one_and_ten_scans(house: House) -> None:
    client, costs = at_the_door(house.steward), []
    for more in (1, 9):
        for _number in range(more):
            house.read(house.guest())
        with CaptureQueriesContext(connection) as queries_of_page:
            client.get(address(house))
        costs.append(len(queries_of_page))
    assert costs[0] == costs[1]


def test_a_code_that_nobody_has_stays_in_its_field_to_be_corrected(house: House) -> None:
    steward, guest = at_the_door(house.steward), code_of(house.guest())
    stays = [steward.post(address(house), typed(code)).context["form"]["code"].value() for code in ("ZZZZ9999", guest)]
    assert stays == ["ZZZZ9999", None]
