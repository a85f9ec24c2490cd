"""The gallery: in development mode only, with a job that answers htmx."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.test import Client

GALLERY = "/_kit/"
ASK = """
import django
django.setup()
from django.apps import apps
from django.urls import Resolver404, resolve
try:
    resolve("/_kit/")
except Resolver404:
    print(apps.is_installed("jejaring.gallery"), False)
else:
    print(apps.is_installed("jejaring.gallery"), True)
"""


@pytest.mark.parametrize(("mode", "shown"), [("development", True), ("demo", False), ("production", False)])
def test_the_gallery_exists_in_development_only(mode: str, shown: bool) -> None:
    """In a process of its own, for each mode."""
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        env={
            **os.environ,
            "JEJARING_MODE": mode,
            "JEJARING_SECRET_KEY": "x" * 40,
            "JEJARING_URL": "https://jejaring.example",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == [str(shown), str(shown)]


def test_a_job_answers_htmx_with_its_fragment_and_others_with_the_page(client: Client, db: None) -> None:
    fragment = client.get("/_kit/pekerjaan/", headers={"HX-Request": "true"}).content.decode()
    assert fragment.startswith('<div class="progress"')
    assert client.get("/_kit/pekerjaan/")["Location"] == GALLERY
