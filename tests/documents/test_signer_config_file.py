"""The signer's YAML file is checked whole at start: what is missing, not known or nonsense is told with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from jejaring.config import environment
from jejaring.config.environment import ConfigError
from jejaring.documents.signers import config_file

PROOF: dict[str, Any] = {"roots": ["root.pem"], "crls": ["https://ca.example/ca.crl"]}
OFFICE = {"organisation": "Pemerintah Kota Padang", "title": "Wali Kota Padang"}
SOUND: dict[str, dict[str, Any]] = {
    "pkcs12": {"offices": [{**OFFICE, "file": "key.p12", "password_file": "pin.txt"}]},
    "pkcs11": {
        "module": "module.so",
        "token": "Jejaring",
        "pin_file": "pin.txt",
        "offices": [{**OFFICE, "key": "padang", "certificate": "root.pem"}],
    },
    "remote": {"url": "https://tte.example", "token_file": "pin.txt", "chain": ["root.pem"], "timestamps": "own"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("root.pem", "key.p12", "pin.txt", "module.so"):
        (tmp_path / name).touch()
    return tmp_path


def faults(folder: Path, way: str, **values: Any) -> list[str]:
    (folder / "signer.yaml").write_text(yaml.safe_dump({**PROOF, **SOUND[way], **values}))
    return [*config_file.faults(way, folder / "signer.yaml")]


@pytest.mark.parametrize("way", SOUND)
def test_a_file_that_holds_what_its_way_needs_is_read(folder: Path, way: str) -> None:
    assert faults(folder, way) == []
    assert config_file.read(way, folder / "signer.yaml") == {**PROOF, **SOUND[way]}


@pytest.mark.parametrize(
    ("way", "wrong", "says"),
    [
        ("pkcs12", {"roots": []}, "signer.yaml lacks roots, a list of files that are there, as in [root.pem]"),
        ("pkcs12", {"roots": ["no.pem"]}, "signer.yaml has a wrong roots, a list of files that are there"),
        ("pkcs12", {"roots": "root.pem"}, "signer.yaml has a wrong roots, a list of files that are there"),
        ("pkcs12", {"crls": [7]}, "signer.yaml has a wrong crls, a list of files that are there or addresses"),
        ("pkcs12", {"chain": ["no.pem"]}, "signer.yaml has a wrong chain"),
        ("pkcs12", {"timestamps": "yes"}, "signer.yaml has a wrong timestamps, own, or the address of an RFC 3161"),
        ("pkcs12", {"offices": []}, "signer.yaml lacks offices, a list of offices"),
        ("pkcs12", {"offices": ["Wali Kota"]}, "signer.yaml has a wrong offices, a list of offices"),
        ("pkcs12", {"offices": [{**OFFICE, "file": "no.p12"}]}, "signer.yaml, office 1 has a wrong file, the name of"),
        ("pkcs12", {"offices": [{"file": "key.p12", "title": 3}]}, "signer.yaml, office 1 lacks organisation, a text"),
        ("pkcs12", {"url": "https://x"}, "signer.yaml holds url, which is not known; it may hold roots, chain, crls"),
        ("pkcs11", {"module": "/no/module.so"}, "signer.yaml has a wrong module, the name of a file that is there"),
        ("pkcs11", {"token": ""}, "signer.yaml lacks token, a text"),
        ("pkcs11", {"offices": [OFFICE]}, "signer.yaml, office 1 lacks key, a text"),
        ("remote", {"url": "tte.example"}, "signer.yaml has a wrong url, an address such as https://tte.example"),
        ("remote", {"token_file": "no.txt"}, "signer.yaml has a wrong token_file"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(folder: Path, way: str, wrong: dict[str, Any], says: str) -> None:
    found = faults(folder, way, **wrong)
    assert [one for one in found if one.startswith(says)], found


@pytest.mark.parametrize("text", ["", "- one\n- two\n", "roots: [root.pem\n", "a: \x00", "roots: &a [*a]"])
def test_nonsense_is_told_as_nonsense(folder: Path, text: str) -> None:
    (folder / "signer.yaml").write_text(text)
    assert [*config_file.faults("pkcs12", folder / "signer.yaml")]
    with pytest.raises(ValueError, match=r"signer\.yaml"):
        config_file.read("pkcs12", folder / "signer.yaml")


def test_all_that_is_wrong_in_the_file_stops_the_start_a_sentence_each(folder: Path) -> None:
    faults(folder, "pkcs12", roots=[], crls=[])
    settings = {
        "JEJARING_SECRET_KEY": "Zk3-vT9q_mB7xW2pLr8sYd5hNc6jGf4aQe1u",
        "JEJARING_SIGNER": "pkcs12",
        "JEJARING_SIGNER_CONFIG": str(folder / "signer.yaml"),
    }
    with pytest.raises(ConfigError) as wrong:
        environment.read(settings)
    assert [line.partition(",")[0] for line in str(wrong.value).splitlines()] == [
        "JEJARING_SIGNER_CONFIG: signer.yaml lacks roots",
        "JEJARING_SIGNER_CONFIG: signer.yaml lacks crls",
    ]
