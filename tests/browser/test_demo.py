"""`make demo` from a clone in a closed folder: one click per role, the tour, the walk, the removal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import TIMEOUT_MS
from tests.clones import Clone, press_control_c, this_account
from tests.processes import free_port
from tests.waiting import AMPLE, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


def jejaring(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jejaring.config.cli", *command],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def clone() -> Iterator[Clone]:
    made = Clone(this_account())
    yield made
    made.forget()


@pytest.fixture(scope="module")
def folder(clone: Clone) -> Path:
    return clone.folder / "var" / "demo"


@pytest.fixture(scope="module")
def demo(clone: Clone, folder: Path) -> Iterator[str]:
    """Start the demo in a clone of its own; stop it as Ctrl-C does, and forget it."""
    port = free_port()
    with (clone.home / "demo.log").open("w+") as log:
        process = clone.start("make", "demo", f"PORT={port}", output=log)
        try:
            _wait_until_it_says("Ctrl-C stops it", Path(log.name), process)
            yield f"http://127.0.0.1:{port}"
        finally:
            press_control_c(process)
            process.wait(AMPLE)
            assert jejaring("demo", "--data", str(folder), "--reset").returncode == 0
    assert not folder.exists()


def _wait_until_it_says(words: str, log: Path, process: subprocess.Popen[str]) -> None:
    until(lambda: words in log.read_text() or process.poll() is not None)
    assert words in log.read_text(), f"the demo did not start:\n{log.read_text()}"


@pytest.fixture
def visitor(chromium: Browser, demo: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=demo, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(TIMEOUT_MS)
    yield context.new_page()
    context.close()


def test_the_demo_is_served_from_a_closed_folder(clone: Clone, demo: str) -> None:
    assert httpx.get(f"{demo}/").status_code == 200
    assert (clone.home.stat().st_mode & 0o777, clone.home.owner()) == (0o700, this_account())


def test_one_click_signs_in_as_a_role_and_the_bar_shows_who_and_when(visitor: Page) -> None:
    visitor.goto("/demo/")
    visitor.get_by_role("button", name="Coba sebagai Narahubung Kota Padang").click()
    bar = visitor.locator(".demo-bar")
    assert visitor.url.endswith("/ruang/")
    assert "17 Oktober 2019" in bar.inner_text()
    assert "Narahubung Kota Padang" in bar.inner_text()
    bar.get_by_role("link", name="Nyatakan minat").click()
    assert visitor.url.endswith("/bergabung/minat/kota-padang/")


def test_signing_in_by_one_click_is_a_post_with_a_token(demo: str) -> None:
    assert httpx.get(f"{demo}/demo/masuk/sekretariat/").status_code == 405
    assert httpx.post(f"{demo}/demo/masuk/sekretariat/").status_code == 403


def test_the_clock_moves_on_from_the_panel_and_not_back(visitor: Page) -> None:
    visitor.goto("/en/demo/")
    visitor.get_by_role("button", name="One day on").click()
    assert "18 October 2019, 08:00 WITA" in visitor.locator(".demo-bar").inner_text()
    visitor.locator("#jam input[type=date]").fill("2019-10-01")
    visitor.get_by_role("button", name="Move to that day").click()
    assert "only goes forward" in visitor.locator("main").inner_text()


def test_the_walk_ends_with_padang_as_the_25th_and_a_certificate_verified_and_says_so_again(demo: str) -> None:
    walked = jejaring("demo-walk", "--url", demo)
    assert walked.returncode == 0, walked.stdout + walked.stderr
    assert walked.stdout.count("/verifikasi/") >= 8
    member = f"Kota Padang is member number 25: {demo}/anggota/kota-padang/\n"
    assert member in walked.stdout
    verified = walked.stdout.splitlines()[-1].removeprefix("A certificate of the meeting is verified: ")
    assert httpx.get(verified, params={"format": "json"}).json()["attested"]["event"] == "Temu kota (contoh)"
    again = jejaring("demo-walk", "--url", demo)
    assert (again.returncode, again.stdout) == (
        0,
        f"Kota Padang is already member number 25: {demo}/anggota/kota-padang/\n"
        f"The meeting has been held already: {demo}/acara/temu-contoh/\n",
    )


def test_one_command_removes_what_was_tried_and_the_ledger_still_holds(demo: str, folder: Path) -> None:
    assert jejaring("demo-walk", "--url", demo).returncode == 0  # at once, where the journey was walked before
    assert httpx.get(f"{demo}/anggota/kota-padang/").status_code == 200
    removed = jejaring("examples", "remove", "--data", str(folder))
    assert removed.returncode == 0, removed.stderr
    for gone in ("anggota/kota-padang", "acara/temu-contoh"):
        assert httpx.get(f"{demo}/{gone}/").status_code == 404
    assert httpx.get(f"{demo}/acara/kupang-2019/").status_code == 200
    verified = jejaring("ledger", "verify", "--data", str(folder))
    assert (verified.returncode, "unbroken" in verified.stdout) == (0, True)


def test_a_walk_against_nothing_says_so_and_fails() -> None:
    walked = jejaring("demo-walk", "--url", f"http://127.0.0.1:{free_port()}")
    assert walked.returncode == 1
    assert "The walk has stopped" in walked.stderr
