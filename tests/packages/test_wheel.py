"""The wheel holds what the source holds, and is enough: `jejaring demo` from it alone, in an empty folder."""

from __future__ import annotations

import signal
import socket
import subprocess
import zipfile
from pathlib import Path

import httpx
import pytest
import yaml

from tests.clones import ROOT
from tests.packages.installed import Installed
from tests.processes import processes
from tests.waiting import AMPLE, until

pytestmark = pytest.mark.xdist_group("wheel")


def test_the_wheel_holds_every_file_of_the_source_and_the_compiled_catalogues(wheel: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "src"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    source = {name.removeprefix("src/") for name in listed.splitlines() if (ROOT / name).is_file()}
    compiled = {name.removesuffix("po") + "mo" for name in source if name.endswith("django.po")}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == source | compiled
    assert compiled


@pytest.mark.kills
def test_what_is_imported_is_the_wheel_and_nothing_of_this_repository(installed: Installed) -> None:
    where = "import sys, jejaring, engines; print(jejaring.__file__, engines.__file__, *sys.path, sep='\\n')"
    found = installed.run(installed.venv / "bin" / "python", "-c", where).splitlines()
    assert found[:2] == [str(installed.packages / name / "__init__.py") for name in ("jejaring", "engines")]
    assert [path for path in found if path.startswith(f"{ROOT}/")] == []


@pytest.mark.kills
def test_the_example_of_a_setup_file_is_printed_whole(installed: Installed) -> None:
    printed = installed.run(installed.program, "setup", "--example")
    assert printed == (ROOT / "src" / "jejaring" / "setup" / "data" / "network.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(printed)["network"]["name"] == "Citynet Indonesia"


@pytest.mark.kills
def test_the_demo_is_served_from_the_wheel_alone_and_ends_with_everything_it_began(installed: Installed) -> None:
    folder = installed.home / "demo"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (installed.home / "demo.log").open("w+") as log:
        command: list[str | Path] = [installed.program, "demo", "--port", str(port), "--data", folder]
        demo = installed.start(*command, output=log)
        until(lambda: "Ctrl-C stops it" in Path(log.name).read_text() or demo.poll() is not None)
        assert demo.poll() is None, Path(log.name).read_text()
        pages = [httpx.get(f"http://127.0.0.1:{port}{path}") for path in ("/", "/en/")]
        demo.send_signal(signal.SIGINT)
        assert demo.wait(AMPLE) == 0
    assert [(page.status_code, ">Lihat anggota<" in page.text) for page in pages] == [(200, True), (200, False)]
    assert folder.owner() == installed.account.pw_name
    until(lambda: processes(str(folder)) == [] and processes("granian", str(port)) == [])
