"""Make the backup of this version that tests upgrade from: `.venv/bin/python scripts/make_release_fixture.py`.

It is made once per release, and before the first one whenever a migration was begun anew. Everything in it is there
to try the software; its private key lies beside it.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "tests" / "config" / "fixtures"
BACKUP, FACTS, KEY = FIXTURES / "release.age", FIXTURES / "release.json", FIXTURES / "key.txt"
MADE_ANEW = ("cache", "django_session")  # tables whose rows come and go


def hashes() -> dict[str, str]:
    """Return the SHA-256 (hex) of each migration of our rooms, by room and name."""
    files = sorted((ROOT / "src" / "jejaring").glob("*/migrations/[0-9]*.py"))
    return {f"{file.parents[1].name}.{file.stem}": hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def main() -> None:
    """Lay out a house with something in every room in a database of its own, and back it up."""
    sys.path.insert(0, str(ROOT))
    from jejaring.config.embedded import Cluster

    with tempfile.TemporaryDirectory(prefix="jejaring-fixture-") as name, ExitStack() as last:
        folder = Path(name)
        folder.chmod(0o755)  # root's PostgreSQL runs as another account
        cluster = Cluster(folder / "postgres", durable=False)
        cluster.start()
        last.callback(cluster.forget)
        os.environ |= {
            "JEJARING_MODE": "development",
            "JEJARING_DATA": str(folder),
            "DATABASE_URL": cluster.url,
            "DJANGO_SETTINGS_MODULE": "jejaring.config.settings",
        }
        os.environ.pop("JEJARING_SECRET_KEY", None)
        subprocess.run([sys.executable, "-m", "jejaring.config.cli", "migrate"], check=True)
        _fill_and_back_up(folder)


def _fill_and_back_up(folder: Path) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from jejaring.config.backups import keys
    from jejaring.config.backups.making import back_up
    from jejaring.operation.places import Folder
    from tests.house.furnished import furnished

    with furnished(folder, keep=True):
        pass
    public = KEY.read_text().split()[3] if KEY.exists() else keys.make_key(KEY)
    place = Folder(folder / "backups")
    made = back_up(settings.ENV["DATABASE_URL"], place, keys.read_recipients([public]), keep=0, at=datetime.now(UTC))
    BACKUP.write_bytes((place.path / made.name).read_bytes())
    with connection.cursor() as cursor:
        rows = {}
        for table in sorted(set(connection.introspection.table_names()) - set(MADE_ANEW)):
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - the table's own name
            rows[table] = cursor.fetchone()[0]
    facts = {"version": version("jejaring"), "ledger_head": made.ledger_head, "migrations": hashes(), "rows": rows}
    FACTS.write_text(json.dumps(facts, indent=1) + "\n")
    print(f"{BACKUP.relative_to(ROOT)}: {BACKUP.stat().st_size} bytes, {made.files} files")


if __name__ == "__main__":
    main()
