"""From the file alone: one changed byte fails in the command, on the page and in pdfsig."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from asn1crypto import pem
from django.test import Client
from django.urls import reverse

from jejaring.config.cli import main
from jejaring.documents.signers.chosen import chosen_signer
from jejaring.documents.verification import Verdict, check
from jejaring.files import storage
from tests.documents import files
from tests.documents.authority import Authority
from tests.factories import documents as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed() -> bytes:
    document = make.issued()
    make.sign(document, make.CITY)
    make.sign(document, make.NETWORK)
    return storage.get(document.sha256)


@pytest.fixture
def path(signed: bytes, tmp_path: Path) -> Path:
    written = tmp_path / "surat.pdf"
    written.write_bytes(signed)
    return written


@pytest.fixture
def root(tmp_path: Path) -> str:
    written = tmp_path / "akar.pem"
    written.write_bytes(b"".join(pem.armor("CERTIFICATE", one.dump()) for one in chosen_signer().roots()))
    return str(written)


def changed(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]


@pytest.mark.slow
def test_one_changed_byte_fails_in_the_command_on_the_page_and_in_pdfsig(
    signed: bytes, path: Path, root: str, client: Client
) -> None:
    def pdfsig() -> str:
        return subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout

    def page_says_genuine() -> bool:
        answer = client.post(reverse("documents:verify_upload"), {"file": make.upload("a.pdf", path.read_bytes())})
        return b"Not genuine" not in answer.content and b"Genuine and valid" in answer.content

    assert (
        main(["verify", str(path), "--trust", root]),
        pdfsig().count("Signature is Valid"),
        page_says_genuine(),
    ) == (
        0,
        2,
        True,
    )
    path.write_bytes(changed(signed, signed.index(b"stream\n") + 40))
    assert main(["verify", str(path), "--trust", root]) == 1
    assert pdfsig().count("Digest Mismatch") == 2
    assert not page_says_genuine()


@pytest.mark.slow
def test_a_changed_byte_anywhere_is_found(signed: bytes) -> None:
    chance = random.Random(25)  # noqa: S311  # places to change, the same in every run
    roots = chosen_signer().roots()
    places = [chance.randrange(len(signed)) for _n in range(10)]
    container = signed.rindex(b"/Contents <")
    padding = signed.index(b">", container) - 1
    missed = [
        place
        for place in [*places, padding, len(signed) - 1, 5]
        if check(changed(signed, place), trust=roots).verdict is Verdict.VALID
    ]
    assert missed == []


@pytest.mark.slow
def test_cut_and_lengthened_files_are_found(signed: bytes) -> None:
    roots = chosen_signer().roots()
    for data in (signed[:-1], signed[:-2000], signed + b" ", signed + b"\n%%EOF\n"):
        assert check(data, trust=roots).verdict in (Verdict.CHANGED, Verdict.UNREADABLE)


@pytest.mark.slow
def test_the_command_names_signers_and_needs_neither_django_nor_database(path: Path, root: str) -> None:
    code = (
        "import sys; from jejaring.config.cli import main; "
        f"code = main(['verify', {str(path)!r}, '--trust', {root!r}]); "
        "assert not any(name.split('.')[0] == 'django' for name in sys.modules); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env={})
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("surat.pdf: unchanged since it was signed; every signer's certificate is vouched for")
    assert lines[3] == "  signed   Wali Kota Uji, Pemerintah Kota Uji, 2019-10-17T03:00:00+00:00: valid"
    assert lines[4] == "  signed   Presiden Jejaring Uji, Jejaring Uji, 2019-10-17T03:00:00+00:00: valid"
    assert lines[5].startswith("  status   whether it was replaced or revoked: http://testserver/verifikasi/")


@pytest.mark.slow
def test_without_a_root_to_trust_the_command_says_that_the_issuer_is_not_proven(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(path)]) == 0
    assert "the issuer is NOT proven" in capsys.readouterr().out


@pytest.mark.slow
def test_another_root_does_not_vouch(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other"
    other.mkdir()
    Authority(other)
    assert main(["verify", str(path), "--trust", str(other / "root.pem")]) == 1
    assert "NOT vouched for by the trusted root" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("data", "says"), [(files.pdf, "has no signature"), (lambda: b"bukan PDF", "is not a readable PDF")]
)
def test_what_cannot_be_checked_ends_with_code_2(
    data: object, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lain.pdf"
    path.write_bytes(data())  # type: ignore[operator]  # a function without arguments
    assert main(["verify", str(path)]) == 2
    assert says in capsys.readouterr().out


@pytest.mark.slow
def test_a_missing_file_and_a_wrong_root_end_with_code_2(path: Path, tmp_path: Path) -> None:
    (tmp_path / "rusak.pem").write_text("bukan sertifikat")
    assert main(["verify", str(tmp_path / "tidak-ada.pdf")]) == 2
    assert main(["verify", str(path), "--trust", str(tmp_path / "rusak.pem")]) == 2
