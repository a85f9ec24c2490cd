"""Kota Padang's journey in the browser, from a visitor without an account to number 25 and its verified agreement."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import BrowserContext, Page, expect

from jejaring.admission.models import Journey
from jejaring.cities.models import Holding
from jejaring.membership.actions.members import open_register
from jejaring.membership.models import Membership
from jejaring.people.actions import send_invitation
from jejaring.people.models import Invitation, Person
from tests.admission.cast import PDF, Cast, cast
from tests.browser.conftest import BrowserSession, fits

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),  # the live server's threads end with the test
]

ANSWERS = {
    "address": "Jalan Bagindo Aziz Chan 1",
    "phone": "0751 4640800",
    "email": "kota@contoh.id",
    "contact_unit": "Dinas Komunikasi dan Informatika",
    "contact_title": "Narahubung",
    "contact_email": "narahubung@contoh.id",
    "contribution": "Pengalaman mitigasi bencana.",
    "budget": "Kegiatan kerja sama daerah dalam APBD.",
}


def padang() -> Cast:
    """Return the people of the journey, with a register that opens after 24 members."""
    people = cast()
    city, network = people.city, people.network
    assert city.region
    city.region.name = "Kota Padang"
    city.region.save()
    city.name, city.short_name, city.slug = "Pemerintah Kota Padang", "Kota Padang", "kota-padang"
    city.head_title, network.name, network.short_name = "Wali Kota Padang", "Citynet Indonesia", "Citynet Indonesia"
    city.save()
    network.save()
    open_register(24, "Berita 17 Oktober 2019", by=None, on=date(2019, 10, 17))
    return people


class Play:
    """Several people at their own browsers, reading one language."""

    def __init__(self, sessions: BrowserSession, language: str, letter: Path, width: int = 1280) -> None:
        self.sessions, self.language, self.letter, self.width = sessions, language, letter, width
        self.pages: dict[int, Page] = {}
        self.journey = ""

    def at(self, person: Person, path: str, width: int = 0) -> Page:
        """Let a person open a page; `path` without "/" in front belongs to the journey."""
        if person.pk not in self.pages:
            context = self.sessions(width=width or self.width)
            sign_in(context, person)
            self.pages[person.pk] = context.new_page()
        page = self.pages[person.pk]
        target = path if path.startswith("/") else f"{self.journey}{path}"
        prefix = "" if self.language == "id" or target.startswith("/en/") else "/en"
        answer = page.goto(f"{prefix}{target}")
        assert answer
        assert answer.status == 200, f"{target}: {answer.status}"
        assert fits(page), target
        return page

    def says(self, text: str) -> str:
        with translation.override(self.language):
            return gettext(text)

    def press(self, page: Page, button: str) -> None:
        page.get_by_role("button", name=self.says(button), exact=True).click()
        page.wait_for_load_state()

    def press_too_early(self, page: Page, button: str, wrong: dict[str, str]) -> None:
        """Press a button with something wrong typed: every fault is named, in words, and what was typed is there."""
        for name, text in wrong.items():
            page.fill(f"[name={name}]", text)
        self.press(page, button)
        expect(page.locator("#form-summary")).to_be_visible()
        assert {name: page.input_value(f"[name={name}]") for name in wrong} == wrong
        assert fits(page)

    def arrives(self, page: Page, sentence: str) -> None:
        expect(page.locator("main").locator("xpath=..")).to_contain_text(self.says(sentence))


def sign_in(context: BrowserContext, person: Person) -> None:
    """Give a browser the session of a person who has signed in with both factors."""
    client = Client()
    client.force_login(person, backend="jejaring.people.backends.ModelBackend")
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    url = context.new_page()
    url.goto("/")
    address = url.url
    url.close()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}])


def test_a_city_without_an_account_walks_to_number_25_on_a_phone(
    browser_session: BrowserSession, axe: Callable[[Page], None], tmp_path: Path
) -> None:
    cache.clear()  # requests for an account are counted
    people = padang()
    play = Play(browser_session, "id", tmp_path, width=360)
    Holding.objects.filter(office__organisation=people.city).delete()
    people.liaison = newcomer(play, people, "narahubung@contoh.id", "liaison to the network", axe)
    interest(play, people, axe)
    nobody_signs_yet(play, people)
    people.mayor = newcomer(play, people, "walikota@contoh.id", "head of region", axe)
    second_factor(play, people.mayor)
    sign_letter(play, people.mayor, people.president, axe)
    deliberation(play, people)
    application(play, people, axe)
    decision_and_agreement(play, people)
    assert Membership.objects.get(organisation=people.city).number == 25


def test_padang_walks_from_interest_to_number_25(
    browser_session: BrowserSession, axe: Callable[[Page], None], tmp_path: Path
) -> None:
    letter = tmp_path / "surat-kuasa.pdf"
    letter.write_bytes(PDF)
    people = padang()
    play = Play(browser_session, "en", letter)
    interest(play, people, axe)
    page = play.at(people.assistant, "loi/tanda-tangan/")
    page.set_input_files("[name=mandate]", letter)
    sign_letter(play, people.assistant, people.president, axe)
    deliberation(play, people)
    application(play, people, axe)
    decision_and_agreement(play, people)
    assert Membership.objects.get(organisation=people.city).number == 25
    register_and_verification(play, people, tmp_path, axe)


def newcomer(play: Play, people: Cast, email: str, office: str, axe: Callable[[Page], None]) -> Person:
    """Let someone without an account ask for one, be invited and choose a password; return who that is now."""
    page = play.sessions(width=360).new_page()
    page.goto("/bergabung/")
    page.locator("main").get_by_role("link", name=play.says("Ask for an account")).first.click()
    typed = {"name": "Pegawai Padang", "position": "Pemerintah Kota Padang", "note": "Kami ingin bergabung."}
    play.press_too_early(page, "Send the request", {**typed, "region": "Padnag", "email": "salah", "phone": "abc"})
    axe(page)
    page.get_by_label("Kota Padang").check()
    page.fill("[name=email]", email)
    page.fill("[name=phone]", "0751 123456")
    play.press(page, "Send the request")
    expect(page.locator(".message, [role=status]").first).to_contain_text(email)

    desk = play.at(people.secretariat, "/ruang/")
    desk.get_by_role("link", name=play.says("Answer"), exact=True).click()
    desk.get_by_label(play.says(office)).check()
    play.press(desk, "Invite")
    invitation = Invitation.objects.get(email=email)
    send_invitation(invitation.pk, at=timezone.now())

    link = re.search(r"/undangan/\S+", str(mail.outbox[-1].body))
    assert link
    page.goto(link[0])
    play.press_too_early(page, "Open my account", {"name": "Pegawai Padang"})
    page.fill("[name=password]", "sungai kering di kota")
    page.fill("[name=again]", "sungai kering di kota")
    page.check("[name=consent]")
    play.press(page, "Open my account")
    person = Person.objects.get(email=email)
    play.pages[person.pk] = page
    return person


def nobody_signs_yet(play: Play, people: Cast) -> None:
    page = play.at(people.liaison, "/ruang/")
    page.get_by_role("link", name=play.says("See how")).click()
    page.locator("main").get_by_role("link", name=play.says("Ask for an account")).click()
    expect(page.locator("[name=region]")).to_have_value("Kota Padang")


def second_factor(play: Play, person: Person) -> None:
    """Let someone who signs set up the app that the page asks for before anything else."""
    page = play.pages[person.pk]
    page.get_by_role("link", name=play.says("Authenticator app")).click()
    page.wait_for_load_state()
    play.press_too_early(page, "Activate", {"code": "000000"})
    secret = re.search(r"secret=([A-Z2-7]+)", page.content())
    assert secret
    page.fill("[name=code]", format_hotp_value(hotp_value(secret[1], int(time.time()) // 30)))
    play.press(page, "Activate")
    page.get_by_role("link", name=play.says("To your workroom")).click()
    expect(page.locator("main")).to_contain_text(play.says("Sign the letter of intent"))


def interest(play: Play, people: Cast, axe: Callable[[Page], None]) -> None:
    page = play.at(people.liaison, f"/bergabung/?jenis=city&daerah={people.city.region.name}")  # type: ignore[union-attr]  # the cast's city has one
    axe(page)
    page.get_by_role("link", name=play.says("Express interest")).click()
    play.press_too_early(page, "Express interest", {"on": "2049-12-31"})
    page.fill("[name=on]", timezone.localdate().isoformat())
    page.fill("[name=reason]", "Mempercepat penyusunan rencana induk kota cerdas.")
    play.press(page, "Express interest")
    journey = Journey.objects.get(organisation=people.city)
    play.journey = f"/perjalanan/{journey.public_id}/"
    play.arrives(page, "Your interest is recorded. The secretariat has been notified and drafts the letter.")

    page = play.at(people.secretariat, "loi/")
    play.press_too_early(page, "Create the letter of intent", {"purpose": "Di Kupang.", "on": "2049-12-31"})
    page.fill("[name=on]", timezone.localdate().isoformat())
    page.fill("[name=place]", "Kupang")
    play.press(page, "Create the letter of intent")
    play.arrives(page, "The letter of intent is ready to be signed by both sides.")


def sign_letter(play: Play, signer: Person, president: Person, axe: Callable[[Page], None]) -> None:
    """Sign for both sides; a mandate, if the signer needs one, is chosen already."""
    page = play.pages[signer.pk]
    if "loi/tanda-tangan/" not in page.url:
        page = play.at(signer, "loi/tanda-tangan/")
    play.press(page, "Sign the letter of intent")
    play.arrives(page, "Signed. It is now the other side's turn.")

    page = play.at(president, "", width=360)
    assert fits(page)
    button = page.get_by_role("link", name=play.says("Sign the letter of intent")).first
    box = button.bounding_box()
    assert box
    assert box["y"] + box["height"] < 800  # state and button on the first screen of a phone
    axe(page)
    button.click()
    play.press(page, "Sign the letter of intent")
    play.arrives(page, "Signed by both sides: this step is complete.")


def deliberation(play: Play, people: Cast) -> None:
    page = play.at(people.liaison, "rapat/undangan/")
    play.press_too_early(page, "Create the invitation", {"place": "Balai Kota Padang"})
    page.fill("[name=held_on]", page.input_value("[name=on]"))
    page.fill("[name=agenda]", "Urgensi bergabung\nManfaat yang diharapkan")
    for department in people.departments:
        page.get_by_label(department.name).check()
    play.press(page, "Create the invitation")
    page = play.at(people.liaison, "rapat/hasil/")
    play.press_too_early(page, "Check your answers", {"rationale": "Kota belajar dari kota."})
    for department in people.departments:
        page.check(f"[name=state_{department.pk}][value=present]")
        page.fill(f"[name=represented_by_{department.pk}]", "Kepala Dinas")
        page.fill(f"[name=position_{department.pk}]", "mendukung")
    page.fill("[name=summary]", "Setiap perangkat daerah menyampaikan pendapatnya.")
    page.fill("[name=rationale]", "Rencana induk dipercepat dengan belajar dari kota lain.")
    page.fill("[name=expected_benefits]", "Praktik baik yang sudah terbukti.")
    page.check("[name=joins][value=yes]")
    play.press(page, "Check your answers")
    expect(page.locator(".paper")).to_contain_text("Praktik baik yang sudah terbukti.")
    play.press(page, "Record the outcome")
    play.arrives(page, "The outcome is recorded and the minutes are ready.")


def application(play: Play, people: Cast, axe: Callable[[Page], None]) -> None:
    page = play.at(people.liaison, "permohonan/")
    for name, text in ANSWERS.items():
        page.fill(f"[name={name}]", text)
    page.check("[name=masterplan][value=drafting]")
    play.press_too_early(page, "Present for signature", {"phone": "abc", "population": "94.69.82"})
    page.fill("[name=phone]", ANSWERS["phone"])
    page.fill("[name=population]", "946.982")
    axe(page)
    play.press(page, "Present for signature")
    page = play.at(people.mayor, "permohonan/tanda-tangan/", width=360)
    assert fits(page)
    play.press(page, "Sign and submit the application")
    play.arrives(page, "The application is signed and submitted. The secretariat has been notified.")

    page = play.at(people.secretariat, "permohonan/periksa/")
    reads_the_letter_beside_the_answers(page)
    page.get_by_label(play.says("Comment on “%(field)s”") % {"field": field_label(play, "budget")}).first.click()
    page.fill("[name=remark_budget]", "Sebutkan tahunnya.")
    play.press(page, "Return with comments")
    page = play.at(people.liaison, "permohonan/")
    page.fill("[name=budget]", "Kegiatan kerja sama daerah dalam APBD 2027.")
    play.press(page, "Present for signature")
    page = play.at(people.mayor, "permohonan/tanda-tangan/")
    play.press(page, "Sign and submit the application")

    page = play.at(people.secretariat, "permohonan/versi/")
    expect(page.locator("main")).to_contain_text("Sebutkan tahunnya.")
    expect(page.locator("main")).to_contain_text("APBD 2027")
    page = play.at(people.secretariat, "permohonan/periksa/")
    page.fill("[name=result]", "Lengkap dan benar.")
    play.press(page, "Verify the application")


def reads_the_letter_beside_the_answers(page: Page) -> None:
    """On a phone the letter, which repeats the answers, opens; where there is room it stands beside them."""
    letter = page.locator("details.beside .paper")
    if page.viewport_size and page.viewport_size["width"] >= 860:
        expect(letter).to_be_visible()
        return
    expect(letter).not_to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") < 3300
    page.locator("details.beside > summary").click()
    expect(letter).to_be_visible()


def field_label(play: Play, key: str) -> str:
    from jejaring.admission.queries.texts import application_fields

    with translation.override(play.language):
        return application_fields()[key].label


def decision_and_agreement(play: Play, people: Cast) -> None:
    page = play.at(people.president, "keputusan/")
    play.press_too_early(page, "Sign and decide", {"reason": "Memenuhi syarat."})
    page.check("[name=verb][value=approve]")
    play.press(page, "Sign and decide")
    page = play.at(people.secretariat, "pks/")
    until = page.input_value("[name=valid_until]")
    play.press_too_early(page, "Check your answers", {"valid_until": "2018-01-01"})
    page.fill("[name=valid_until]", until)
    play.press(page, "Check your answers")
    play.press(page, "Create the cooperation agreement")
    page = play.at(people.president, "pks/tanda-tangan/")
    play.press(page, "Sign the cooperation agreement")
    page = play.at(people.mayor, "pks/tanda-tangan/")
    play.press(page, "Sign the cooperation agreement")
    play.arrives(page, "Signed by both sides: this step is complete.")
    page = play.at(people.secretariat, "nomor/")
    play.press(page, "Assign the member number")
    play.arrives(page, "The city is now a member and appears in the public register.")


def register_and_verification(play: Play, people: Cast, folder: Path, axe: Callable[[Page], None]) -> None:
    prefix = "" if play.language == "id" else "/en"
    stranger = play.sessions(width=360).new_page()
    stranger.goto(f"{prefix}/anggota/")
    row = stranger.locator("main").get_by_role("row").filter(has_text="Kota Padang")
    expect(row.first).to_contain_text("25")
    axe(stranger)

    document = Journey.objects.get(organisation=people.city).agreement.document
    answer = play.pages[people.mayor.pk].context.request.get(f"/dokumen/{document.public_id}.pdf")
    assert answer.status == 200
    paper = folder / "pks.pdf"
    paper.write_bytes(answer.body())
    checked = subprocess.run(["pdfsig", str(paper)], capture_output=True, text=True, check=False)
    assert checked.stdout.count("Signature is Valid") == 2, checked.stdout

    stranger.goto(f"{prefix}/verifikasi/")
    stranger.set_input_files("input[type=file]", paper)
    stranger.locator("main form button").first.click()
    stranger.wait_for_load_state()
    expect(stranger.locator("main")).to_contain_text(document.number)
    expect(stranger.locator("main")).to_contain_text("Wali Kota Uji")
