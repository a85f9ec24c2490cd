"""Pages as a reader walks them: the links and the forms of a page, and the answers of the site without a network."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation
from lxml import html

from jejaring.kit import clock
from tests.admission.cast import PDF

HOST = "http://testserver"
Fields = dict[str, list[str]]
PLAIN = {
    "email": "seseorang@contoh.id",
    "number": "1",
    "url": "https://contoh.id/",
    "tel": "0751 1234",
    "password": "kata-sandi-untuk-uji-24",
    "text": "1",
    "textarea": "Isi.",
}


@dataclass(frozen=True, slots=True)
class Form:
    """A form that sends something, as a page shows it: its fields with their values, kinds and errors."""

    page: str
    action: str
    fields: Fields
    kinds: Mapping[str, str]
    buttons: tuple[tuple[str, str], ...]
    wrong: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[Any, ...]:
        """Return what two forms of the same page for different records have in common."""
        return (name_of_page(self.action), tuple(sorted(self.fields)), self.buttons)

    def filled(self) -> dict[str, Any]:
        """Return the form as someone would send it: what stands in it, and something plain where nothing does."""
        today = clock.today().isoformat()
        plain = {**PLAIN, "date": today, "datetime-local": f"{today}T10:00"}
        sent: dict[str, Any] = {}
        for name, values in self.fields.items():
            if self.kinds[name] == "file":
                sent[name] = SimpleUploadedFile("surat.pdf", PDF, content_type="application/pdf")
            elif any(values):
                sent[name] = values if len(values) > 1 else values[0]
            elif self.kinds[name] in plain:
                sent[name] = plain[self.kinds[name]]
        return sent

    def send(self, client: Client, sent: Mapping[str, Any], turn: int = 0) -> Any:
        """Send the form as a browser does, by one of its buttons, and return the answer."""
        values = {**sent, **dict([self.buttons[turn % len(self.buttons)]] if self.buttons else [])}
        if "file" in self.kinds.values():
            texts = {key: value for key, value in values.items() if isinstance(value, str | list)}
            return client.post(self.action, {**values, **{key: _as_sent(value) for key, value in texts.items()}})
        body = urlencode(values, doseq=True, errors="surrogatepass")
        return client.post(self.action, body, content_type="application/x-www-form-urlencoded")


@dataclass(slots=True)
class Page:
    """An answer, read as HTML."""

    url: str
    content: str
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)


def name_of_page(url: str) -> str:
    """Return the name of the page at an address, or the address itself if there is none."""
    path = urlsplit(url).path
    language = "en" if path.startswith("/en/") else "id"
    with translation.override(language):
        try:
            return resolve(path).view_name
        except Resolver404:
            return path


def read(url: str, content: str) -> Page:
    """Return a page with the addresses it leads to, on this site only, and its forms."""
    page = Page(url, content)
    if not content.strip():
        return page
    root = html.fromstring(content)
    for element in root.iter("a", "area"):
        if (link := _on_this_site(url, element.get("href"))) and link not in page.links:
            page.links.append(link)
    for element in root.iter("link", "script", "img", "source", "use"):
        source = element.get("src") or (element.get("href") if element.get("rel") != "canonical" else "")
        if (link := _on_this_site(url, source)) and not link.startswith("/static/"):
            page.links.append(link)
    for form in root.iter("form"):
        if (form.get("method") or "get").lower() == "post":
            page.forms.append(_form(url, form))
        else:
            page.queries += [name for name in _read_fields(form)[0] if name]
    return page


def _as_sent(value: str | list[str]) -> str | list[str]:
    """Return a text as a multipart body can hold it."""
    if isinstance(value, list):
        return [str(_as_sent(one)) for one in value]
    return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _on_this_site(url: str, href: str | None) -> str:
    """Return the path and query an attribute leads to, or "" if that is nowhere on this site."""
    if not href or href.startswith(("mailto:", "tel:", "data:", "javascript:", "otpauth:")):
        return ""
    whole = urldefrag(urljoin(HOST + url, href.strip())).url
    return whole.removeprefix(HOST) or "/" if whole.startswith(f"{HOST}/") else ""


def _form(url: str, form: Any) -> Form:
    fields, kinds = _read_fields(form)
    buttons = tuple(
        (one.get("name"), one.get("value") or "")
        for one in form.iter("button", "input")
        if one.get("name") and (one.tag == "button" or one.get("type") == "submit")
    )
    action = _on_this_site(url, form.get("action") or url) or url
    wrong = {one.get("name") for one in form.iter("input", "textarea", "select") if one.get("aria-invalid") == "true"}
    return Form(url, action, fields, kinds, buttons, tuple(sorted(wrong & fields.keys())))


def _read_fields(form: Any) -> tuple[Fields, dict[str, str]]:
    fields: Fields = {}
    kinds: dict[str, str] = {}
    for one in form.iter("input", "textarea", "select"):
        name, kind = one.get("name"), one.get("type") or one.tag
        if not name or kind in ("submit", "button") or name == "csrfmiddlewaretoken":
            continue
        kinds.setdefault(name, kind)
        fields.setdefault(name, []).extend(_values(one, kind))
    for name, kind in kinds.items():
        if kind in ("radio", "checkbox"):  # the first choice, unless one was made
            chosen = [value.removeprefix("+") for value in fields[name] if value.startswith("+")]
            offered = [value.removeprefix("-") for value in fields[name] if value.startswith("-")]
            fields[name] = chosen or offered[:1]
    return fields, kinds


def _values(one: Any, kind: str) -> list[str]:
    if kind == "textarea":
        return [(one.text or "").removeprefix("\n")]
    if kind in ("radio", "checkbox"):
        return [("+" if one.get("checked") is not None else "-") + one.get("value", "on")]
    if one.tag == "select":
        options = [(option.get("value", option.text or ""), option.get("selected")) for option in one.iter("option")]
        chosen = [value for value, selected in options if selected is not None and value]
        return chosen or [value for value, _selected in options if value][:1]
    return [] if kind == "file" else [one.get("value") or ""]


class Faults:
    """Errors that requests raised while this is watched, by where they were raised."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}
        self.last = ""

    def __call__(self, sender: Any, request: Any = None, **about: Any) -> None:
        error = sys.exc_info()[1]
        frames = traceback.extract_tb(error.__traceback__) if error else []
        ours = [one for one in frames if "/jejaring/" in one.filename]
        place = f"{ours[-1].filename.rpartition('/jejaring/')[2]}:{ours[-1].lineno}" if ours else "?"
        self.last = f"{type(error).__name__}: {str(error)[:120]!r} at {place}"

    def note(self, what: str) -> None:
        """Keep what was sent under the error that it raised."""
        self.found.setdefault(self.last or "answered 500", []).append(what)
        self.last = ""

    @contextmanager
    def watched(self) -> Iterator[Faults]:
        """Collect the errors of every request in a `with` block, and keep them out of the log."""
        got_request_exception.connect(self)
        logging.disable(logging.CRITICAL)
        try:
            yield self
        finally:
            logging.disable(logging.NOTSET)
            got_request_exception.disconnect(self)

    def __str__(self) -> str:
        lines = (f"{error}\n    {len(sent)}: " + "\n    ".join(sent[:3]) for error, sent in sorted(self.found.items()))
        return "\n".join(lines)


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is done to the database in a `with` block."""
    with as_of_a_test():
        yield
        transaction.set_rollback(True)


def as_of_a_test() -> transaction.Atomic:
    """Return a transaction that counts as that of a test: what runs in it may take itself for the outermost."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # as Django's own tests do
    return block


