"""Keys in PKCS#12, in a PKCS#11 token and at a signing service: each signs, and each says no in words."""

from __future__ import annotations

import hashlib
import os
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import rsa

from jejaring.documents import actions
from jejaring.documents.models import Document
from jejaring.documents.sealing import SEAL_OF_THE_LEDGER, seal
from jejaring.documents.signers.certificates import CRL_LIFE, revocation_list
from jejaring.documents.signers.chosen import chosen_signer
from jejaring.documents.verification import Verdict, check
from jejaring.files import storage
from jejaring.kit.refusal import Refusal, Unavailable
from tests.documents.authority import Authority
from tests.factories import documents as make
from tests.weather.silent import silent_server

pytestmark = pytest.mark.django_db

SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def signs_validly(document: Document) -> bool:
    make.sign(document)
    report = check(storage.get(document.sha256), trust=chosen_signer().roots())
    return report.verdict is Verdict.VALID and [one.title for one in report.signatures] == [make.CITY.title]


def is_unsigned(document: Document) -> bool:
    document.refresh_from_db()
    return document.versions.count() == 1 and not document.signatures.exists()


def use_pkcs12(authority: Authority, settings: Any, **values: Any) -> None:
    authority.write_p12("kota.p12", "kata sandi")
    settings.SIGNER = "pkcs12"
    settings.SIGNER_CONFIG = authority.config(office={"file": "kota.p12", "password_file": "password.txt"}, **values)


@pytest.mark.slow
def test_a_pkcs12_file_signs(authority: Authority, settings: Any) -> None:
    use_pkcs12(authority, settings)
    assert signs_validly(make.issued())


def test_only_signers_that_reach_out_are_asked_ahead(authority: Authority, settings: Any) -> None:
    assert not chosen_signer().asks_others, "our own authority"
    asked = {}
    use_pkcs12(authority, settings)
    asked["files"] = chosen_signer().asks_others
    reaching: dict[str, dict[str, Any]] = {
        "time": {"timestamps": "https://x.example"},
        "list": {"crls": ["https://x.example"]},
    }
    for name, values in reaching.items():
        office = {"file": "kota.p12", "password_file": "password.txt"}
        settings.SIGNER_CONFIG = authority.config(name, office=office, **values)
        asked[name] = chosen_signer().asks_others
    settings.SIGNER, settings.SIGNER_CONFIG = "remote", authority.config("remote", url="http://127.0.0.1:9")
    asked["service"] = chosen_signer().asks_others
    assert asked == {"files": False, "time": True, "list": True, "service": True}


def test_a_pkcs12_file_with_another_password_is_refused(authority: Authority, settings: Any) -> None:
    use_pkcs12(authority, settings)
    (authority.folder / "password.txt").write_text("lain")
    document = make.issued()
    with pytest.raises(Refusal, match="cannot be opened"):
        make.sign(document)
    assert is_unsigned(document)


def test_an_office_without_certificate_is_refused(authority: Authority, settings: Any) -> None:
    use_pkcs12(authority, settings)
    with pytest.raises(Refusal, match="Presiden Jejaring Uji of Jejaring Uji has no certificate"):
        make.sign(make.issued(), make.NETWORK)


@pytest.mark.parametrize(
    ("dates", "says"),
    [
        ({"until": datetime(2019, 10, 1, tzinfo=UTC)}, "expired on 1 October 2019"),
        ({"since": datetime(2019, 12, 1, tzinfo=UTC)}, "valid only from 1 December 2019"),
    ],
)
def test_an_expired_or_not_yet_valid_certificate_is_refused(
    dates: dict[str, Any], says: str, tmp_path: Path, settings: Any
) -> None:
    use_pkcs12(Authority(tmp_path, **dates), settings)
    document = make.issued()
    with pytest.raises(Refusal, match=says):
        make.sign(document)
    assert is_unsigned(document)


def test_a_certificate_on_the_revocation_list_is_refused(authority: Authority, settings: Any) -> None:
    use_pkcs12(authority, settings)
    authority.list_revoked(authority.leaf.serial_number)
    document = make.issued()
    with pytest.raises(Refusal, match="was revoked on 17 October 2019"):
        make.sign(document)
    assert is_unsigned(document)


