"""Heads leave the database once a day, sealed; one that the chain has lost is told to everyone who receives them."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from jejaring.config import cli
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.ledger.heads import CHECK, Head, heads_in, keep_head, seals
from jejaring.ledger.models import Link
from jejaring.people.models import Person
from tests.ledger.test_chain import rewrite

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = [datetime(2020, 3, day, 1, tzinfo=UTC) for day in (2, 3, 4)]


@pytest.fixture(autouse=True)
def file(tmp_path: Path, settings: Any) -> Path:
    settings.LEDGER_HEADS = tmp_path / "mirror" / "heads.txt"
    settings.LEDGER_HEADS_TO = ["inspektorat@contoh.id", "auditor@contoh.id"]
    return Path(settings.LEDGER_HEADS)


def write() -> str:
    """Record something; return the head."""
    person = Person.objects.first() or Person.objects.create_user("narahubung@contoh.id", name="Narahubung")
    record("test.verb", person, by=None)
    return Link.objects.latest("number").hash


def keep(at: datetime) -> Head | None:
    return keep_head(on=at.date(), at=at)


def test_a_head_is_kept_once_a_day_and_only_if_something_was_recorded(file: Path) -> None:
    assert keep(TIMES[0]) is None  # nothing has been recorded yet
    first = write()
    assert keep(TIMES[0]) == Head(TIMES[0], 1, first)
    second = write()
    assert keep(TIMES[0].replace(hour=5)) is None  # the day has its head
    assert keep(TIMES[1]) == Head(TIMES[1], 2, second)
    assert keep(TIMES[2]) is None  # nothing new
    assert file.read_text() == f"2020-03-02T01:00:00+00:00 1 {first}\n2020-03-03T01:00:00+00:00 2 {second}\n"


def test_those_who_asked_receive_the_head_in_both_languages() -> None:
    head = write()
    keep(TIMES[0])
    assert [letter.to for letter in mail.outbox] == [["inspektorat@contoh.id"], ["auditor@contoh.id"]]
    assert mail.outbox[0].subject == "Buku besar Citynet Indonesia: ujung rantai setelah 1 catatan"
    assert str(mail.outbox[0].body).count(f"2020-03-02T01:00:00+00:00 1 {head}") == 2


def checked_by_openssl(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(CHECK.split(), cwd=folder, capture_output=True, text=True, check=False)


def test_the_seal_of_a_head_is_checked_with_openssl_and_our_root(client: Client, tmp_path: Path) -> None:
    head = write()
    keep(TIMES[0])
    for name, content, _kind in mail.outbox[0].attachments:
        (tmp_path / str(name)).write_bytes(content)
    (tmp_path / "akar.pem").write_bytes(client.get(reverse("documents:roots")).content)
    assert str(mail.outbox[0].body).count(CHECK) == 2
    checked = checked_by_openssl(tmp_path)
    assert (checked.returncode, checked.stdout) == (0, f"2020-03-02T01:00:00+00:00 1 {head}\n")
    assert [one.hash for one in heads_in(tmp_path / "ujung.txt")] == [head]
    (tmp_path / "ujung.txt").write_text(f"2020-03-02T01:00:00+00:00 1 {'0' * 64}\n")
    assert checked_by_openssl(tmp_path).returncode != 0


def does_not_answer(_data: bytes, *, at: datetime) -> bytes:
    raise Refusal("the signing service does not answer")


def has_no_address(_data: bytes, *, at: datetime) -> bytes:
    raise KeyError("url")


@pytest.mark.parametrize("sealer", [does_not_answer, has_no_address])
def test_a_head_that_cannot_be_sealed_is_sent_and_the_letter_and_the_log_say_so(
    sealer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    write()
    with seals.lent("ledger", sealer):
        assert keep(TIMES[0]) is not None
    assert [name for name, _content, _kind in mail.outbox[0].attachments] == ["ujung.txt"]
    assert "Ujung rantai ini tidak bersegel" in str(mail.outbox[0].body)
    assert "This head is not sealed" in str(mail.outbox[0].body)
    assert "the head after 1 entries is sent without a seal" in caplog.text


def test_a_seal_is_asked_for_outside_of_transactions() -> None:
    within = []

    def sealer(_data: bytes, *, at: datetime) -> bytes:
        within.append(connection.in_atomic_block)
        return at.isoformat().encode()

    write()
    with seals.lent("ledger", sealer):
        assert keep(TIMES[0]) is not None
    assert within == [False]


def test_nothing_is_sealed_where_nobody_asked_for_letters(settings: Any) -> None:
    settings.LEDGER_HEADS_TO = []
    write()
    with seals.lent("ledger", None):  # type: ignore[arg-type]  # would fail if it were called
        assert keep(TIMES[0]) is not None


def test_a_letter_that_cannot_be_sent_is_sent_by_a_later_round(file: Path, settings: Any) -> None:
    write()
    settings.EMAIL_BACKEND = "there.is.none"
    with pytest.raises(ImportError):
        keep(TIMES[0])
    assert not file.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    keep(TIMES[0])
    assert len(heads_in(file)) == 1


def test_a_rewritten_chain_is_told_to_those_who_asked_and_found_by_the_file(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = write()
    keep(TIMES[0])
    assert cli.main(["ledger", "verify"]) == 0
    rewrite("test.forged")
    mail.outbox.clear()
    keep(TIMES[1])
    assert mail.outbox[0].subject == "Buku besar Citynet Indonesia: ujung rantai yang pernah disimpan hilang"
    assert kept in str(mail.outbox[0].body)
    capsys.readouterr()
    assert cli.main(["ledger", "verify", "--heads", str(file)]) == 1
    assert capsys.readouterr().out.startswith(f"head {kept} is not in the chain")


@pytest.mark.parametrize("line", ["x", "2020-03-02 1", "2020-03-02T01:00:00+00:00 1 abc", f"monday 1 {'a' * 64}"])
def test_a_file_that_holds_something_else_is_named_with_its_line(file: Path, line: str) -> None:
    file.parent.mkdir()
    file.write_text(f"\n{line}\n")
    with pytest.raises(ValueError, match="line 2, is not a head"):
        heads_in(file)
    assert cli.main(["ledger", "verify"]) == 2


def test_a_mirror_fetches_the_heads_without_an_account(client: Client) -> None:
    assert client.get(reverse("ledger:heads")).content == b""
    head = write()
    keep(TIMES[0])
    answer = client.get(reverse("ledger:heads"))
    assert answer.content.decode() == f"2020-03-02T01:00:00+00:00 1 {head}\n"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
