"""What the page of a door needs to work without network: its files, and a version that changes with them."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jejaring.attendance.models import Scan
from jejaring.attendance.wire import EVENT_DOOR
from jejaring.events.models import Event

SOURCE = Path(__file__).parent / "static" / "attendance" / "worker.js"
FILES = (
    "kit/kit.css",
    "kit/icons.svg",
    "kit/mark.svg",
    "vendor/plus-jakarta-sans/latin.woff2",
    "attendance/door.css",
    "attendance/queue.js",
    "attendance/camera.js",
    "attendance/door.js",
    "vendor/jsqr/jsQR.js",
)
TIMEOUT_MS = 4000  # after which a phone takes its network for gone


def offline_page(slug: str) -> str:
    """Return the text of the service worker of an event's door,.

    Its text changes with every file that it keeps, so that browsers notice a new version.
    """
    known = {
        "page": reverse("attendance:door", args=[slug]),
        "files": [static(name) for name in FILES],
        "version": _version(),
        "timeout": TIMEOUT_MS,
    }
    return f"const DOOR = {json.dumps(known)};\n{SOURCE.read_text(encoding='utf-8')}"


@cache
def _version() -> str:
    found = [finders.find(name) for name in FILES]
    contents = [Path(path).read_bytes() for path in found if isinstance(path, str)]
    return sha256(b"\0".join([SOURCE.read_bytes(), *contents])).hexdigest()[:16]


def settings_of(event: Event) -> dict[str, Any]:
    """Return what the script of the door knows: addresses, words, and nothing of any person."""
    slug = event.slug
    return {
        "event": slug,
        "event_door": EVENT_DOOR,
        "worker": reverse("attendance:offline_script", args=[slug]),
        "scope": reverse("attendance:door", args=[slug]),
        "reports": reverse("attendance:reports", args=[slug]),
        "state": reverse("attendance:state", args=[slug]),
        "undo": reverse("attendance:undo", args=[slug, "00000000-0000-0000-0000-000000000000"]),
        "decoder": static("vendor/jsqr/jsQR.js"),
        "icons": static("kit/icons.svg"),
        "timeout": TIMEOUT_MS,
        "zone": event.time_zone,
        "zone_name": event.get_time_zone_display().partition(" ")[0],
        "unchecked": {key: str(label) for key, label in Scan.Unchecked.choices},
        "words": _words(),
    }


def _words() -> dict[str, str]:
    return {
        "online": _("Connected"),
        "offline": _("No network: scans are kept on this phone"),
        "signed_out": _("You are signed out: scans are kept on this phone"),
        "forbidden": _("You are no longer at this door: scans are kept on this phone"),
        "queued": _("Queued, not verified"),
        "not_checked": _("Not checked:"),
        "wait": _("%(count)s scans wait on this phone"),
        "wait_one": _("1 scan waits on this phone"),
        "wait_none": _("No scan waits on this phone"),
        "undo": pgettext("door", "Undo"),
        "undone": _("Undone"),
        "drop": _("Remove from this phone"),
        "camera_on": _("Scan with the camera"),
        "camera_off": _("Stop the camera"),
        "camera_none": _("The camera cannot be used here. Type the code."),
        "code_missing": _("Type a code first."),
        "checking": _("Checking"),
        "no_queue": _("This browser keeps nothing: without network no scan is kept."),
    }
