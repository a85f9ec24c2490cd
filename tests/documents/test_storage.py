"""Documents are signed once; a killed signing leaves nothing half done."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection

from jejaring.documents import actions
from jejaring.documents.models import Document, Signature, Version
from jejaring.documents.signers.chosen import chosen_signer
from jejaring.documents.verification import Verdict, check
from jejaring.files import storage
from tests.factories import documents as make
from tests.factories.people import PersonFactory
from tests.processes import environment
from tests.waiting import AMPLE

HOUSE = Path(__file__).parents[2]
LAST_STEPS = ["signed", "stored", "saved", "recorded"]


@pytest.mark.django_db(transaction=True)
def test_two_hands_at_the_same_place_sign_once() -> None:
    document = make.issued()
    person = PersonFactory()

    def hand(_n: int) -> str:
        try:
            make.sign(document, by=person)
        except Exception as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "signed"

    with ThreadPoolExecutor(2) as hands:
        assert sorted(hands.map(hand, range(2))) == ["Refusal", "signed"]
    assert Signature.objects.count() == 1


@pytest.mark.kills
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", LAST_STEPS)
def test_a_signing_that_is_killed_is_not_done_at_all_and_can_be_done_again(step: str) -> None:
    document = make.issued()
    person = PersonFactory()
    command = [sys.executable, "-m", "tests.documents.sign_and_die", str(document.pk), str(person.pk), step]
    done = subprocess.run(
        command, cwd=HOUSE, env=environment(), capture_output=True, text=True, check=False, timeout=AMPLE
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    before = document.sha256
    document.refresh_from_db()
    assert (document.sha256, Version.objects.count(), Signature.objects.count()) == (before, 1, 0)
    make.sign(document, by=person)
    document = Document.objects.get()
    assert check(storage.get(document.sha256), trust=chosen_signer().roots()).verdict is Verdict.VALID
    actions.sweep_orphans()
    names = {sha256 for group in storage.stored_hashes() for sha256 in group}
    assert names == {document.sha256, document.docx_sha256}
