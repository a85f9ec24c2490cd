"""Take the README's pictures from a running demo: `.venv/bin/python scripts/take_screenshots.py URL`.

The demo's journey must have come to its end (`make demo-walk`).
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

TARGET = Path("docs/screenshots")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def open_page(browser: Browser, size: dict[str, int], address: str) -> Page:
    page = browser.new_context(viewport=size, device_scale_factor=1).new_page()  # type: ignore[arg-type]  # a plain dict will do
    page.goto(address)
    return page


def main(url: str) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        open_page(browser, DESK, f"{url}/en/anggota/").screenshot(path=TARGET / "register.png")
        phone = open_page(browser, PHONE, f"{url}/demo/")
        phone.locator("main form[action*='padang-walikota'] button").first.click()
        phone.goto(f"{url}/perjalanan/")
        phone.locator("main a[href*='/perjalanan/']").first.click()
        phone.screenshot(path=TARGET / "journey-phone.png")
        city = open_page(browser, PHONE, f"{url}/anggota/kota-padang/")
        city.locator("main a[href*='/verifikasi/']").first.click()
        city.screenshot(path=TARGET / "verification.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