def test_a_certificate_of_another_root_is_refused(authority: Authority, settings: Any, tmp_path: Path) -> None:
    use_pkcs12(authority, settings)
    other = tmp_path / "other"
    other.mkdir()
    stranger = Authority(other)
    for name in ("root.pem", "list.crl"):
        (authority.folder / name).write_bytes((stranger.folder / name).read_bytes())
    document = make.issued()
    with pytest.raises(Refusal, match="no usable signature"):
        make.sign(document)
    assert is_unsigned(document)


@pytest.fixture
def sealing(authority: Authority, settings: Any) -> Authority:
    """An authority whose key file seals for the network."""
    use_pkcs12(authority, settings)
    sealer = {"organisation": settings.NETWORK_NAME, "title": SEAL_OF_THE_LEDGER}
    settings.SIGNER_CONFIG = authority.config(office={"file": "kota.p12", "password_file": "password.txt", **sealer})
    return authority


def test_a_key_file_seals_bytes(sealing: Authority) -> None:
    made = cms.ContentInfo.load(seal(b"ujung", at=make.AT))["content"]
    (signer,) = made["signer_infos"]
    digest = {one["type"].native: one["values"][0].native for one in signer["signed_attrs"]}["message_digest"]
    assert digest == hashlib.sha256(b"ujung").digest()
    assert not made["encap_content_info"]["content"].native  # detached


def stamp_in(seal_made: bytes) -> Any:
    """Return the time stamp in a seal, None if there is none."""
    (signer,) = cms.ContentInfo.load(seal_made)["content"]["signer_infos"]
    stamps = [
        one["values"][0] for one in signer["unsigned_attrs"] if one["type"].native == "signature_time_stamp_token"
    ]
    return stamps[0]["content"]["encap_content_info"]["content"].parsed if stamps else None


def test_a_seal_says_when_it_was_made_by_a_time_stamp_over_the_signature(sealing: Authority) -> None:
    made = seal(b"ujung", at=make.AT)
    (signer,) = cms.ContentInfo.load(made)["content"]["signer_infos"]
    stamp = stamp_in(made)
    assert stamp["gen_time"].native == make.AT.replace(microsecond=0)
    imprint = stamp["message_imprint"]
    stamped = hashlib.new(imprint["hash_algorithm"]["algorithm"].native, signer["signature"].native).digest()
    assert imprint["hashed_message"].native == stamped


