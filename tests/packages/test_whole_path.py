"""From an empty folder to a member city and a restored site: the wheel on Debian's PostgreSQL, unprivileged."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.packages.installed import Installed
from tests.packages.site import Server, Site, Visitor, printed

pytestmark = [pytest.mark.kills, pytest.mark.xdist_group("wheel")]
PADANG, NETWORK = "/ruang/organisasi/kota-padang/", "/ruang/organisasi/citynet-indonesia/"
LIAISON, HEAD, PRESIDENT = "Narahubung Kota Padang", "Wali Kota Padang", "Presiden Citynet Indonesia"
JOIN = "/bergabung/minat/kota-padang/"
# Who does what on the way into the network; the addresses are below the journey's own.
LETTER_OF_INTENT = (("secretary", "loi/"), (HEAD, "loi/tanda-tangan/"), (PRESIDENT, "loi/tanda-tangan/"))
MEETING = ((LIAISON, "rapat/undangan/"), (LIAISON, "rapat/hasil/"))
APPLICATION = (
    (LIAISON, "permohonan/"),
    (HEAD, "permohonan/tanda-tangan/"),
    ("secretary", "permohonan/periksa/"),
    (PRESIDENT, "keputusan/"),
)
AGREEMENT = (
    ("secretary", "pks/"),
    (HEAD, "pks/tanda-tangan/"),
    (PRESIDENT, "pks/tanda-tangan/"),
    ("secretary", "nomor/"),
)


@pytest.fixture
def server(installed: Installed) -> Iterator[Server]:
    made = Server(installed, installed.home / "postgresql")
    yield made
    made.stop()


def appoint(secretary: Visitor, site: Site, place: str, title: str) -> Visitor:
    """Have the secretary invite someone to an office; return that person, who has accepted."""
    page = secretary.client.get(place).text
    address = printed(rf'href="([^"]+/isi/)"[^>]*>[^<]*<span class="said"> {title}', page)
    email = f"{title.lower().replace(' ', '-')}@contoh.jejaring.id"
    secretary.send(address, email=email, name=title, on=now().date().isoformat())
    person = Visitor(site)
    person.accept(site.link_sent_to(email), title)
    return person


def now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Jakarta"))


def test_from_an_empty_folder_to_a_member_and_a_restored_site(
    installed: Installed, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    site = Site(installed, "data", server.database("jejaring"), secrets.token_urlsafe(48))
    site.run("migrate")
    (installed.home / "network.yaml").write_text(site.run("setup", "--example"), encoding="utf-8")
    installed.give()
    first = printed(r"once: (\S+)", site.run("setup", "network.yaml"))
    seconds = installed.seconds + time.monotonic() - began

    with site.served():
        secretary = Visitor(site)
        secretary.accept(first, "Sekretariat Citynet Indonesia")
        assert secretary.send("/ruang/organisasi/buka/", region="13.71") == PADANG
        people = {"secretary": secretary}
        people |= {title: appoint(secretary, site, PADANG, title) for title in (LIAISON, HEAD)}
        people |= {title: appoint(secretary, site, NETWORK, title) for title in (PRESIDENT,)}
        journey = people[LIAISON].fill_in(JOIN, now())
        for who, page in (*LETTER_OF_INTENT, *MEETING, *APPLICATION, *AGREEMENT):
            people[who].fill_in(f"{journey}{page}", now(), held_on=now().date().isoformat())  # the meeting
        assert secretary.member_number() == 25
        public = site.run("backup-key", "backup-key.txt").strip()
        backup = site.run("backup", "backups", "--to", public)

    name, head = printed(r"backup: (\S+);", backup), printed(r"ledger head ([0-9a-f]{64})", backup)
    elsewhere = Site(installed, "elsewhere", server.database("elsewhere"), site.settings["JEJARING_SECRET_KEY"])
    restored = elsewhere.run("restore", f"backups/{name}", "--key", "backup-key.txt")
    assert (re.findall(r"restored: (\w+);", restored), head in restored) == (["valid"], True)
    assert head in elsewhere.run("ledger", "verify")
    with elsewhere.served():
        assert Visitor(elsewhere).member_number() == 25
    with capsys.disabled():
        print(
            f"\nfrom an empty folder to the first invitation: {seconds:.0f} s (installing: {installed.seconds:.0f} s)"
        )
