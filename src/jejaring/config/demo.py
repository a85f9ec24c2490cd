"""`jejaring demo`: the whole product with demo data, on a machine that has nothing."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jejaring.config import counters
from jejaring.config.embedded import Cluster
from jejaring.config.environment import ConfigError
from jejaring.config.processes import refuse_taken_port, web_command, worker_command
from jejaring.config.supervisor import Supervisor
from jejaring.console.parent_death import end_with_parent

MARKER = "this-folder-belongs-to-a-jejaring-demo"
ZONE = "Asia/Makassar"  # Kupang's
SENDER = "Citynet Indonesia <sekretariat@contoh.jejaring.id>"  # "contoh": an example


@dataclass(frozen=True, slots=True)
class Place:
    """Where a demo keeps its things and where it is served."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def reset(place: Place) -> None:
    """Delete everything the demo in this folder has stored. Raises ConfigError for a folder that is no demo's."""
    if not place.folder.exists():
        return
    if not (place.folder / MARKER).exists():
        raise ConfigError(f"{place.folder} was not made by a demo; nothing was deleted.")
    Cluster(place.folder / "postgres").forget()
    shutil.rmtree(place.folder)


def is_demo(folder: Path) -> bool:
    """Tell whether a folder is a demo's."""
    return (folder / MARKER).exists() and (folder / "secret-key").exists()


def enter(folder: Path) -> None:
    """Have the environment describe the demo in a folder. Raises ConfigError for a folder that is no demo's."""
    if not is_demo(folder):
        raise ConfigError(f"{folder} was not made by a demo; DATABASE_URL or JEJARING_DATA name an installation.")
    os.environ.pop("DATABASE_URL", None)  # its own server is meant
    os.environ |= _facts(folder.resolve())


def run(place: Place) -> int:
    """Set up, serve until Ctrl-C, and stop in order; return the exit code."""
    refuse_taken_port("127.0.0.1", place.port, "`jejaring demo --port 8123` (`make demo PORT=8123`)")
    _prepare(place)
    cluster = Cluster(place.folder / "postgres")
    cluster.start()
    try:
        _set_environment(place, cluster)
        _set_up()
        return _serve(place, cluster)
    finally:
        cluster.stop()


def _prepare(place: Place) -> None:
    if place.folder.exists() and any(place.folder.iterdir()) and not (place.folder / MARKER).exists():
        raise ConfigError(f"{place.folder} holds something else; choose another folder with --data (make: DATA=…).")
    place.folder.mkdir(parents=True, exist_ok=True)
    (place.folder / MARKER).touch()
    key = place.folder / "secret-key"
    if not key.exists():
        key.write_text(secrets.token_urlsafe(48))
        key.chmod(0o600)


def _set_environment(place: Place, cluster: Cluster) -> None:
    more = {"JEJARING_URL": place.url, "JEJARING_DATABASE_POOL": "8", "DATABASE_URL": cluster.url}
    os.environ |= _facts(place.folder) | more


def _facts(folder: Path) -> dict[str, str]:
    """Return what is the same for all that is done with the demo in a folder."""
    return {
        "JEJARING_MODE": "demo",
        "JEJARING_DATA": str(folder),
        "JEJARING_SECRET_KEY": (folder / "secret-key").read_text().strip(),
        "JEJARING_TIME_ZONE": ZONE,
        "JEJARING_EMAIL_FROM": os.environ.get("JEJARING_EMAIL_FROM", SENDER),
    }


def _set_up() -> None:
    """Bring database, reference data, demo data and static files up to date, each in its own process."""
    steps = {
        "Preparing the database": ["migrate"],
        "Laying out demo data": ["manage", "seed_demo"],
        "Collecting static files": ["manage", "collectstatic", "--noinput", "--verbosity", "0"],
    }
    for says, command in steps.items():
        print(f"{says} …", flush=True)
        _printed_by(says, command)


def _printed_by(says: str, command: list[str]) -> str:
    """Return what a command of ours prints. Raises ConfigError if it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "jejaring.config.cli", *command],
        env=dict(os.environ, JEJARING_DATABASE_POOL="0"),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=partial(end_with_parent, os.getpid()),
    )
    if done.returncode != 0:
        raise ConfigError(f"{says} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


def _serve(place: Place, cluster: Cluster) -> int:
    counters.forget_ended(counters.folder_of(place.folder))
    commands = {"web": web_command("127.0.0.1", place.port, 2), "worker": worker_command(2)}
    code = Supervisor(commands, cluster=cluster, url=place.url, on_ready=partial(_tell, place)).run()
    counters.forget_ended(counters.folder_of(place.folder))
    print(
        f"Stopped. Everything is kept in {place.folder}: the same command goes on from here, with --reset it forgets it"
    )
    print("(`make demo` goes on, `make demo-reset` forgets).")
    return code


def _tell(place: Place) -> None:
    accounts = _printed_by("Listing the accounts", ["manage", "demo_accounts"])
    print(f"\nJejaring is served at {place.url}/  (English: {place.url}/en/)")
    print(f"Try it as any role, with one click: {place.url}/demo/\n")
    print(accounts.rstrip())
    print("\nCtrl-C stops it; everything is kept.", flush=True)
