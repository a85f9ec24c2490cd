"""systemd reads our units, finds nothing unknown in them, and rates what they can reach as little."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from jejaring.config import environment
from tests.clones import ROOT

UNITS = ROOT / "deploy" / "systemd"
SERVICES = ("jejaring-web.service", "jejaring-worker.service")
MOST_EXPOSED = 1.5  # of 10; systemd calls up to 2.4 "OK"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Return the root of a machine with systemd's own units, ours, and the command."""
    shutil.copytree("/usr/lib/systemd/system", tmp_path / "usr/lib/systemd/system", symlinks=True)
    shutil.copytree(UNITS, tmp_path / "etc/systemd/system")
    program = tmp_path / "opt/jejaring/bin/jejaring"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return tmp_path


def settings() -> dict[str, str]:
    """Return the example of settings as systemd reads it."""
    lines = (UNITS / "jejaring.env").read_text(encoding="utf-8").splitlines()
    parts = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: text.strip('"') for name, _, text in parts}


def analyse(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False, cwd="/")


@pytest.mark.parametrize("unit", SERVICES)
def test_systemd_finds_nothing_wrong_in_a_unit(machine: Path, unit: str) -> None:
    done = analyse("verify", "--man=no", f"--root={machine}", unit)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_systemd_would_find_a_misspelt_key(machine: Path) -> None:
    shared = machine / "etc/systemd/system/jejaring-.service.d/hardening.conf"
    shared.write_text(shared.read_text().replace("PrivateTmp", "PrivateTemp"))
    assert "PrivateTemp" in analyse("verify", "--man=no", f"--root={machine}", SERVICES[0]).stderr


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_can_reach_little(machine: Path, unit: str) -> None:
    done = analyse("security", "--offline=yes", "--no-pager", f"--root={machine}", unit)
    level = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert level, done.stderr
    assert float(level[1]) <= MOST_EXPOSED
    assert "Service runs under a static non-root user identity" in done.stdout


def test_the_example_of_settings_needs_its_secret_and_nothing_else(tmp_path: Path) -> None:
    given = settings()
    given["JEJARING_BACKUP_TO"] = str(tmp_path)  # a folder that is there
    with pytest.raises(environment.ConfigError, match="JEJARING_SECRET_KEY") as missing:
        environment.read(given)
    assert len(str(missing.value).splitlines()) == 1
    given["JEJARING_SECRET_KEY"] = "Nb7-3qXw_ZkT5rVh2LpYd8sGc4JmQ6fA1uEo9iRt0KxB"
    assert environment.read(given)["JEJARING_HOSTS"] == ["jejaring.example"]
    assert environment.unread(given) == []


def test_a_shell_reads_the_example_of_settings_as_systemd_does() -> None:
    told = subprocess.run(
        ["sh", "-c", f"set -a; . {UNITS / 'jejaring.env'}; exec env -0"],
        capture_output=True,
        text=True,
        check=True,
        env={},
    ).stdout
    read = dict(one.split("=", 1) for one in told.split("\0") if "=" in one)
    assert {name: text for name, text in read.items() if name != "PWD"} == settings()
