"""A meeting of cities against a running demo, over HTTP: invitation, delegation, programme, door, certificate."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import httpx

from jejaring.console import terminal
from jejaring.portal.demo.pages import Form, Page
from jejaring.portal.demo.walk import START, Walk, WalkError, as_they_are, given

SOURCE = "/acara/kupang-2019/"
SLUG = "temu-contoh"
PUBLIC = f"/acara/{SLUG}/"
WORK = f"{PUBLIC}kelola/"
PEOPLE = ("Kepala delegasi Kota Padang (contoh)", "Anggota delegasi Kota Padang (contoh)")
AHEAD = timedelta(days=14)
MOST_SECONDS = 300  # for a worker that is busy with other things
IDENTIFIER = r"[0-9a-f-]{36}/"
CODE = re.compile(r'/kode/">(\w{8})</a>')
PRESIDENT = re.compile(r'<option value="(\d+)"[^>]*>[^<]*Presiden')
GROUP = {"name_id": "Kota yang diundang (contoh)", "seats": "4", "by_delegation": "on", "delegation_seats": "2"}
Typed = dict[str, str]
Step = tuple[str, str]


class MeetingWalk(Walk):
    """One visitor who takes role after role, and types what each form asks for."""

    def happened(self) -> bool:
        """Tell whether the meeting has been walked before."""
        return self.client.get(PUBLIC).status_code == httpx.codes.OK

    def walked(self) -> Iterator[Step]:
        """Do one thing after the other; yield what was done and where it can be seen."""
        day = self._today() + AHEAD
        self._as("sekretariat")
        yield "Copy the event of 2019 for a meeting of one day", self._copied(day)
        yield "Announce it", self._pressed(WORK, f"{WORK}umumkan/")
        yield "Add a session", self._sent(f"{WORK}program/sesi/", self._session(day))
        yield "Release the programme", self._sent(f"{WORK}program/terbit/")
        yield "Add a group with four seats", self._sent(f"{WORK}peserta/pengaturan/kelompok/", GROUP)
        yield "Invite Kota Padang by letter", self._invited(day)
        self._as("presiden")
        yield "Sign the invitation", self._sent(f"{WORK}peserta/delegasi/tanda-tangan/")
        self._as("padang-narahubung")
        delegation = self._until(lambda: self._link("/ruang/", "/delegasi/"))
        yield "Accept the invitation", self._sent(f"{delegation}terima/", choose=("contact",))
        for name in PEOPLE:
            yield f"Name {name}", self._sent(f"{delegation}anggota/", {"name": name})
        yield "Check the names as they will be printed", self._pressed(delegation, f"{delegation}nama/")
        self._as("sekretariat")
        yield "Choose how the certificates look", self._looks()
        yield "Choose who gets one", self._sent(f"{WORK}sertifikat/aturan/")
        yield "Move the clock to the day of the meeting", self._moved_to(day)
        for name in PEOPLE:
            yield f"Read the badge of {name}", self._read_at_the_door(name)
        yield "Move the clock to the day after", self._moved_to(day + timedelta(days=1))
        yield "Issue the certificates", self._sent(f"{WORK}sertifikat/terbitkan/")
        self._as("presiden")
        waits = self._until(self._certificates_to_sign)
        yield "Sign the certificates", self._sent(waits)
        self._as("sekretariat")
        yield "Verify a certificate, as anyone can", self._until(self._certificate)

    # --- what a step does ---------------------------------------------------------------------
    def _copied(self, day: date) -> str:
        days = {"begins_on": day.isoformat(), "ends_on": day.isoformat()}
        names = {"slug": SLUG, "name_id": "Temu kota (contoh)", "name_en": "Meeting of cities (example)"}
        return self._sent(f"{SOURCE}kelola/salin/", {**names, **days, "sessions": "none"})

    def _session(self, day: date) -> Typed:
        title = {"title_id": "Berbagi praktik baik (contoh)", "title_en": "Sharing best practices (example)"}
        return {**title, "day": day.isoformat(), "starts": "08:00", "ends": "10:00"}

    def _invited(self, day: date) -> str:
        terms = {
            "whom": "daftar",
            "cities": "Kota Padang",
            "seats": "2",
            "answer_by": (day - timedelta(days=7)).isoformat(),
        }
        followed = self._sent(f"{WORK}peserta/delegasi/undang/", terms, choose=("group",))
        self._until(lambda: self._link(f"{WORK}peserta/delegasi/", "/delegasi/"))
        return followed

    def _looks(self) -> str:
        page = f"{WORK}sertifikat/templat/"
        office = PRESIDENT.search(self.client.get(page).text)
        return self._sent(page, {"office": office.group(1) if office else ""})

    def _moved_to(self, day: date) -> str:
        page = self.get(START)
        form = next(one for one in page.forms if "day" in one.fields)
        return self.post(form, START, {**as_they_are(form), "day": [day.isoformat()]}, {})[0]

    def _read_at_the_door(self, name: str) -> str:
        participant = self._link(f"{WORK}peserta/?q={name}", f"{WORK}peserta/")
        code = CODE.search(self.client.get(participant).text)
        if code is None:
            raise WalkError(f"{participant} shows no code.")
        return self._sent(f"{PUBLIC}pintu/", {"code": code.group(1)}, choose=("door",))

    def _certificates_to_sign(self) -> str:
        """Return the page on which certificates are signed, once some wait there."""
        page = f"{WORK}sertifikat/tanda-tangan/"
        return page if self.client.get(page).status_code == httpx.codes.OK else ""

    def _certificate(self) -> str:
        """Return where a certificate is verified, once it is signed."""
        own = self._link(f"{WORK}sertifikat/?keadaan=terbit", f"{WORK}sertifikat/")
        address = self._link(own, "/verifikasi/") if own else ""
        found = self.client.get(address, params={"format": "json"}).json() if address else {}
        return address if found.get("signatures") else ""

    # --- how it is done -----------------------------------------------------------------------
    def _today(self) -> date:
        return datetime.fromisoformat(self.get(START).times[0]).date()

    def _as(self, key: str) -> None:
        form = next(one for one in self.get(START).forms if one.action.endswith(f"/masuk/{key}/"))
        self.post(form, START, as_they_are(form), {})

    def _sent(self, address: str, typed: Typed | None = None, *, choose: tuple[str, ...] = ()) -> str:
        """Fill in the main form of a page and send it; of the fields in `choose` the last thing offered is taken."""
        page = self.get(address)
        form = page.main_form
        if form is None:
            raise WalkError(f"{address} has no form to fill in.")
        answers = {name: given(field) for name, field in form.fields.items() if field.kind != "file"}
        answers |= {name: [form.fields[name].options[-1]] for name in choose}
        answers |= {name: [value] for name, value in (typed or {}).items()}
        if form.button and form.button[0]:
            answers[form.button[0]] = [form.button[1]]
        return self._answered(self.post(form, address, answers, {}), address)

    def _pressed(self, address: str, action: str) -> str:
        """Press the button on a page that sends to `action`."""
        form: Form | None = next((one for one in self.get(address).forms if one.action.endswith(action)), None)
        if form is None:
            raise WalkError(f"{address} has no button for {action}.")
        return self._answered(self.post(form, address, as_they_are(form), {}), address)

    def _answered(self, found: tuple[str, Page], address: str) -> str:
        landed, page = found
        if page.errors:
            raise WalkError(f"{address} refused: " + " ".join(dict.fromkeys(page.errors)))
        self._new_documents(page)
        return landed

    def _link(self, address: str, begins: str) -> str:
        """Return the first address on a page that is `begins` and the identifier of a record, or ""."""
        found = [urlsplit(href).path for href, _text in self.get(address).links]
        return next((path for path in found if re.fullmatch(re.escape(begins) + IDENTIFIER, path)), "")

    def _until(self, found: Callable[[], str]) -> str:
        """Return what the worker has done, once it has."""
        deadline = time.monotonic() + MOST_SECONDS
        while not (what := found()):
            if time.monotonic() > deadline:
                raise WalkError(f"The worker did not finish within {MOST_SECONDS} seconds.")
            time.sleep(0.5)
        return what


def play(url: str) -> int:
    """Play the meeting, print each step, and return 0 only if a certificate is verified at the end."""
    walk = MeetingWalk(url)
    try:
        if walk.happened():
            terminal.say(f"The meeting has been held already: {url}{PUBLIC}")
            return 0
        for number, (what, address) in enumerate(walk.walked(), start=1):
            terminal.say(f"{number:2}. {what}")
            terminal.say(f"    {walk.client.base_url.join(address)}")
    except (WalkError, httpx.HTTPError) as fault:
        sys.stderr.write(f"The walk has stopped: {fault or type(fault).__name__}\n")
        return 1
    terminal.say(f"A certificate of the meeting is verified: {walk.client.base_url.join(address)}")
    return 0
