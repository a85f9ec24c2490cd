"""Kota Padang's whole journey against a running demo, over HTTP, as its tour proposes it.

Reads pages and fills in forms as a browser without scripts would; knows no model and no address
but the demo's start page. Every step is printed with its address and the documents it left.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

import httpx

from jejaring.console import terminal
from jejaring.portal.demo.pages import Field, Form, Page

START = "/demo/"
CITY_PAGE = "/anggota/kota-padang/"
WANTED_NUMBER = 25
MOST_STEPS = 30
PATIENCE_SECONDS = 300
DOCUMENT = re.compile(r"/verifikasi/[^/?#]{8,}/$")

ANSWERS = {
    "reason": "Kota Padang ingin belajar dari kabupaten dan kota lain menuju smart city.",
    "place": "Kupang",
    "agenda": "Kerangka berpikir\nPotensi dan manfaat yang diharapkan\nKeputusan",
    "summary": "Rapat membahas urgensi bergabung dengan jejaring.",
    "rationale": "Smart city untuk pelayanan masyarakat dan pertumbuhan ekonomi daerah.",
    "expected_benefits": "Gagasan untuk menyusun dan melaksanakan masterplan lebih cepat.",
    "joins": "yes",
    "verb": "approve",
    "result": "Permohonan lengkap.",
    "address": "Jalan Contoh 1, Padang",
    "phone": "0751 000000",
    "contact_title": "Narahubung Kota Padang",
    "contribution": "Pengalaman menyusun masterplan bersama OPD.",
    "budget": "Anggaran daerah.",
}
BY_PREFIX = {"state_": "present", "represented_by_": "Kepala dinas", "position_": "Setuju"}
BY_KIND = {
    "email": "diskominfo@contoh.jejaring.id",
    "url": "https://contoh.jejaring.id",
    "number": "1",
    "time": "09:00",
}


class WalkError(Exception):
    """The journey could not go on; its text says where and why."""


class Walk:
    """One visitor who takes role after role."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, follow_redirects=True, timeout=PATIENCE_SECONDS)
        self.documents: dict[str, str] = {}

    def get(self, address: str) -> Page:
        return self._page(self.client.get(address), address)

    def post(self, form: Form, at: str, answers: dict[str, list[str]], files: dict[str, bytes]) -> tuple[str, Page]:
        """Send a form and return the address and page it led to."""
        address = urljoin(at, form.action) if form.action else at
        attached = {name: ("surat-kuasa.pdf", content, "application/pdf") for name, content in files.items()}
        headers = {"Referer": str(self.client.base_url.join(at))}
        answer = self.client.post(address, data=answers, files=attached or None, headers=headers)
        return str(answer.url), self._page(answer, address)

    def _page(self, answer: httpx.Response, address: str) -> Page:
        if answer.status_code != httpx.codes.OK:
            raise WalkError(f"{address} answered {answer.status_code}.")
        return Page(answer.text)

    def steps(self) -> Iterator[tuple[str, str, list[str]]]:
        """Do what the tour proposes until it proposes nothing more; yield (what, address, new documents)."""
        for _ in range(MOST_STEPS):
            start = self.get(START)
            form = start.form("langkah-berikutnya")
            if form is None:
                if "langkah-terakhir" in start.link_ids:
                    return
                raise WalkError(f"{START} proposes no next step.")
            now = datetime.fromisoformat(start.times[0])
            address, page = self.post(form, START, as_they_are(form), {})
            if urlsplit(address).path != START:
                address, page = self._fill_in(page, address, now)
            yield form.button_text, address, self._new_documents(page)
        raise WalkError(f"After {MOST_STEPS} steps the journey had not ended.")

    def _fill_in(self, page: Page, address: str, now: datetime) -> tuple[str, Page]:
        """Fill in the page's form and send it; follow to the page that answers."""
        form = page.main_form
        if form is None:
            raise WalkError(f"{address} has no form to fill in.")
        answers = {name: _answer(field, now) for name, field in form.fields.items() if field.kind != "file"}
        if form.button and form.button[0]:
            answers[form.button[0]] = [form.button[1]]
        wanted = [field.name for field in form.fields.values() if field.kind == "file" and field.required]
        files = {name: self.client.get(f"{START}surat-kuasa.pdf").content for name in wanted}
        landed, answered = self.post(form, address, answers, files)
        if answered.errors:
            raise WalkError(f"{address} refused: " + " ".join(dict.fromkeys(answered.errors)))
        if answered.main_form and "read" in answered.main_form.fields:  # what was filled in is to be checked first
            return self._fill_in(answered, landed, now)
        return landed, answered

    def _new_documents(self, page: Page) -> list[str]:
        links = [(urlsplit(href).path, text.partition("·")[0].strip()) for href, text in page.links]
        found = {address: text for address, text in links if DOCUMENT.search(address)}
        new = {address: text for address, text in found.items() if address not in self.documents}
        self.documents |= new
        for address in new:
            self.get(address)  # it must be there for anyone
        return [f"{text}: {self.client.base_url.join(address)}" for address, text in new.items()]

    def member_number(self) -> int | None:
        """Return Padang's number as its public page says it."""
        answer = self.client.get(CITY_PAGE)
        if answer.status_code != httpx.codes.OK:
            return None
        said = re.search(r"nomor (\d+)", Page(answer.text).lead)
        is_member = said is not None and "adalah anggota" in Page(answer.text).lead
        return int(said.group(1)) if said and is_member else None


