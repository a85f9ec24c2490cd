"""What each check finds: nothing where all is well, and the fault where there is one."""

from __future__ import annotations

import json
import shutil
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import create_server
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail as outbox
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from jejaring.documents.signers.own_authority import OwnAuthority
from jejaring.kit.queue import defer
from jejaring.ledger.actions import record
from jejaring.operation.checks import database, machine, services, work
from jejaring.operation.findings import Check, Finding, Level, run
from jejaring.operation.places import name_at
from tests.documents.authority import Authority
from tests.documents.test_signers import authority, service
from tests.factories import documents as make_document
from tests.factories.people import PersonFactory
from tests.files.buckets import bucket

__all__ = ["authority", "bucket", "service"]  # fixtures

HOUR = 3600


def told(found: Any) -> list[tuple[str, str]]:
    """Return the level and the sentence of findings."""
    return [(str(one.level), one.found) for one in found]


def levels(found: Any) -> list[str]:
    return [str(one.level) for one in found]


# --- database ---------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_database_of_the_tests_has_all_that_is_needed() -> None:
    checks = (database.server, database.rights, database.connections, database.migrations, database.clock)
    assert [levels(check()) for check in checks] == [["ok"]] * 5


@pytest.mark.django_db
def test_a_time_zone_that_the_server_does_not_know_is_an_error(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Ternate"
    assert told(database.server())[1:] == [("error", "it does not know the time zone Asia/Ternate")]


@pytest.mark.django_db
def test_a_server_that_is_too_old_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST", 99)
    assert levels(database.server()) == ["error"]


@pytest.mark.django_db
def test_tables_of_another_role_and_missing_extensions_are_errors() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
        cursor.execute("CREATE ROLE guest")
        cursor.execute("SET LOCAL ROLE guest")
        found = told(database.rights())
        cursor.execute("RESET ROLE")
    assert found[0] == ("error", "guest may not create tables")
    assert found[1][1].endswith("tables belong to another role than guest")
    assert found[2] == ("error", "extensions are missing: pg_trgm")


@pytest.mark.django_db
def test_crowded_connections_are_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "CROWDED", 0.0)
    assert levels(database.connections()) == ["warning"]


@pytest.mark.django_db
def test_missing_and_unknown_migrations_are_told_by_name() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('kit', '9999_later', now())")
        assert told(database.migrations())[1] == (
            "warning",
            "the database is of another version: kit.9999_later is not known here",
        )
        cursor.execute("DELETE FROM django_migrations WHERE app = 'kit'")
        assert told(database.migrations())[0][1].startswith("migrations are missing: kit.0001")
        cursor.execute("DROP TABLE django_migrations")
        assert told(database.migrations()) == [("error", "the database is empty")]


@pytest.mark.django_db
@pytest.mark.parametrize(("apart", "level"), [(0, "ok"), (5, "warning"), (-100, "error")])
def test_a_clock_that_is_wrong_is_seen_by_the_databases(
    monkeypatch: pytest.MonkeyPatch, apart: int, level: str
) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + apart)
    assert levels(database.clock()) == [level]