def ask(client: Client, url: str) -> Any:
    """Return the answer to a request; a file is read, so that it is closed."""
    answer = client.get(url)
    if answer.streaming:
        answer.getvalue()
    return answer


def crawl(client: Client, starts: list[str], *, each: int = 2) -> Iterator[tuple[str, Any, Page | None, str]]:
    """Yield the addresses that a reader reaches by links, with the answer, the page if it is HTML, and who links to it.

    At most `each` addresses of one page are asked for, in each language: histories count by kind of record.
    """
    ahead = [(start, "") for start in starts]
    seen, visits = set(starts), dict[str, int]()
    while ahead:
        url, origin = ahead.pop(0)
        answer = ask(client, url)
        page, links = None, list[str]()
        if answer.status_code in (301, 302):
            links = [_on_this_site(url, answer["Location"])]
        elif answer.status_code == 200 and not answer.streaming and answer["Content-Type"].startswith("text/html"):
            page = read(url, answer.content.decode())
            links = page.links
        yield url, answer, page, origin
        for link in links:
            if link and link not in seen:
                seen.add(link)
                kind = _kind(link)
                visits[kind] = visits.get(kind, 0) + 1
                if visits[kind] <= each:
                    ahead.append((link, url))


def _kind(link: str) -> str:
    """Return what addresses of one page have in common: its name, its language, the kind of record of a history."""
    path, mark, _query = link.partition("?")
    parts = path.strip("/").split("/")
    record = parts[-2] if "riwayat" in parts[:-2] else ""
    return f"{path[:4] == '/en/'} {name_of_page(link)} {record}{mark}"
