"""Wrong variables stop the start with a sentence each, all at once; every variable is documented."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from jejaring.config import cli, environment, own_server
from jejaring.config.demo import MARKER
from jejaring.config.environment import ConfigError
from jejaring.config.settings import database_of
from tests.house.awkward import NUMBERS, TEXTS

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"
KEY = "Zk3-vT9q_mB7xW2pLr8sYd5hNc6jGf4aQe1u"
GOOD = {"JEJARING_SECRET_KEY": KEY}
SILENT = {"tcp_user_timeout": "10000"}  # of every connection, unless its address says otherwise
PASSWORD = "tidak-boleh-tampak"
AGE_KEY = "age13fp9xtj5qhxkdhle3xux7w6yxchxllerm0k8l6ypghe35ld7uqcqle7cxz"


def test_production_needs_no_more_than_a_secret_key() -> None:
    assert environment.read(GOOD)["JEJARING_MODE"] == "production"


WRONG = [
    ("JEJARING_SECRET_KEY", "", "JEJARING_SECRET_KEY is missing; production needs a long random one"),
    ("JEJARING_SECRET_KEY", "short", "it is shorter than 32 characters"),
    ("JEJARING_SECRET_KEY", "x" * 40, "it repeats a few characters"),
    ("JEJARING_SECRET_KEY", "change-me-" * 5, "it repeats a few characters"),
    ("JEJARING_MODE", "test", "JEJARING_MODE is 'test', but it must be one of production, demo, development."),
    ("JEJARING_MODE", "", "JEJARING_MODE is '', but it must be one of"),
    ("JEJARING_DATA", str(DOCS), "it must name a folder, as in /srv/jejaring"),
    ("JEJARING_DATA", str(DOCS / "below"), "must be a folder that the account running Jejaring may write to"),
    ("JEJARING_DATA", "~nobody-here/data", "it must name a path from the root, as in /srv/jejaring"),
    ("JEJARING_LEDGER_HEADS", "/" + "x" * 300, "what it names cannot be looked at: File name too long."),
    ("JEJARING_NETWORK", "", "it must be a line of 1 to 200 characters"),
    ("JEJARING_URL", "https://x/", "no slash at its end"),
    ("JEJARING_URL", "https://x:port", "as in https://jejaring.example"),
    ("JEJARING_URL", "https://", "as in https://jejaring.example"),
    ("JEJARING_URL", "https://x/path", "without a path"),
    ("JEJARING_URL", "jejaring.example", "as in https://jejaring.example"),
    ("JEJARING_URL", "https://[::1", "as in https://jejaring.example"),
    ("JEJARING_URL", "https://jejaring.example", "JEJARING_HOSTS lacks jejaring.example, the host of JEJARING_URL"),
    ("JEJARING_HOSTS", "", "JEJARING_HOSTS lacks 127.0.0.1, the host of JEJARING_URL"),
    ("JEJARING_HOSTS", "*", "JEJARING_HOSTS is '*', which serves whatever name is asked for; write 127.0.0.1."),
    ("JEJARING_HOSTS", "https://jejaring.example", "names without scheme, port or path"),
    ("JEJARING_HOSTS", "jejaring.example:443", "names without scheme, port or path"),
    ("JEJARING_TIME_ZONE", "Kupang", "a time zone such as Asia/Jakarta"),
    ("JEJARING_TIME_ZONE", "Asia", "a time zone such as Asia/Jakarta"),
    ("JEJARING_TIME_ZONE", "../etc/passwd", "a time zone such as Asia/Jakarta"),
    ("JEJARING_DATABASE_DIRECT_URL", "postgresql://db/x", "DATABASE_URL is not; write the pooler's address"),
    ("JEJARING_DATABASE_READ_URL", "postgresql://db/x", "DATABASE_URL is not; write the primary's address"),
    ("JEJARING_DATABASE_POOL", "²", "a whole number from 0 to 1000"),
    ("JEJARING_EMAIL_FROM", "the secretariat", "as in Citynet Indonesia <office@jejaring.example>"),
    ("JEJARING_LEDGER_HEADS", "/no/such/folder/heads.txt", "a file in a folder that is there"),
    ("JEJARING_LEDGER_HEADS", "/", "a file in a folder that is there"),
    ("JEJARING_LEDGER_HEADS_TO", "a@b.example, nobody", "'nobody' is not one"),
    ("JEJARING_S3_BUCKET", "My Bucket", "3 to 63 small letters"),
    ("JEJARING_S3_ENDPOINT", "minio:9000", "as in https://service.example"),
    ("JEJARING_S3_ENDPOINT", "https://minio.example", "JEJARING_S3_BUCKET is not; name the bucket"),
    ("JEJARING_UPLOAD_LIMIT_MB", "-1", "a whole number from 1 to 2000"),
    ("JEJARING_UPLOAD_LIMIT_MB", "0", "a whole number from 1 to 2000"),
    ("JEJARING_UPLOAD_LIMIT_MB", "9" * 5000, "a whole number from 1 to 2000"),
    ("JEJARING_WEBHOOK_NETWORKS", "10.0.0.0/16, here", "networks such as 10.20.0.0/16, with commas"),
    ("JEJARING_WEBHOOK_NETWORKS", "10.0.0.1/16", "networks such as 10.20.0.0/16, with commas"),
    ("JEJARING_SIGNER", "bsre", "one of own-authority, pkcs12, pkcs11, remote"),
    ("JEJARING_SIGNER", "pkcs12", "JEJARING_SIGNER_CONFIG must name its YAML file"),
    ("JEJARING_SIGNER_CONFIG", "/no/such/file.yaml", "a file that is there and can be read"),
    ("JEJARING_SIGNER_CONFIG", str(DOCS), "JEJARING_SIGNER is own-authority, which reads no file"),
    ("JEJARING_OIDC_ISSUER", "https://sso", "JEJARING_OIDC_CLIENT_ID is not"),
    ("JEJARING_OIDC_ISSUER", "sso", "as in https://service.example"),
    ("JEJARING_OIDC_ISSUER", "http://sso.example", "begins with http://, over which anybody may answer in its place"),
    ("JEJARING_OIDC_CLIENT_ID", "jejaring", "JEJARING_OIDC_ISSUER is not"),
    ("JEJARING_OIDC_NAME", "", "a line of 1 to 200 characters"),
    ("JEJARING_PROXIES", "99999999999999999999", "a whole number from 0 to 10"),
    ("JEJARING_FACTOR_RESET_DAYS", "0", "a whole number from 1 to 365"),
    ("JEJARING_ACCOUNT_REQUEST_DAYS", "never", "a whole number from 1 to 3650"),
    ("JEJARING_INVITATION_DAYS", "never", "a whole number from 1 to 3650"),
    ("JEJARING_SECURE", "maybe", "it must be yes or no"),
    ("JEJARING_LOG", "xml", "one of text, json"),
    ("JEJARING_OPERATOR_TOKEN", "abc", "it is shorter than 32 characters"),
    ("JEJARING_OPERATOR_TO", "the operator", "'the operator' is not one"),
    ("JEJARING_BACKUP_TO", "/no/such/folder", "a folder that is there, or be as in s3://BUCKET/PREFIX"),
    ("JEJARING_BACKUP_TO", "ftp://backups.example/x", "a folder that is there, or be as in s3://BUCKET/PREFIX"),
    ("JEJARING_BACKUP_TO", "s3://B/x", "a folder that is there, or be as in s3://BUCKET/PREFIX"),
    ("JEJARING_BACKUP_KEY", "AGE-SECRET-KEY-1X", "public keys, which `jejaring backup-key FILE` prints"),
    ("JEJARING_BACKUP_KEY", AGE_KEY, "JEJARING_BACKUP_TO is not; name where backups go"),
    ("JEJARING_BACKUP_KEEP", "all", "a whole number from 0 to 10000"),
    ("JEJARING_BACKUP_HOUR", "24", "a whole number from 0 to 23"),
]
OF_THE_DATABASE = [
    ("mysql://x", "it must begin with postgresql://"),
    (f"postgresql://u:{PASSWORD}@db:port/x", "its port must be a number from 1 to 65535"),
    (f"postgresql://u:{PASSWORD}@db:99999/x", "its port must be a number from 1 to 65535"),
    (f"postgresql://u:{PASSWORD}@db:0/x", "its port must be a number from 1 to 65535"),
    (f"postgresql://u:{PASSWORD}%zz@db/x", "it cannot be read as an address"),
    (f"postgresql://u:{PASSWORD}/rest@db/x", "its port must be a number .*in a password write"),
    (f"postgresql://u:{PASSWORD}@[::1/x", "it cannot be read as an address"),
    (f"postgresql://u:{PASSWORD}@db/x?sslmod=require", "its query holds 'sslmod', which .* write sslmode"),
    (f"postgresql://u:{PASSWORD}@db/x?sslmode=encrypted", "its sslmode is 'encrypted', but must be one of disable"),
    (
        f"postgresql://u:{PASSWORD}@db/x?sslrootcert=/no/root.pem",
        "its sslrootcert names '/no/root.pem', which does not",
    ),
    (f"postgresql://u:{PASSWORD}@db/x?sslkey=/no/key.pem", "its sslkey names '/no/key.pem', which does not exist"),
    (f"postgresql://u:{PASSWORD}@db/x?connect_timeout=soon", "its connect_timeout must be a whole number"),
]
OF_THE_MAIL = [
    ("mail.example", "it must begin with smtp://, submission:// or smtps://"),
    ("mail.example:587", "it must begin with smtp://, submission:// or smtps://"),
    ("http://mail.example", "it must begin with smtp://, submission:// or smtps://"),
    ("smtp://", "it must hold a host and a port"),
    (f"submission://u:{PASSWORD}@mail.example:port", "a port from 1 to 65535"),
    (f"submission://u:{PASSWORD}@mail.example:0", "a port from 1 to 65535"),
    (f"submission://u:{PASSWORD}@mail.example:99999", "a port from 1 to 65535"),
    (f"submission://u:{PASSWORD}/rest@mail.example", "in a password write %40"),
    (f"submission://u:{PASSWORD}@mail.example/path", "nothing after them"),
    (f"submission://u:{PASSWORD}@mail.example?tls=yes", "nothing after them"),
    ("submission://user@mail.example", "both a user and a password, or neither"),
    (f"smtp://u:{PASSWORD}@mail.example:25", "it would send the password in clear; write submission://"),
]
NAMED = "DATABASE_URL|JEJARING_[A-Z_0-9]+"
ALL_WRONG = [
    *[(name, value, re.escape(sentence)) for name, value, sentence in WRONG],
    *[("DATABASE_URL", value, f"DATABASE_URL is set, but .*{sentence}") for value, sentence in OF_THE_DATABASE],
    *[("JEJARING_EMAIL_URL", value, f"JEJARING_EMAIL_URL is set, but .*{sentence}") for value, sentence in OF_THE_MAIL],
]


@pytest.mark.parametrize(("name", "value", "sentence"), ALL_WRONG, ids=lambda text: text[:50])
def test_a_wrong_variable_is_told_in_a_sentence_without_its_secrets(name: str, value: str, sentence: str) -> None:
    client = {"JEJARING_OIDC_CLIENT_ID": "jejaring"} if value == "http://sso.example" else {}
    with pytest.raises(ConfigError) as wrong:
        environment.read(GOOD | client | {name: value})
    told = str(wrong.value)
    assert re.search(sentence, told)
    assert (len(told.splitlines()), name in told, PASSWORD in told) == (1, True, False)


AROUND = {
    "DATABASE_URL": ("{}", "postgresql://u:{}@h/x", "postgresql://h/x?{}", "postgresql://{}"),
    "JEJARING_EMAIL_URL": ("{}", "smtps://u:{}@h", "smtp://{}"),
}


@pytest.mark.parametrize("variable", environment.VARIABLES, ids=lambda one: one.name)
def test_whatever_stands_in_a_variable_is_right_or_told_in_sentences(variable: environment.Variable) -> None:
    for value in [*TEXTS.values(), *NUMBERS.values()]:
        for around in AROUND.get(variable.name, ("{}", "https://{}")):
            try:
                environment.read(GOOD | {variable.name: around.format(value)})
            except ConfigError as wrong:
                sentences = str(wrong).splitlines()
                assert [one for one in sentences if len(one) > 600 or not re.match(NAMED, one)] == []


def test_every_variable_that_can_be_wrong_has_a_wrong_case() -> None:
    free = {"JEJARING_OIDC_CLIENT_SECRET"}  # any text
    assert {name for name, _value, _sentence in ALL_WRONG} == {one.name for one in environment.VARIABLES} - free


def test_all_wrong_variables_are_told_at_once() -> None:
    wrong = {"JEJARING_MODE": "x", "JEJARING_SECURE": "perhaps", "JEJARING_SIGNER": "pkcs12"}
    with pytest.raises(ConfigError) as told:
        environment.read(GOOD | wrong)
    assert {sentence.split()[0] for sentence in str(told.value).splitlines()} == {*wrong}


def test_a_wrong_setting_ends_a_command_with_its_sentence_and_no_traceback() -> None:
    wrong = {"JEJARING_SECRET_KEY": "y", "DATABASE_URL": f"postgresql://:{PASSWORD}@h:x/"}
    ended = subprocess.run(
        [sys.executable, "-m", "jejaring.config.cli", "serve"],
        env=os.environ | wrong,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (1, "", 2)
    assert re.match(r"JEJARING_SECRET_KEY .*\nDATABASE_URL ", ended.stderr)


# --- what is right ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://ibu%40kota:p%2Fw@db.example:6432/jejaring?sslmode=require&connect_timeout=9",
            {
                "user": "ibu@kota",
                "password": "p/w",
                "host": "db.example",
                "port": "6432",
                "dbname": "jejaring",
                "sslmode": "require",
                "connect_timeout": "9",
                **SILENT,
            },
        ),
        ("postgres://db", {"host": "db", "dbname": "jejaring", "connect_timeout": "5", **SILENT}),
        (
            "postgresql:///x?host=/run/postgresql",
            {"host": "/run/postgresql", "dbname": "x", "connect_timeout": "5", **SILENT},
        ),
        ("postgresql://?service=jejaring", {"service": "jejaring", "connect_timeout": "5", **SILENT}),
        ("postgresql://a,b:5433/x", {"host": "a,b", "port": ",5433", "dbname": "x", "connect_timeout": "5", **SILENT}),
        (
            "postgresql://a/x?sslrootcert=system&sslmode=verify-full",
            {
                "host": "a",
                "dbname": "x",
                "sslrootcert": "system",
                "sslmode": "verify-full",
                "connect_timeout": "5",
                **SILENT,
            },
        ),
        ("", {}),
    ],
)
def test_an_address_of_a_database_is_read_whole(url: str, expected: dict[str, str]) -> None:
    assert environment.read(GOOD | {"DATABASE_URL": url})["DATABASE_URL"] == expected


@pytest.mark.django_db
def test_the_database_is_reached_as_the_query_demands_or_not_at_all() -> None:
    def parameters(query: str) -> dict[str, Any]:
        url = f"{os.environ['DATABASE_URL']}?{query}"
        return cast(dict[str, Any], environment.read(GOOD | {"DATABASE_URL": url})["DATABASE_URL"])

    def name_of_the_application(query: str) -> str:
        connection = ConnectionHandler({"default": database_of(parameters(query))})["default"]
        try:
            with connection.cursor() as cursor:
                cursor.execute("SHOW application_name")
                return str(cursor.fetchone()[0])
        finally:
            connection.close()

    assert name_of_the_application("sslmode=prefer&application_name=uji") == "uji"
    with pytest.raises(OperationalError, match="server does not support SSL, but SSL was required"):
        name_of_the_application("sslmode=require")
    with pytest.raises(ConfigError, match=r"cannot be reached: .*server does not support SSL"):
        own_server.refuse_unreachable(
            {"DATABASE_URL": parameters("sslmode=require"), "JEJARING_DATABASE_DIRECT_URL": {}}
        )


@pytest.mark.parametrize(
    ("url", "port", "tls", "starttls"),
    [
        ("submission://u:p%40@mail.example", 587, False, True),
        ("submission://u:p%40@mail.example:2525", 2525, False, True),
        ("smtps://u:p%40@mail.example", 465, True, False),
        ("smtps://u:p%40@mail.example:587", 587, True, False),
        ("smtp://u:p%40@mail.example", 587, False, True),
        ("smtp://u:p%40@localhost:25", 25, False, False),
        ("smtp://u:p%40@[::1]:25", 25, False, False),
    ],
)
def test_a_mail_server_is_encrypted_as_its_scheme_and_port_demand(
    url: str, port: int, tls: bool, starttls: bool
) -> None:
    server = cast(Any, environment.read(GOOD | {"JEJARING_EMAIL_URL": url})["JEJARING_EMAIL_URL"])
    assert (server.user, server.password, server.port, server.tls, server.starttls) == ("u", "p@", port, tls, starttls)


def test_what_is_set_without_being_needed_is_right_as_well() -> None:
    sound = {
        "JEJARING_URL": "https://jejaring.example:8443",
        "JEJARING_HOSTS": "localhost, .example,[::1]",
        "JEJARING_OIDC_ISSUER": "http://127.0.0.1:9000",
        "JEJARING_OIDC_CLIENT_ID": "jejaring",
        "JEJARING_S3_BUCKET": "jejaring.files",
        "JEJARING_S3_ENDPOINT": "http://minio:9000",
        "JEJARING_OPERATOR_TOKEN": KEY,
        "JEJARING_TIME_ZONE": " Asia/Makassar ",
    }
    assert environment.read(GOOD | sound)["JEJARING_TIME_ZONE"] == "Asia/Makassar"


# --- jejaring settings --------------------------------------------------------------------------
def shown(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.main(["settings", *words]) == 0
    return capsys.readouterr().out


def test_settings_are_printed_with_their_source_and_without_their_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JEJARING_SECRET_KEY", KEY)
    monkeypatch.setenv("JEJARING_EMAIL_URL", f"submission://saya:{PASSWORD}@mail.example")
    monkeypatch.setenv("DATABASE_URL", f"postgresql://saya:{PASSWORD}@db/x?sslmode=require&sslpassword={PASSWORD}")
    monkeypatch.setenv("JEJARING_HOST", "jejaring.example")
    told = shown(capsys)
    rows = {line.split()[0]: line.split()[1:] for line in told.splitlines()}
    assert rows["JEJARING_SECRET_KEY"] == ["***", "environment"]
    assert rows["JEJARING_EMAIL_URL"] == ["submission://saya:***@mail.example", "environment"]
    assert rows["DATABASE_URL"] == ["postgresql://saya:***@db/x?sslmode=require&sslpassword=***", "environment"]
    assert rows["JEJARING_UPLOAD_LIMIT_MB"] == ["20", "default"]
    assert rows["JEJARING_OIDC_CLIENT_SECRET"] == ["-", "default"]
    assert "warning: JEJARING_HOST is not a setting; JEJARING_HOSTS is" in told.splitlines()
    assert KEY not in told


def test_settings_are_printed_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(shown(capsys, "--json"))
    assert [one["name"] for one in told] == [one.name for one in environment.VARIABLES]
    assert told[0] == {"name": "JEJARING_MODE", "text": "development", "source": "environment"}


def test_settings_of_a_demo_come_from_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / MARKER).touch()
    (tmp_path / "secret-key").write_text(KEY)
    for name in cli.DESCRIBE:
        monkeypatch.delenv(name, raising=False)
    told = json.loads(shown(capsys, "--json", "--data", str(tmp_path)))
    assert told[:3] == [
        {"name": "JEJARING_MODE", "text": "demo", "source": "demo"},
        {"name": "JEJARING_DATA", "text": str(tmp_path), "source": "demo"},
        {"name": "JEJARING_SECRET_KEY", "text": "***", "source": "demo"},
    ]


def test_a_setting_that_is_wrong_is_shown_no_further_than_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://u:{PASSWORD}/@db/x")
    with pytest.raises(ConfigError) as wrong:
        cli.main(["settings"])
    assert PASSWORD not in str(wrong.value)
    inside = environment.in_force(os.environ, given=os.environ)
    assert next(one.text for one in inside if one.name == "DATABASE_URL") == "***"


# --- the page ------------------------------------------------------------------------------------
def test_the_page_of_settings_lists_exactly_the_variables_that_are_read() -> None:
    documented = re.findall(r"^\| `([A-Z0-9_]+)` \| (?:`(.*?)`)? *\| (.*) \|$", DOCS.read_text(), re.MULTILINE)
    assert documented == [(v.name, v.default, v.meaning) for v in environment.VARIABLES]


def test_nothing_but_the_settings_reads_the_environment() -> None:
    source = Path(__file__).parents[2] / "src" / "jejaring"
    readers = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if re.search(r"os\.environ|getenv", path.read_text())
    }
    # the command line and the embedded database prepare the environment for the processes they start
    named = ("environment", "cli", "demo", "processes", "embedded", "own_server", "wsgi", "supervisor")
    deeper = ("backups/postgres", "upgrade/forecast")
    assert readers <= {f"config/{name}.py" for name in (*named, *deeper)}
