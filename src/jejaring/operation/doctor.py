"""All that is looked at for `jejaring doctor`, and the few checks that tell whether pages can be served."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from jejaring.operation.checks import database, machine, services, work
from jejaring.operation.findings import Check, Finding, Level, run, run_in_order, worst

LEDGER_SECONDS = 120.0
READY_SECONDS = 3.0

DATABASE = Check(
    "database", database.server, "look whether PostgreSQL runs and DATABASE_URL is right; it has refused or is silent"
)
LEDGER = "run `jejaring ledger verify`, which takes the time that it needs and lists all"
MAIL = "look at JEJARING_EMAIL_URL (scheme, host, port, user, password), at the firewall, and whether the server runs"
MIGRATIONS = Check("migrations", database.migrations, "run `jejaring migrate`", needs="database")
BROKEN = "install Jejaring anew; its files are incomplete"
CHECKS = (
    Check("database", database.rights, "look at the rights of the account in DATABASE_URL", needs="database"),
    Check("database", database.connections, "look at the log of PostgreSQL", needs="database"),
    Check("database", database.pooler, "look at JEJARING_DATABASE_DIRECT_URL and the pooler's log", needs="database"),
    Check(
        "replica",
        database.replica,
        "look at JEJARING_DATABASE_READ_URL; meanwhile the primary answers",
        late=Level.WARNING,
        needs="migrations",
    ),
    Check("clock", database.clock, "look at the clocks of both machines", needs="database"),
    Check("queue", work.heartbeat, "start `jejaring work`", needs="migrations"),
    Check("letters", work.letters, "start `jejaring work`", needs="migrations"),
    Check("files", work.files, "look at the log of PostgreSQL", needs="migrations"),
    Check("ledger", work.ledger, LEDGER, seconds=LEDGER_SECONDS, late=Level.WARNING, needs="migrations"),
    Check("storage", services.storage, "look at the rights of JEJARING_DATA/files, or at JEJARING_S3_… and its keys"),
    Check("certificates", services.certificates, "look at JEJARING_DATA/authority, or at JEJARING_SIGNER_CONFIG"),
    Check("certificates", services.remote_certificates, "look at the signing service", needs="migrations"),
    Check("https", services.https, "look at the proxy in front, its certificate, and the name in JEJARING_URL"),
    Check("static files", machine.static_files, "run `jejaring manage collectstatic --noinput`"),
    Check("fonts", machine.fonts, BROKEN),
    Check("disk", machine.disk, "look whether JEJARING_DATA is there"),
    Check("backups", machine.backups, "look whether JEJARING_BACKUP_TO can be read", needs="migrations"),
    Check("settings", machine.public_address, "look at `jejaring settings`"),
)


def _ready() -> Iterator[Finding]:
    """Look at what pages need, in one connection."""
    yield from (replace(one, name="database") for one in database.answers())
    shape = [replace(one, name="migrations") for one in database.migrations()]
    yield from shape
    if worst(shape) != Level.ERROR:  # else there may be no queue yet
        yield from (replace(one, name="queue") for one in work.heartbeat())


READY = Check("database", _ready, DATABASE.advice, seconds=READY_SECONDS)


def findings(*, mail_to: str = "") -> list[Finding]:
    """Look at everything; send a letter to an address if one is given."""
    mail = Check("mail", partial(services.mail, mail_to), MAIL, seconds=30.0)
    return run_in_order([DATABASE, MIGRATIONS], [*CHECKS, mail])


def readiness() -> list[Finding]:
    """Look at what pages need: database, migrations, worker."""
    return run([READY])
