"""What exists in which mode: the demo in the mode demo only, the gallery in development only."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

ASK = """
import django, json
django.setup()
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver
places = get_resolver().namespace_dict
print(json.dumps({
    "demo": settings.DEMO,
    "its pages": "demo" in places,
    "its bar": any("demo" in name for name in settings.TEMPLATES[0]["OPTIONS"]["context_processors"]),
    "gallery": apps.is_installed("jejaring.gallery"),
    "gallery's pages": "gallery" in places,
}))
"""


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "demo", "gallery"), [("production", 0, 0), ("development", 0, 1), ("demo", 1, 0)])
def test_a_mode_has_what_it_is_for_and_nothing_else(mode: str, demo: int, gallery: int) -> None:
    """In a process of its own; no variable but the mode switches anything on."""
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        env={
            **os.environ,
            "JEJARING_MODE": mode,
            "JEJARING_DEMO": "yes",
            "DEMO": "1",
            "JEJARING_SECRET_KEY": "Zk3-vT9q_mB7xW2pLr8sYd5hNc6jGf4aQe1u",
            "JEJARING_URL": "https://jejaring.example",
            "JEJARING_HOSTS": "jejaring.example",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(told.stdout)
    assert [found.pop(key) for key in ("demo", "its pages", "its bar")] == [bool(demo)] * 3
    assert list(found.values()) == [bool(gallery)] * 2
