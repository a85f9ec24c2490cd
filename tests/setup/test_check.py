"""What is still missing, and that a database of another version is refused."""

from __future__ import annotations

import pytest
from django.db.migrations.recorder import MigrationRecorder

from jejaring.cities.models import Office, Organisation
from tests.desk import Desk
from tests.factories.cities import HoldingFactory

EMPTY = """\
missing  Regions and kinds of participation
missing  The network
missing  JEJARING_NETWORK is the network's name
missing  The register is opened with its count
missing  Somebody holds the secretariat
missing  It is recorded who vouches for signatures
missing  Letters leave by e-mail (JEJARING_EMAIL_URL)
"""


def test_in_an_empty_database_everything_is_missing_and_nothing_is_made(desk: Desk) -> None:
    assert desk.run("--check") == (1, EMPTY, "")
    assert not Organisation.objects.exists()


def test_after_the_file_the_rest_is_named_with_the_page_that_leads_through_it(desk: Desk) -> None:
    desk.run("network.yaml")
    code, said, _errors = desk.run("--check")
    assert code == 1
    assert (
        said
        == """\
missing  Somebody holds the secretariat
missing  Letters leave by e-mail (JEJARING_EMAIL_URL)
missing  Address, seat and numbers of letters (for the secretariat)
missing  Who signs and decides for the network (for the secretariat)
missing  A second person in the secretariat (for the secretariat)
missing  Kinds of participation (for the secretariat)
missing  Text of the letter of intent (for the secretariat)
missing  Text of the cooperation agreement (for the secretariat)
missing  Logo and colours (for the secretariat)
The secretariat is led through its part at http://testserver/ruang/menyiapkan/
"""
    )


def test_the_secretariat_is_there_once_somebody_holds_it(desk: Desk) -> None:
    desk.run("network.yaml")
    HoldingFactory(office=Office.objects.get(role=Office.Role.SECRETARIAT))
    assert "Somebody holds the secretariat" not in desk.run("--check")[1]


def test_a_database_of_another_version_is_refused_in_a_sentence(desk: Desk) -> None:
    MigrationRecorder.Migration.objects.filter(app="setup").delete()
    code, said, errors = desk.run("network.yaml")
    assert (code, said) == (2, "")
    assert errors == "Migrations are missing: setup.0001_first, setup.0002_appearance: run `jejaring migrate` first.\n"


def test_a_file_and_the_check_are_not_asked_for_together(desk: Desk) -> None:
    code, _said, errors = desk.run("network.yaml", "--check")
    assert (code, errors) == (2, "--check looks at what is there and reads no file; leave one of the two out.\n")


@pytest.mark.parametrize("name", ["nowhere.yaml", "."])
def test_a_file_that_cannot_be_read_is_named(desk: Desk, name: str) -> None:
    code, _said, errors = desk.run(name)
    assert code == 2
    assert errors.startswith(f"{name}: ")
