"""An upgrade is forecast without a change, and done with a backup first; data of the version before come through."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from jejaring.config.backups import keys
from jejaring.config.environment import VARIABLES
from jejaring.config.upgrade import forecast
from jejaring.config.upgrade.statements import Change, Effect, changes
from jejaring.kit import clock
from jejaring.setup.actions import record_release
from tests.processes import environment

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parent / "fixtures"
OF_THE_VERSION = ("setup_release", "django_migrations", "django_content_type", "auth_permission")  # not data
SHAPE = """
    SELECT 'column', table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
    WHERE table_schema = 'public'
    UNION SELECT 'index', tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'public'
    UNION SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '' FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', '' FROM pg_trigger
    WHERE NOT tgisinternal
"""


@pytest.mark.parametrize(
    ("statement", "change"),
    [
        ('CREATE TABLE "a_b" ("id" bigint)', Change("a_b", Effect.MADE)),
        ('ALTER TABLE "a" ADD COLUMN "n" integer DEFAULT 0 NOT NULL', Change("a", Effect.BRIEF)),
        ('ALTER TABLE "a" ADD COLUMN "n" uuid DEFAULT gen_random_uuid()', Change("a", Effect.REWRITTEN)),
        ('ALTER TABLE "a" ADD COLUMN "n" text GENERATED ALWAYS AS (b) STORED', Change("a", Effect.REWRITTEN)),
        ('ALTER TABLE "a" ADD COLUMN "n" text UNIQUE', Change("a", Effect.ALL_WAIT)),
        ('ALTER TABLE "a" ALTER COLUMN "n" TYPE text USING "n"::text', Change("a", Effect.REWRITTEN)),
        ('ALTER TABLE "a" ALTER COLUMN "n" SET NOT NULL', Change("a", Effect.ALL_WAIT)),
        ('ALTER TABLE "a" ALTER COLUMN "n" DROP DEFAULT', Change("a", Effect.BRIEF)),
        ('ALTER TABLE "a" ADD CONSTRAINT "c" CHECK (n > 0)', Change("a", Effect.ALL_WAIT)),
        ('ALTER TABLE "a" ADD CONSTRAINT "c" CHECK (n > 0) NOT VALID', Change("a", Effect.BRIEF)),
        (
            'ALTER TABLE "a" ADD CONSTRAINT "c" FOREIGN KEY ("b") REFERENCES "b" ("id")',
            Change("a", Effect.WRITERS_WAIT),
        ),
        ('ALTER TABLE "a" DROP COLUMN "n" CASCADE', Change("a", Effect.LOST)),
        ('DROP TABLE "a" CASCADE', Change("a", Effect.LOST)),
        ('CREATE INDEX "i" ON "a" ("n")', Change("a", Effect.WRITERS_WAIT)),
        ('CREATE INDEX CONCURRENTLY "i" ON "a" ("n")', Change("a", Effect.BRIEF)),
        ('-- a remark\nUPDATE "a" SET n = 1', Change("a", Effect.ROWS)),
        ("DO $$ BEGIN END $$", Change("", Effect.UNKNOWN)),
        ("-- THIS OPERATION CANNOT BE WRITTEN AS SQL", Change("", Effect.UNKNOWN)),
    ],
)
def test_what_a_statement_does_to_its_table_is_told(statement: str, change: Change) -> None:
    assert changes([statement]) == [change]


def test_of_several_effects_on_a_table_the_gravest_counts_and_a_new_one_is_nobodys() -> None:
    told = ['CREATE TABLE "new" ()', 'CREATE INDEX "i" ON "new" ("n")', "-- a remark", "SET CONSTRAINTS ALL IMMEDIATE"]
    told += [
        'ALTER TABLE "a" ADD COLUMN "n" text',
        'CREATE INDEX "i" ON "a" ("n")',
        'ALTER TABLE "a" ADD COLUMN "m" text',
    ]
    assert changes(told) == [Change("new", Effect.MADE), Change("a", Effect.WRITERS_WAIT)]


def subjects(*, backed_up: bool = False) -> dict[str, tuple[str, str]]:
    """Return the forecast by subject; of several lines the last."""
    return {one.subject: (str(one.state), one.text) for one in forecast.forecast(backed_up=backed_up)}


@pytest.mark.django_db
def test_an_upgrade_is_forecast_migration_by_migration(settings: Any) -> None:
    settings.MIGRATION_MODULES = {"setup": "tests.config.later.migrations"}
    state, text = subjects()["migration"]
    assert (state, text.partition(":")[0]) == ("new", "setup.0099_more")
    assert "setup_note is made" in text
    assert "MB) changes; locked for a moment" in text
    assert "MB) may be rewritten; neither read nor written to meanwhile" in text
    assert "a program of the migration runs" in text
    assert text.count(";") == 5


@pytest.mark.django_db
def test_without_a_place_for_a_backup_an_upgrade_is_refused_unless_asked_for(settings: Any, tmp_path: Path) -> None:
    settings.MIGRATION_MODULES = {"setup": "tests.config.later.migrations"}
    settings.BACKUP_TO = ""
    assert subjects()["backup"][0] == "refused"
    assert subjects(backed_up=True)["backup"][0] == "look"
    settings.BACKUP_TO, settings.BACKUP_KEYS = str(tmp_path), ["age1x"]
    assert subjects()["backup"] == ("new", f"one is made first, to {tmp_path}")
    assert "MB" in subjects()["disk"][1]


@pytest.mark.django_db
def test_versions_and_settings_of_the_database_and_the_program_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "does not name the version" in subjects()["version"][1]
    monkeypatch.setenv("JEJARING_OLD", "x")
    names = [one.name for one in VARIABLES if one.name != "JEJARING_LOG"]
    record_release("0.0.9", [*names, "JEJARING_OLD"], at=clock.machine_now())
    lines = forecast.forecast(backed_up=False)
    of_settings = [(str(one.state), one.text.split(";")[0]) for one in lines if one.subject == "setting"]
    assert of_settings[0][1].startswith("JEJARING_LOG, text, or json")
    assert of_settings[1] == ("look", "JEJARING_OLD is gone")
    assert not any("JEJARING_OLD is not" in text for _state, text in of_settings)
    assert lines[0].text.startswith("from 0.0.9, of ")
    record_release(version("jejaring"), [*names, "JEJARING_LOG"], at=clock.machine_now())
    assert [one.subject for one in forecast.forecast(backed_up=False) if one.state == forecast.State.NEW] == []


@pytest.mark.django_db
def test_a_database_of_a_newer_version_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('setup', '0099_later', now())")
    assert subjects()["version"][0] == "refused"


def test_a_catalogue_that_is_not_compiled_is_found(settings: Any, tmp_path: Path) -> None:
    source = Path(settings.LOCALE_PATHS[0]) / "id" / "LC_MESSAGES" / "django.po"
    po = tmp_path / "room" / "locale" / "id" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_bytes(source.read_bytes())
    settings.LOCALE_PATHS = [po.parents[2]]
    assert forecast.stale_catalogues() == [po]
    po.with_suffix(".mo").write_bytes(forecast.compiled(po))
    assert forecast.stale_catalogues() == []


def test_a_migration_of_a_release_stands_as_it_was() -> None:
    """From the first release on migrations are added; before, the fixture is made anew with every one begun anew."""
    spec = importlib.util.spec_from_file_location("fixture", ROOT / "scripts" / "make_release_fixture.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    released, now = json.loads((FIXTURES / "release.json").read_text())["migrations"], module.hashes()
    rewritten = [name for name, sha256 in released.items() if now.get(name) != sha256]
    assert rewritten == [], "run scripts/make_release_fixture.py if no release has these; see CONTRIBUTING.md"


def normal(shape: list[tuple[Any, ...]]) -> set[tuple[str, ...]]:
    """Return a shape without the casts and brackets that PostgreSQL writes otherwise after a dump."""
    return {tuple(re.sub(r"::(character varying|text)(\[\])?|[()]", "", str(cell)) for cell in row) for row in shape}


class Elsewhere:
    """An empty database and data folder, in which commands are run as their users run them."""

    def __init__(self, folder: Path) -> None:
        self.name, self.folder = f"upgraded_{uuid4().hex[:8]}", folder
        self.url = environment()["DATABASE_URL"].rpartition("/")[0] + f"/{self.name}"

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        values = environment(**{"DATABASE_URL": self.url, "JEJARING_DATA": str(self.folder / "data"), **more})
        words = [sys.executable, "-m", "jejaring.config.cli", *command]
        return subprocess.run(words, env=values, cwd=ROOT, capture_output=True, text=True, check=False)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as server:
            return server.execute(sql).fetchall()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    one = Elsewhere(tmp_path)
    with psycopg.connect(environment()["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {one.name}")
        yield one
        server.execute(f"DROP DATABASE {one.name} WITH (FORCE)")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_data_of_the_release_before_come_through(elsewhere: Elsewhere) -> None:
    facts = json.loads((FIXTURES / "release.json").read_text())
    done = elsewhere.run("restore", str(FIXTURES / "release.age"), "--key", str(FIXTURES / "key.txt"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "restored: valid" in done.stdout
    assert facts["ledger_head"] in done.stdout
    with connection.cursor() as cursor:
        cursor.execute(SHAPE)
        assert normal(elsewhere.rows(SHAPE)) == normal(cursor.fetchall())
    grown = {table: elsewhere.rows(f"SELECT count(*) FROM {table}")[0][0] for table in facts["rows"]}
    assert grown == facts["rows"] | {table: grown[table] for table in OF_THE_VERSION}
    assert all(grown[table] >= facts["rows"][table] for table in OF_THE_VERSION)
    assert sum(grown.values()) > 1000


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_upgrade_makes_a_backup_migrates_and_then_has_nothing_to_do(elsewhere: Elsewhere, tmp_path: Path) -> None:
    assert (
        elsewhere.run("upgrade").stderr
        == "The database is empty; run `jejaring migrate` first, or `jejaring restore`.\n"
    )
    elsewhere.run("restore", str(FIXTURES / "release.age"), "--key", str(FIXTURES / "key.txt"))
    later = {"DJANGO_SETTINGS_MODULE": "tests.config.later.settings"}
    backups = tmp_path / "backups"
    backups.mkdir()
    refused = elsewhere.run("upgrade", **later)
    assert (refused.returncode, "there is nowhere to make one first" in refused.stderr) == (2, True)
    later |= {"JEJARING_BACKUP_TO": str(backups), "JEJARING_BACKUP_KEY": keys.make_key(tmp_path / "key.txt")}
    looked = elsewhere.run("upgrade", "--check", **later)
    assert (looked.returncode, looked.stderr) == (1, "")
    assert "setup.0099_more" in looked.stdout
    assert [*backups.iterdir()] == []
    with psycopg.connect(elsewhere.url, autocommit=True) as server:
        server.execute("CREATE TABLE setup_note (theirs text)")
        failed = elsewhere.run("upgrade", "--without-backup", **later)
        server.execute("DROP TABLE setup_note")
    assert (failed.returncode, failed.stderr.splitlines()[0]) == (
        2,
        'A migration failed and was rolled back: relation "setup_note" already exists',
    )
    done = elsewhere.run("upgrade", **later)
    assert done.stderr == ""
    assert "upgrade: done" in done.stdout
    assert "Start web and worker now" in done.stdout
    assert len([*backups.iterdir()]) == 1
    assert elsewhere.rows("SELECT DISTINCT note FROM setup_release WHERE note <> ''") == [("brought over",)]
    again = elsewhere.run("upgrade", **later)
    assert (again.returncode, "upgrade: nothing to do" in again.stdout) == (0, True), again.stdout
    assert elsewhere.run("ledger", "verify", **later).returncode == 0