def test_without_an_answer_of_the_time_stamping_authority_the_seal_goes_without(
    sealing: Authority, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    sealer = {"organisation": settings.NETWORK_NAME, "title": SEAL_OF_THE_LEDGER}
    office = {"file": "kota.p12", "password_file": "password.txt", **sealer}
    settings.SIGNER_CONFIG = sealing.config(office=office, timestamps="http://127.0.0.1:1/")
    assert stamp_in(seal(b"ujung", at=make.AT)) is None
    assert "the seal has no time stamp" in caplog.text


def test_a_seal_whose_certificate_is_revoked_or_of_another_root_is_refused(sealing: Authority, tmp_path: Path) -> None:
    sealing.list_revoked(sealing.leaf.serial_number)
    with pytest.raises(Refusal, match="was revoked on 17 October 2019"):
        seal(b"ujung", at=make.AT)
    other = tmp_path / "other"
    other.mkdir()
    stranger = Authority(other)
    for name in ("root.pem", "list.crl"):
        (sealing.folder / name).write_bytes((stranger.folder / name).read_bytes())
    with pytest.raises(Refusal, match="no usable signature"):
        seal(b"ujung", at=make.AT)


def test_a_signer_that_knows_no_seal_refuses_in_words(authority: Authority, settings: Any) -> None:
    use_pkcs12(authority, settings)
    with pytest.raises(Refusal, match=f"{SEAL_OF_THE_LEDGER} of .* has no certificate"):
        seal(b"ujung", at=make.AT)


def test_a_signer_without_revocation_lists_says_so(authority: Authority, settings: Any) -> None:
    use_pkcs12(authority, settings, crls=[])
    with pytest.raises(ValueError, match="lacks crls"):
        chosen_signer()


@pytest.fixture
def service(authority: Authority, settings: Any) -> Iterator[Authority]:
    with authority.served(settings):
        yield authority


def test_a_remote_service_signs(service: Authority) -> None:
    assert signs_validly(make.issued())


def test_a_remote_service_that_knows_no_such_office_is_told_in_words(service: Authority) -> None:
    with pytest.raises(Refusal, match="has no certificate to sign with yet"):
        make.sign(make.issued(), make.NETWORK)


def test_a_remote_service_that_does_not_sign_leaves_the_document_as_it_was(service: Authority) -> None:
    (service.folder / "closed").touch()
    document = make.issued()
    with pytest.raises(Refusal, match="no usable signature"):
        make.sign(document)
    assert is_unsigned(document)


def test_a_remote_service_that_signs_with_another_key_is_found_out(service: Authority, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    stranger = Authority(other, leaf_key=rsa.generate_private_key(65537, 2048))
    (service.folder / "key.pem").write_bytes(stranger.write_key("key.pem").read_bytes())
    document = make.issued()
    with pytest.raises(Refusal, match="no usable signature"):
        make.sign(document)
    assert is_unsigned(document)


def test_a_remote_service_that_is_gone_is_told_in_words(authority: Authority, settings: Any) -> None:
    settings.SIGNER, settings.SIGNER_CONFIG = "remote", authority.config(url="http://127.0.0.1:9")
    with pytest.raises(Unavailable, match="does not answer"):
        make.sign(make.issued())


def test_a_remote_service_that_drips_is_left_when_the_time_of_a_signature_is_over(
    authority: Authority, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "SIGNING_SECONDS", 0.5)
    document = make.issued()
    with silent_server(b"HTTP/1.1 200 OK\r\n" * 9, pause=0.05) as port:
        settings.SIGNER, settings.SIGNER_CONFIG = "remote", authority.config(url=f"http://127.0.0.1:{port}")
        began = time.monotonic()
        with pytest.raises(Unavailable, match="Nothing was signed"):
            make.sign(document)
    assert time.monotonic() - began < 8, "a question alone may take ten"
    assert is_unsigned(document)


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> tuple[Authority, str]:
    """A SoftHSM token with the city's key. The library reads its configuration once a process."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    authority = Authority(folder)
    tool = ["softhsm2-util", "--pin", "1234"]
    subprocess.run([*tool, "--init-token", "--free", "--label", "uji", "--so-pin", "5678"], check=True)
    key = authority.write_key("key.pem")
    subprocess.run([*tool, "--import", key, "--token", "uji", "--label", "kota", "--id", "01"], check=True)
    (folder / "pin.txt").write_text("1234\n")
    return authority, SOFTHSM


def test_a_token_signs(token: tuple[Authority, str], settings: Any) -> None:
    authority, module = token
    settings.SIGNER = "pkcs11"
    office = {"key": "kota", "certificate": "leaf.pem"}
    settings.SIGNER_CONFIG = authority.config(
        office["key"], module=module, token="uji", pin_file="pin.txt", office=office
    )
    assert chosen_signer().asks_others
    assert signs_validly(make.issued())


def test_a_token_without_the_key_leaves_the_document_as_it_was(token: tuple[Authority, str], settings: Any) -> None:
    authority, module = token
    settings.SIGNER = "pkcs11"
    office = {"key": "lain", "certificate": "leaf.pem"}
    settings.SIGNER_CONFIG = authority.config(
        office["key"], module=module, token="uji", pin_file="pin.txt", office=office
    )
    document = make.issued()
    with pytest.raises(Refusal, match="no usable signature"):
        make.sign(document)
    assert is_unsigned(document)


NOT_A_SIGNATURE = [
    b"",
    b"<html>",
    b"[]",
    b"null",
    b'{"signature": null}',
    b'{"signature": 5}',
    b'{"signature": "\xc3\xb6"}',
]


@pytest.mark.slow
@pytest.mark.parametrize("answer", NOT_A_SIGNATURE)
def test_a_remote_service_whose_signature_has_another_shape_leaves_the_document_as_it_was(
    service: Authority, answer: bytes
) -> None:
    (service.folder / "says").write_bytes(answer)
    document = make.issued()
    with pytest.raises(Refusal, match="no usable signature"):
        make.sign(document)
    assert is_unsigned(document)


@pytest.mark.parametrize(
    "answer", [b"", b"<html>", b"[]", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_remote_service_whose_certificate_cannot_be_read_is_told_in_words(service: Authority, answer: bytes) -> None:
    (service.folder / "leaf.pem").write_bytes(answer)
    with pytest.raises(Refusal, match="an answer that cannot be read"):
        make.sign(make.issued())


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b"\x30\x03\x02\x01\x01"])
def test_a_revocation_list_that_cannot_be_read_is_told_in_words(
    authority: Authority, settings: Any, answer: bytes
) -> None:
    use_pkcs12(authority, settings)
    (authority.folder / "list.crl").write_bytes(answer)
    with pytest.raises(Refusal, match="revoked certificates cannot be read"):
        make.sign(make.issued())


# --- a wrong PIN, an expired list and a dead server are different sentences ----------------------
GONE = "http://127.0.0.1:9/x"


def test_a_token_that_does_not_accept_the_pin_is_told_in_words(token: tuple[Authority, str], settings: Any) -> None:
    authority, module = token
    settings.SIGNER = "pkcs11"
    (authority.folder / "wrong.txt").write_text("4321\n")
    office = {"key": "kota", "certificate": "leaf.pem"}
    settings.SIGNER_CONFIG = authority.config("wrong", module=module, token="uji", pin_file="wrong.txt", office=office)
    with pytest.raises(Refusal, match="does not accept the PIN"):
        make.sign(make.issued())


def test_a_token_that_is_not_there_is_told_in_words(token: tuple[Authority, str], settings: Any) -> None:
    authority, module = token
    settings.SIGNER = "pkcs11"
    office = {"key": "kota", "certificate": "leaf.pem"}
    settings.SIGNER_CONFIG = authority.config("gone", module=module, token="lain", pin_file="pin.txt", office=office)
    with pytest.raises(Unavailable, match="keeper of the key does not answer"):
        make.sign(make.issued())


def test_a_remote_service_that_does_not_accept_our_token_is_told_in_words(service: Authority) -> None:
    (service.folder / "token.txt").write_text("salah")
    with pytest.raises(Refusal, match="does not accept the PIN or password"):
        make.sign(make.issued())


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("timestamps", GONE, "time-stamping authority does not answer"),
        ("crls", [GONE], "revoked certificates cannot be fetched"),
    ],
)
def test_a_time_stamper_or_a_list_that_is_gone_is_told_in_words(
    authority: Authority, settings: Any, key: str, value: Any, says: str
) -> None:
    use_pkcs12(authority, settings, **{key: value})
    document = make.issued()
    with pytest.raises(Unavailable, match=says):
        make.sign(document)
    assert is_unsigned(document)


def test_an_expired_list_of_revoked_certificates_is_told_in_words(authority: Authority, settings: Any) -> None:
    use_pkcs12(authority, settings)
    old = revocation_list(authority.root, authority.key, [], at=make.AT - CRL_LIFE - timedelta(days=1))
    (authority.folder / "list.crl").write_bytes(old.dump())
    with pytest.raises(Refusal, match="expired on 16 October 2019"):
        make.sign(make.issued())


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b"\x30\x03\x02\x01\x01", b"\x30\x05\x30\x03\x02\x01\x00"])
def test_a_time_stamp_of_another_shape_leaves_the_document_as_it_was(
    service: Authority, settings: Any, answer: bytes
) -> None:
    (service.folder / "time-stamp").write_bytes(answer)
    url = yaml.safe_load(settings.SIGNER_CONFIG.read_text())["url"]
    settings.SIGNER_CONFIG = service.config("odd", url=url, token_file="token.txt", timestamps=f"{url}/time-stamp")
    document = make.issued()
    with pytest.raises(Refusal, match="no usable time stamp"):
        make.sign(document)
    assert is_unsigned(document)
