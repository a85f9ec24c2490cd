"""Components as they are written into a page."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.utils.translation import override

from jejaring.kit.components import Card, Event, Fact, Progress, Step, Tab, Waiting
from jejaring.kit.drawing import STATE_ICONS
from jejaring.kit.markup import breakable
from jejaring.kit.templatetags.kit import DIMENSION_ICONS

NOON = datetime(2019, 10, 17, 5, 0, tzinfo=UTC)


def written(source: str, **values: Any) -> str:
    with override("id"):
        page = Template(source).render(Context({"now": NOON, **values}))
    return re.sub(r"\s+", " ", page)


def text(source: str, **values: Any) -> str:
    bare = re.sub(r"<[^>]+>", " ", written(source, **values))
    return re.sub(r"\s+", " ", bare).strip()


def test_what_waits_stands_under_its_time_the_oldest_first() -> None:
    items = [
        Waiting("Laporan", "Kota Padang", None, "Anda narahubungnya", "/4/", "Tulis"),
        Waiting("Kontak", "Kota Padang", date(2019, 10, 24), "Anda narahubungnya", "/3/", "Perbarui"),
        Waiting("LoI", "Kota Padang", date(2019, 10, 17), "Anda wali kotanya", "/2/", "Tanda tangani"),
        Waiting("Catatan", "Kota Padang", date(2019, 10, 1), "Anda narahubungnya", "/1/", "Jawab"),
    ]
    assert text("{% waiting items %}", items=items) == (
        "Terlambat 1 Catatan – Kota Padang 1 Oktober 2019 terlambat 16 hari · Anda narahubungnya Jawab "
        "Hari ini 1 LoI – Kota Padang 17 Oktober 2019 hari ini · Anda wali kotanya Tanda tangani "
        "Minggu ini 1 Kontak – Kota Padang 24 Oktober 2019 7 hari lagi · Anda narahubungnya Perbarui "
        "Nanti 1 Laporan – Kota Padang tanpa tenggat · Anda narahubungnya Tulis"
    )


def test_a_journey_says_in_words_how_far_it_is() -> None:
    steps = [
        Step("LoI", "done", date(2019, 3, 20), ["Wali Kota Padang", "Presiden"]),
        Step("Permohonan", "now", "dalam 3 hari"),
        Step("Keputusan", "todo"),
        Step("Perjanjian", "stopped"),
    ]
    assert text("{% journey steps %}", steps=steps) == (
        "LoI – selesai 20 Maret 2019 Wali Kota Padang Presiden Permohonan – sekarang dalam 3 hari "
        "Keputusan – berikutnya Perjanjian – berhenti"
    )
    assert written("{% journey steps %}", steps=steps).count('aria-current="step"') == 1


def test_a_step_opens_in_place_with_its_own_context() -> None:
    step = Step("LoI", "now", body_template="gallery/step.html", context={"action": "Kirim"}, open=True)
    page = written("{% journey steps %}", steps=[step])
    assert "<details open>" in page
    assert ">Kirim</a>" in page


def test_what_people_wrote_is_escaped_everywhere() -> None:
    bad = "<script>alert(1)</script>"
    page = written(
        "{% page_head title=bad lead=bad eyebrow=bad crumbs=crumbs %}{{ bad }}{% endpage_head %}"
        "{% facts facts %}{% timeline events %}{% tabs tabs 'a' %}{% card card %}{% empty title=bad text=bad %}"
        "{% state_chip 'ok' bad %}{% progress job %}{% journey steps %}{% download_links files %}",
        bad=bad,
        crumbs=[(bad, "")],
        facts=[Fact(bad, bad, bad)],
        events=[Event(NOON, bad, bad, bad)],
        tabs=[Tab("a", bad, "/")],
        card=Card(bad, "/", bad, state="ok", state_label=bad),
        job=Progress(bad, bad, "/"),
        steps=[Step(bad, "done", bad, bad)],
        files=[(bad, "/")],
    )
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") >= 20


def test_a_finished_job_no_longer_asks() -> None:
    assert "hx-get" in written("{% progress job %}", job=Progress("t", "s", "/", 0.5))
    assert "hx-get" not in written("{% progress job %}", job=Progress("t", "s", "/", finished=True))
    assert "hx-get" not in written("{% progress job %}", job=Progress("t", "s", "/", failed=True))


def test_the_present_tab_is_marked() -> None:
    page = written("{% tabs tabs 'b' %}", tabs=[Tab("a", "A", "/a/"), Tab("b", "B", "/b/", 1200)])
    assert '<a href="/b/" aria-current="page">B <span class="count">1.200</span></a>' in page


@pytest.mark.parametrize("room", sorted(path.parent.name for path in Path("src/jejaring").glob("*/templates")))
def test_every_icon_named_in_a_page_is_in_the_sprite(room: str) -> None:
    sprite = Path(str(finders.find("kit/icons.svg"))).read_text()
    known = set(re.findall(r'id="([a-z0-9-]+)"', sprite))
    pages = "".join(page.read_text() for page in Path(f"src/jejaring/{room}/templates").rglob("*.html"))
    named = set(re.findall(r'{% icon "([^"]+)"', pages)) | {*STATE_ICONS.values(), *DIMENSION_ICONS.values()}
    assert named - known == set()


def test_an_address_breaks_before_its_points_and_its_at_sign_and_nothing_else_breaks() -> None:
    shown = {
        "baru@padang.contoh.go.id": "baru<wbr>@padang<wbr>.contoh<wbr>.go<wbr>.id",
        "https://contoh.id/a": "https://contoh<wbr>.id<wbr>/a",
        "Rp 1.250.000": "Rp 1.250.000",
        "17.30 WIB, Balai <Kota>.": "17.30 WIB, Balai &lt;Kota&gt;.",
        "": "",
    }
    assert {text: breakable(text) for text in shown} == shown
