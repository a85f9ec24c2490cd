"""The grid of the draft in the browser: dragged, moved by keys and by form, refused moves undone; axe-clean."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import fits
from tests.events.work import Work, an_event_in_work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def work() -> Work:
    found = an_event_in_work()
    found.session("Pembukaan", found.slot(16, "09:00", "10:00", found.a))
    found.session("Seminar", found.slot(16, "09:30", "10:30", found.a))
    found.session("Kunjungan")
    return found


def where(work: Work, number: int) -> tuple[str, str]:
    session = work.event.sessions.select_related("hall").get(number=number)
    starts = session.starts_at and session.starts_at.astimezone(work.slot(16, "00:00", "01:00").starts_at.tzinfo)  # type: ignore[union-attr]  # a slot has a start
    return (f"{starts:%d %H:%M}" if starts else "", session.hall.name if session.hall else "")


def test_a_session_is_dragged_to_another_room_and_time(visit: Any, work: Work) -> None:
    page = visit(work.url("program/"), person=work.manager)
    page.set_viewport_size({"width": 1280, "height": 2000})
    slot, column, hour = page.locator("#sesi-1"), page.locator(".hall", has_text="Aula B"), page.locator(".hour.h13")
    there, down = column.bounding_box(), hour.bounding_box()
    grid = page.locator(".day-grid").bounding_box()
    target = {"x": there["x"] + there["width"] / 2 - grid["x"], "y": down["y"] - grid["y"] + 12}
    slot.drag_to(page.locator(".day-grid"), source_position={"x": 40, "y": 10}, target_position=target)
    page.wait_for_selector(".grid-said.success")
    assert where(work, 1) == ("16 13:00", "Aula B")
    assert page.locator("#sesi-1").get_attribute("data-hall") == str(work.b.guid)


def test_a_session_is_dragged_out_of_the_grid_and_into_it(visit: Any, work: Work) -> None:
    page = visit(work.url("program/"), person=work.manager)
    page.locator("#sesi-1").drag_to(page.locator(".unplaced h2"), source_position={"x": 40, "y": 10})
    page.wait_for_selector(".unplaced [data-number='1']")
    assert where(work, 1) == ("", "")


def test_arrow_keys_on_move_go_by_a_quarter_of_an_hour_and_a_room_and_what_is_refused_is_undone(
    visit: Any, work: Work
) -> None:
    page = visit(work.url("program/"), person=work.manager)
    page.locator("#sesi-1 .move").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("#sesi-1[data-starts='09:15']")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(f"#sesi-1[data-hall='{work.b.guid}']")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".grid-said.error")
    assert where(work, 1) == ("16 09:15", "Aula B")
    assert page.evaluate("document.activeElement.className") == "move"


def test_without_script_the_form_moves_a_session(browser_session: Any, work: Work) -> None:
    page = browser_session(script=False, person=work.manager).new_page()
    page.goto(work.url("program/"))
    page.locator("#sesi-1 .move").click(force=True)
    page.select_option("#id_day", "2020-03-17")
    page.fill("#id_starts", "14:00")
    page.locator(".movement button", has_text="Pindahkan").first.click()
    page.wait_for_selector(".movement")
    assert where(work, 1) == ("17 14:00", "Aula A")


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "id"), (360, "dark", "en")])
@pytest.mark.parametrize("path", ["", "program/?pilih=2", "program/terbit/", "program/sesi/1/", "tempat/", "tim/"])
def test_the_pages_of_the_work_fit_and_are_clean(
    visit: Any, axe: Any, work: Work, path: str, width: int, scheme: str, language: str
) -> None:
    page = visit(work.url(path), language=language, width=width, scheme=scheme, person=work.manager)
    axe(page)
    assert fits(page)
