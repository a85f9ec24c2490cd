"""Sign a document in a process of its own that is killed at a given step: `sign_and_die.py DOCUMENT PERSON STEP`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from jejaring.documents import actions  # noqa: E402  # after the settings
from jejaring.documents.models import Document  # noqa: E402
from jejaring.files import storage  # noqa: E402  # after the settings
from jejaring.ledger import actions as ledger  # noqa: E402
from jejaring.people.models import Person  # noqa: E402
from tests.factories import documents as make  # noqa: E402


def die_after(module: Any, name: str) -> None:
    work: Callable[..., Any] = getattr(module, name)

    def last(*arguments: Any, **options: Any) -> None:
        work(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, last)


STEPS = {
    "signed": (actions, "sign_pdf"),
    "stored": (storage, "put"),
    "saved": (actions, "_add_version"),
    "recorded": (ledger, "record"),
}

if __name__ == "__main__":
    document, person = Document.objects.get(pk=sys.argv[1]), Person.objects.get(pk=sys.argv[2])
    die_after(*STEPS[sys.argv[3]])
    make.sign(document, by=person)