# --- work -------------------------------------------------------------------------------------
def beat(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


@pytest.mark.django_db
def test_a_worker_is_there_silent_or_missing() -> None:
    assert told(work.heartbeat()) == [("error", "no worker runs")]
    beat(600)
    assert told(work.heartbeat()) == [("error", "the worker was last heard of 600 seconds ago")]
    beat(0)
    assert told(work.heartbeat()) == [("ok", "heard of 0 seconds ago; 0 jobs run, 0 wait")]


@pytest.mark.django_db
def test_the_queue_tells_what_waits_and_for_how_long() -> None:
    beat(0)
    defer("notices.send_notice", notice_id=0)
    defer("people.send_letter", sealed="", seconds=0)
    defer("kit.run_job", job_id=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '20 minutes'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name LIKE '%%send_letter'")
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 day' WHERE task_name LIKE '%%run_job'"
        )
    state = work.queue()
    assert (state.waiting, state.running, state.failed, state.letters) == (2, 0, 1, 1)
    assert 20 * 60 <= state.oldest_seconds < 21 * 60
    assert [one.found.partition(",")[0] for one in work.heartbeat() if one.level == Level.WARNING] == [
        "the oldest job waits for 20 minutes",
        "1 jobs have failed for good",
    ]


@pytest.mark.django_db
def test_letters_that_were_not_taken_are_told_and_those_given_up_can_be_tried_again(capsys: Any) -> None:
    assert levels(work.letters()) == ["ok"]
    for _letter in range(3):
        defer("people.send_letter", sealed="", seconds=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '20 minutes'")
        cursor.execute("UPDATE procrastinate_jobs SET attempts = 2")
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE id = (SELECT min(id) FROM procrastinate_jobs)"
        )
    assert told(work.letters()) == [
        ("warning", "2 letters were not taken yet, the oldest is 20 minutes old"),
        ("warning", "1 letters were given up"),
    ]
    call_command("retry_letters")
    assert capsys.readouterr().out == "letters to try again: 1\n"
    assert told(work.letters()) == [("warning", "3 letters were not taken yet, the oldest is 20 minutes old")]


@pytest.mark.django_db(transaction=True)
def test_the_ledger_is_valid_until_a_kept_head_is_lost(settings: Any, tmp_path: Path) -> None:
    settings.LEDGER_HEADS = tmp_path / "heads.txt"
    person = PersonFactory()
    record("people.change_name", person, by=person)
    [sound] = work.ledger()
    assert (sound.level, sound.found.startswith("valid, ")) == (Level.OK, True)
    settings.LEDGER_HEADS.write_text(f"2026-01-01T00:00:00+00:00 1 {'a' * 64}\n")
    [lost] = work.ledger()
    assert (lost.level, "head aaaa" in lost.found) == (Level.ERROR, True)


# --- machine ----------------------------------------------------------------------------------
@pytest.fixture
def collected(settings: Any, tmp_path: Path) -> Path:
    """Have static files collected, without the work of compressing them."""
    settings.WHITENOISE_USE_FINDERS, settings.STATIC_ROOT = False, tmp_path
    names = {}
    for name, source in machine._sources():
        copy = tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
        names[name] = name
    (tmp_path / machine.MANIFEST).write_text(json.dumps({"paths": names}))
    return tmp_path


def test_collected_static_files_are_those_of_this_version_or_not(collected: Path) -> None:
    assert levels(machine.static_files()) == ["ok"]
    style = next(collected.rglob("*.css"))
    text = style.read_text(encoding="utf-8")
    style.write_text(f"{text} ", encoding="utf-8")
    name = style.relative_to(collected)
    assert told(machine.static_files()) == [("error", f"1 files are of another version, {name} among them")]
    style.unlink()
    assert told(machine.static_files()) == [("error", f"1 collected files are gone, {name} among them")]
    (collected / machine.MANIFEST).unlink()
    assert levels(machine.static_files()) == ["error"]


def test_in_development_static_files_need_not_be_collected() -> None:
    assert levels(machine.static_files()) == ["ok"]


def test_every_face_is_there() -> None:
    assert told(machine.fonts()) == [("ok", "12 faces, 5535 characters")]


@pytest.mark.parametrize(("warns", "fails", "level"), [(0, 0, "ok"), (10**9, 0, "warning"), (10**9, 10**9, "error")])
def test_a_disk_that_fills_up_is_told(monkeypatch: pytest.MonkeyPatch, warns: int, fails: int, level: str) -> None:
    monkeypatch.setattr(machine, "DISK_WARNING_MB", warns)
    monkeypatch.setattr(machine, "DISK_ERROR_MB", fails)
    assert levels(machine.disk()) == [level]


@pytest.mark.django_db
def test_the_age_of_the_youngest_backup_is_told(settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_TO = ""
    assert levels(machine.backups()) == ["ok"]
    settings.BACKUP_TO, settings.BACKUP_KEYS = str(tmp_path), []
    (tmp_path / "notes.txt").touch()
    assert levels(machine.backups()) == ["error"]
    for count, (hours, level) in enumerate([(24 * 8, "error"), (30, "warning"), (1, "ok")], start=1):
        (tmp_path / name_at(datetime.now(UTC) - timedelta(hours=hours))).touch()
        assert told(machine.backups()) == [(level, f"the youngest of {count} is {hours} hours old")]


@pytest.mark.django_db
def test_a_backup_that_failed_is_an_error_and_one_that_nobody_hears_of_a_warning(settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_TO, settings.BACKUP_KEYS, settings.OPERATOR_TO = str(tmp_path), ["age1x"], []
    (tmp_path / name_at(datetime.now(UTC))).touch()
    cache.set(machine.BACKUP_FAILED, "2026-11-30 02:11: no space left", None)
    assert levels(machine.backups()) == ["error", "warning", "ok"]


@pytest.mark.parametrize(
    ("production", "url", "redirects", "level"),
    [
        (True, "https://jejaring.example", True, "ok"),
        (True, "http://jejaring.example", True, "warning"),
        (True, "http://jejaring.example", False, "warning"),
        (False, "http://127.0.0.1:8000", False, "ok"),
    ],
)
def test_a_public_address_without_https_is_a_warning(
    settings: Any, production: bool, url: str, redirects: bool, level: str
) -> None:
    settings.PRODUCTION, settings.PUBLIC_URL, settings.SECURE_SSL_REDIRECT = production, url, redirects
    assert levels(machine.public_address()) == [level]


# --- services ---------------------------------------------------------------------------------
def test_files_are_written_read_and_deleted(settings: Any, tmp_path: Path) -> None:
    [found] = services.storage()
    assert found.level == Level.OK
    assert [*Path(settings.DATA).glob("files/doctor/*")] == []


def test_a_bucket_is_written_read_and_deleted_in_and_a_missing_one_is_an_error(bucket: Any) -> None:
    check = Check("storage", services.storage, "look at JEJARING_S3_BUCKET")
    assert told(run([check])) == [("ok", "written, read and deleted in berkas")]
    assert [*bucket.objects.all()] == []
    bucket.delete()
    [missing] = run([check])
    assert (missing.level, "NoSuchBucket" in missing.found) == (Level.ERROR, True)


@pytest.mark.parametrize("production", [True, False])
def test_letters_that_go_to_a_folder_are_a_warning_in_production(settings: Any, production: bool) -> None:
    settings.PRODUCTION, settings.EMAIL_FILE_PATH = production, "/srv/mail"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    expected = ("warning" if production else "ok", "letters are written to /srv/mail and reach nobody")
    assert told(services.mail()) == [expected]


def test_a_letter_to_oneself_is_handed_in(settings: Any) -> None:
    settings.PRODUCTION, settings.EMAIL_FILE_PATH = False, ""
    assert levels(services.mail("saya@kota.example")) == ["ok", "ok"]
    assert [letter.to for letter in outbox.outbox] == [["saya@kota.example"]]


def test_a_mail_server_that_is_not_there_is_found_out(settings: Any) -> None:
    with create_server(("127.0.0.1", 0)) as closed:
        settings.EMAIL_PORT = closed.getsockname()[1]
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    with pytest.raises(ConnectionRefusedError):
        list(services.mail())


ANSWERS = {b"EHLO": b"250-mail.example\r\n250 AUTH PLAIN\r\n", b"AUTH": b"235 in\r\n", b"QUIT": b"221 bye\r\n"}


@pytest.mark.parametrize(("password", "level"), [(b"235 in\r\n", "ok"), (b"535 no\r\n", "error")])
def test_a_mail_server_is_entered_or_refuses_us(settings: Any, password: bytes, level: str) -> None:
    def serve() -> None:
        connection, _address = server.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 mail.example\r\n")
            for line in lines:
                connection.sendall({**ANSWERS, b"AUTH": password}.get(line[:4].upper(), b"250 ok\r\n"))

    with create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.getsockname()[1]
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "saya", "rahasia"
        [found] = run([Check("mail", services.mail, "look at JEJARING_EMAIL_URL")])
        thread.join()
    assert found.level == level
    words = "(not encrypted, signed in)" if level == "ok" else "SMTPAuthenticationError: (535, b'no')"
    assert words in found.found


def test_the_certificates_of_our_own_authority_are_counted(settings: Any, tmp_path: Path) -> None:
    settings.DATA, settings.SIGNER_CONFIG = tmp_path, None
    assert levels(services.certificates()) == ["ok"]
    OwnAuthority(tmp_path / "authority").roots()
    assert told(services.certificates()) == [
        ("ok", "1 for signing; the first to end is authority/root.pem, on 2059-01-01")
    ]


def certificate(folder: Path, days: int) -> Path:
    """Write a self-signed certificate of localhost, its key beside it; return the file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    draft = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    draft = (
        draft.serial_number(1).not_valid_before(now - timedelta(days=400)).not_valid_after(now + timedelta(days=days))
    )
    draft = draft.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    pem = draft.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{days}.pem"
    file.write_bytes(pem)
    file.with_suffix(".key").write_bytes(secret)
    return file


@pytest.mark.parametrize(("days", "level"), [(-2, "error"), (10, "warning"), (90, "ok")])
def test_the_days_left_of_configured_certificates_are_told(
    settings: Any, tmp_path: Path, days: int, level: str
) -> None:
    certificate(tmp_path, days)
    (tmp_path / "signer.yaml").write_text(
        f"roots: [{days}.pem]\ncrls: [https://ca.example/crl]\nurl: https://tte.example\n"
    )
    settings.SIGNER, settings.SIGNER_CONFIG = "remote", tmp_path / "signer.yaml"
    assert levels(services.certificates()) == ([] if level == "ok" else [level]) + ["ok"]


@pytest.mark.parametrize(("days", "level"), [(-2, "error"), (10, "warning"), (90, "ok")])
def test_the_days_left_of_key_files_are_told(settings: Any, tmp_path: Path, days: int, level: str) -> None:
    authority = Authority(tmp_path, until=datetime.now(UTC) + timedelta(days=days, hours=1))
    authority.write_p12("kota.p12", "kata sandi")
    settings.SIGNER = "pkcs12"
    settings.SIGNER_CONFIG = authority.config(
        office={"file": "kota.p12", "password_file": "password.txt"}, crls=["https://ca.example/crl"]
    )
    found = told(services.certificates())
    assert [one for one, _text in found] == ([] if level == "ok" else [level]) + ["ok"]
    assert "kota.p12 (Wali Kota Uji, Pemerintah Kota Uji)" in found[0][1]
    (tmp_path / "password.txt").write_text("lain")
    assert told(services.certificates())[0] == ("error", "kota.p12 cannot be opened")


@pytest.mark.django_db
def test_the_days_left_at_a_remote_service_are_asked_for_who_signed(service: Authority, settings: Any) -> None:
    assert told(services.remote_certificates()) == []
    document = make_document.stored()
    document.signatures.create(
        slot="city",
        organisation_name=make_document.CITY.organisation,
        signer_title=make_document.CITY.title,
        signed_by=PersonFactory(),
        signed_at=datetime.now(UTC),
        order=1,
    )
    [(level, text)] = told(services.remote_certificates())
    assert (level, "Wali Kota Uji, Pemerintah Kota Uji" in text) == ("ok", True)
    document.signatures.update(signer_title="Kepala Dinas")
    assert levels(services.remote_certificates()) == ["error"]
    settings.SIGNER = "own-authority"
    assert told(services.remote_certificates()) == []


@pytest.fixture
def https_site(settings: Any, tmp_path: Path) -> Iterator[Any]:
    """Serve TLS on localhost with a certificate of some days; yield what starts it."""
    servers = []

    def start(days: int) -> Path:
        file = certificate(tmp_path, days)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file, file.with_suffix(".key"))
        server = create_server(("localhost", 0))
        servers.append(server)

        def serve() -> None:
            try:
                plain, _address = server.accept()
                with plain:
                    context.wrap_socket(plain, server_side=True).close()
            except OSError:
                return

        threads.append(threading.Thread(target=serve))
        threads[-1].start()
        settings.PUBLIC_URL = f"https://localhost:{server.getsockname()[1]}"
        return file

    threads: list[threading.Thread] = []
    yield start
    for server in servers:
        server.close()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize(("days", "level"), [(10, "warning"), (90, "ok")])
def test_the_days_left_of_the_public_addresss_certificate_are_told(
    https_site: Any, monkeypatch: pytest.MonkeyPatch, days: int, level: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(https_site(days)))
    assert levels(services.https()) == [level]


def test_a_certificate_that_nobody_trusts_is_found_out(https_site: Any) -> None:
    https_site(90)
    with pytest.raises(ssl.SSLCertVerificationError):
        list(services.https())


def test_without_https_there_is_no_certificate_to_look_at(settings: Any) -> None:
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    found: list[Finding] = list(services.https())
    assert levels(found) == ["ok"]
