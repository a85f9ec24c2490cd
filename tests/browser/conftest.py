"""A headless Chromium for tests that look at pages as a person does."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from jejaring.people.models import Person

TIMEOUT_MS = 120_000  # for whatever a page is waited for: a busy machine takes its time
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
BROKEN_WORDS = r"""() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, range = document.createRange();
    if (!text.parentElement.checkVisibility() || text.parentElement.closest("code, .said")) continue;
    if (text.parentElement.getBoundingClientRect().width <= 1) continue;  // for those who hear the page
    for (const word of text.data.matchAll(/[\p{L}\d]{2,14}/gu)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((one) => Math.round(one.top)));
      if (lines.size > 1) found.push(word[0]);
    }
  }
  return found;
}"""
Scheme = Literal["light", "dark"]
LOOKS: list[tuple[str, int, Scheme]] = [  # each two of language, width and theme meet once
    ("id", 360, "dark"),
    ("id", 1280, "light"),
    ("en", 360, "light"),
    ("en", 1280, "dark"),
]


class Visit(Protocol):
    """Open a page: `visit("/anggota/", language="en", width=360, scheme="dark")`."""

    def __call__(
        self,
        path: str,
        language: str = "id",
        width: int = 1280,
        scheme: Scheme = "light",
        person: Person | None = None,
    ) -> Page: ...


class BrowserSession(Protocol):
    """Start a browser of one's own, as another person would have it."""

    def __call__(
        self, width: int = 1280, scheme: Scheme = "light", script: bool = True, person: Person | None = None
    ) -> BrowserContext: ...


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launched(playwright.chromium)
        expect.set_options(timeout=TIMEOUT_MS)
        yield browser
        browser.close()


def launched(
    kind: BrowserType, program: str = "chromium-headless-shell", more: Sequence[str] = (), **options: Any
) -> Browser:
    """Start a Chromium with `more` arguments; the options are Playwright's.

    The shell takes half the processor time of the whole browser.
    """
    path = shutil.which(program)
    if path is None:
        pytest.fail(f"Browser tests need {program}; `make tools` installs it.")
    return kind.launch(executable_path=path, args=[*ARGUMENTS, *more], timeout=TIMEOUT_MS, **options)


@pytest.fixture
def browser_session(chromium: Browser, live_server: LiveServer) -> Iterator[BrowserSession]:
    """Return a function that gives a fresh browser context; `page.goto("/…")` is enough in it."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def start(
        width: int = 1280, scheme: Scheme = "light", script: bool = True, person: Person | None = None
    ) -> BrowserContext:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
            bypass_csp=script,  # axe is a script of ours; the policy itself has tests of its own
            locale="id-ID",
        )
        context.set_default_timeout(TIMEOUT_MS)
        context.on("weberror", lambda fault: complaints.append(str(fault.error)))
        opened.append(context)
        if person is not None:
            context.add_cookies([{"name": "sessionid", "value": _session_of(person), "url": live_server.url}])
        return context

    yield start
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def visit(browser_session: BrowserSession) -> Visit:
    def go(
        path: str,
        language: str = "id",
        width: int = 1280,
        scheme: Scheme = "light",
        person: Person | None = None,
    ) -> Page:
        page = browser_session(width=width, scheme=scheme, person=person).new_page()
        page.goto(path if language == "id" else f"/{language}{path}")
        return page

    return go


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Return a check that fails with every accessibility violation of a page, in words."""
    checker = Axe()

    def check(page: Page) -> None:
        options = {"runOnly": RULES, "resultTypes": ["violations"]}  # what passes is not told in detail
        found: list[dict[str, Any]] = checker.run(page, options=options).response["violations"]
        assert not found, "\n".join(_in_words(violation) for violation in found)

    return check


def fits(page: Page) -> bool:
    """Tell whether a page can be read without scrolling sideways."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return not wide


def broken_words(page: Page) -> list[str]:
    """Return the words of at most 14 letters that a page breaks across lines, as a cramped column does."""
    found: list[str] = page.evaluate(BROKEN_WORDS)
    return found


def _session_of(person: Person) -> str:
    client = Client()
    client.force_login(person, backend="jejaring.people.backends.ModelBackend")
    return client.cookies["sessionid"].value


def _in_words(violation: dict[str, Any]) -> str:
    places = "\n".join(f"    {node['html']}\n      {node['failureSummary']}" for node in violation["nodes"])
    return f"{violation['id']}: {violation['help']}\n{places}"
