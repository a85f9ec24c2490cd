"""Visitors who read pages and write all the time, and what each was answered."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

import httpx

from benchmarks.faults.site import Site

TOKEN = "t" * 32  # the same in cookie and form is what Django asks for
TIMEOUT = 20.0
PUBLIC = ("/", "/anggota/", "/en/anggota/?q=kota", "/verifikasi/", "/sehat/")
OWN = ("/ruang/", "/ruang/iuran/", "/ruang/undangan/")
MEMBER = re.compile(r'name="members" value="(\d+)"')
NOTHING = 0  # the status of what was not answered


@dataclass(frozen=True, slots=True)
class Answer:
    """What a visitor was answered: the status (0: nothing), when (monotonic seconds), after how many seconds."""

    visitor: str
    status: int
    at: float
    seconds: float

    @property
    def well(self) -> bool:
        return NOTHING < self.status < httpx.codes.BAD_REQUEST


class Visitor:
    """One browser, signed in or not; its acts are done one after the other."""

    def __init__(self, name: str, crowd: Crowd, act: Callable[[Visitor], None], pause: float, session: str) -> None:
        self.name, self.crowd, self.act, self.pause = name, crowd, act, pause
        self.client = httpx.Client(base_url=crowd.site.url, timeout=TIMEOUT)
        self.client.cookies.update({"csrftoken": TOKEN} | ({"sessionid": session} if session else {}))
        self.turn = 0

    def run(self) -> None:
        """Act until the crowd goes home."""
        with self.client:
            while not self.crowd.left.wait(self.pause):
                self.turn += 1
                with suppress(httpx.HTTPError):
                    self.act(self)

    def ask(self, method: str, path: str, **fields: str) -> httpx.Response:
        """Ask for a page, and note the answer. Raises httpx.HTTPError if there was none."""
        began, status = time.monotonic(), NOTHING
        data = {"csrfmiddlewaretoken": TOKEN, **fields} if method == "POST" else None
        try:
            answer = self.client.request(method, path, data=data)
            status = answer.status_code
        finally:
            now = time.monotonic()
            self.crowd.answers.append(Answer(self.name, status, now, now - began))
        return answer


class Crowd:
    """All visitors; `acknowledged` is what they were told is done, by kind."""

    KINDS = ("payments", "invoices", "invitations")

    def __init__(self, site: Site, session: str) -> None:
        self.site, self.left = site, threading.Event()
        self.answers: list[Answer] = []
        self.acknowledged: dict[str, set[str]] = {kind: set() for kind in self.KINDS}
        acts: list[tuple[str, Callable[[Visitor], None], float, str]] = [
            ("public pages", read(PUBLIC), 0.15, ""),
            ("own pages", read(OWN), 0.3, session),
            ("payments", pay, 0.3, session),
            ("invoices", issue, 1.0, session),
            ("invitations", invite, 0.7, session),
        ]
        self.visitors = [Visitor(name, self, act, pause, key) for name, act, pause, key in acts]
        self.threads = [threading.Thread(target=one.run) for one in self.visitors]

    def come(self) -> None:
        """Begin to act."""
        for thread in self.threads:
            thread.start()

    def go(self) -> None:
        """Finish what is under way, and end."""
        self.left.set()
        for thread in self.threads:
            thread.join()

    def since(self, moment: float) -> list[Answer]:
        """Return what was answered since a moment."""
        return [one for one in self.answers if one.at >= moment]

    def is_well_since(self, moment: float) -> bool:
        """Tell whether every visitor has been answered well in something that was begun after a moment."""
        well = {one.visitor for one in self.since(moment) if one.well and one.at - one.seconds >= moment}
        return well == {one.name for one in self.visitors}


def read(paths: tuple[str, ...]) -> Callable[[Visitor], None]:
    """Return the act of reading one page after the other."""

    def act(visitor: Visitor) -> None:
        visitor.ask("GET", paths[visitor.turn % len(paths)])

    return act


def pay(visitor: Visitor) -> None:
    """Record a payment."""
    reference = f"F{visitor.turn:06}"
    fields = {"amount_idr": "1.000.000", "paid_on": "2026-01-02", "reference": reference}
    if visitor.ask("POST", "/ruang/iuran/pembayaran/catat/", **fields).status_code == httpx.codes.FOUND:
        visitor.crowd.acknowledged["payments"].add(reference)


def issue(visitor: Visitor) -> None:
    """Issue the first invoice that is offered; only the page after it tells that this was done."""
    offered = MEMBER.search(visitor.ask("GET", "/en/ruang/iuran/terbitkan/").text)
    if offered and visitor.ask("POST", "/en/ruang/iuran/terbitkan/", members=offered[1]).is_redirect:
        page = visitor.ask("GET", "/en/ruang/iuran/").text
        if "1 invoice was issued." in page:
            visitor.crowd.acknowledged["invoices"].add(offered[1])


def invite(visitor: Visitor) -> None:
    """Invite a person, who is sent a letter."""
    email = f"contoh-{visitor.turn}@contoh.id"
    fields = {"email": email, "name": "Contoh", "language": "id"}
    if visitor.ask("POST", "/ruang/undangan/baru/", **fields).status_code == httpx.codes.FOUND:
        visitor.crowd.acknowledged["invitations"].add(email)


def classes(answers: Iterable[Answer]) -> Counter[str]:
    """Return how many answers were of which class."""
    return Counter(_class(one) for one in answers)


def _class(answer: Answer) -> str:
    if answer.well:
        return "well"
    if answer.status == NOTHING:
        return "none"
    return "503" if answer.status == httpx.codes.SERVICE_UNAVAILABLE else "500" if answer.status >= 500 else "4xx"