def as_they_are(form: Form) -> dict[str, list[str]]:
    """Return what stands in the fields of a form."""
    return {name: [field.value] for name, field in form.fields.items()}


def given(field: Field) -> list[str]:
    """Return what is sent for a field that nobody touches: what stands there, or what is chosen."""
    if field.kind == "select":
        return field.chosen or field.options[:1]
    return field.chosen if field.kind in ("radio", "checkbox") else [field.value]


def _answer(field: Field, now: datetime) -> list[str]:
    """Return what to send for a field: what stands there, or else an answer that fits."""
    if field.kind in ("radio", "checkbox", "select"):
        return _choice(field)
    if field.kind == "hidden" or field.value:
        return [field.value]
    wish = ANSWERS.get(field.name) or next((v for k, v in BY_PREFIX.items() if field.name.startswith(k)), "")
    if field.kind == "date":
        ahead = timedelta(days=1) if field.name == "held_on" else timedelta()
        return [(now + ahead).date().isoformat()] if field.required else [""]
    if not wish and field.required:
        wish = BY_KIND.get(field.kind, "Isian contoh untuk mencoba.")
    return [wish]


def _choice(field: Field) -> list[str]:
    wish = ANSWERS.get(field.name) or next((v for k, v in BY_PREFIX.items() if field.name.startswith(k)), "")
    if wish in field.options:
        return [wish]
    if field.kind == "checkbox" and len(field.options) > 1:
        return field.options
    if field.chosen:
        return field.chosen
    offered = [value for value in field.options if value]
    return offered[:1] if field.required or field.kind == "select" else []


def play(url: str) -> int:
    """Play the journey, print each step, and return 0 only if Padang is member number 25 at the end."""
    walk = Walk(url)
    try:
        already = walk.member_number()
        if already is not None:
            return _judge(already, f"Kota Padang is already member number {already}: {url}{CITY_PAGE}")
        for number, (what, address, documents) in enumerate(walk.steps(), start=1):
            terminal.say(f"{number:2}. {what}")
            terminal.say(f"    {address}")
            for document in documents:
                terminal.say(f"    {document}")
        found = walk.member_number()
    except (WalkError, httpx.HTTPError) as fault:
        sys.stderr.write(f"The walk has stopped: {fault or type(fault).__name__}\n")
        return 1
    return _judge(found, f"Kota Padang is member number {found}: {url}{CITY_PAGE}")


def _judge(number: int | None, sentence: str) -> int:
    if number == WANTED_NUMBER:
        terminal.say(sentence)
        return 0
    sys.stderr.write(f"Kota Padang should be member number {WANTED_NUMBER}, but its page says {number or 'nothing'}.\n")
    return 1
