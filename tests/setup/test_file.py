"""Setting up from a file: whole, again, differently, wrongly."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jejaring.cities.actions import open_network
from jejaring.cities.models import Holding, Office, OfficeInvitation, Organisation
from jejaring.documents.signers.chosen import chosen_signer
from jejaring.dues.models import DuesBand
from jejaring.kit.refusal import Refusal
from jejaring.ledger.models import Entry
from jejaring.membership.models import Membership, NumberSeries, Officer
from jejaring.setup import actions as setup
from tests.desk import Desk
from tests.documents.authority import Authority
from tests.factories.people import PersonFactory
from tests.setup.conftest import EXAMPLE

NEW = [
    "same     regions: 552; kinds of participation: 4",
    "new      network: Citynet Indonesia",
    "new      office: Presiden Citynet Indonesia",
    "new      office: Wakil Presiden Citynet Indonesia",
    "new      office: Anggota Pengurus Citynet Indonesia",
    "new      office: Bendahara Citynet Indonesia",
    "new      register: opened with 24 members; the next number is 25",
    "new      member: Kabupaten Sidoarjo",
    "new      member: Kota Kupang",
    "new      body: Presiden",
    "new      term: 2017–2023",
    "new      table of dues: from 2020",
    "new      secretary: sekretariat@contoh.jejaring.id is invited",
]


def steps(said: str) -> list[str]:
    return [line for line in said.splitlines() if line.startswith(("new ", "same ", "differs ", "refused "))]


def test_the_example_is_printed_to_begin_with(desk: Desk) -> None:
    assert desk.run("--example") == (0, EXAMPLE.read_text(encoding="utf-8"), "")


def test_the_example_makes_a_network_whose_first_secretary_is_invited(desk: Desk) -> None:
    code, said, _errors = desk.run("network.yaml")
    assert code == 0
    assert steps(said)[:-1] == ["new" + NEW[0][4:].replace("     ", "      ", 1), *NEW[1:]]
    assert steps(said)[-1].startswith("new      signer: own-authority; SHA-256 of its root certificate ")
    network = Organisation.objects.get(kind="network")
    assert (network.slug, network.seat, network.letter_unit) == ("citynet-indonesia", "Sidoarjo", "CNI")
    assert dict(network.offices.values_list("role", "seats")) == {
        "president": 1,
        "vice_president": 1,
        "executive": 15,
        "treasurer": 1,
        "secretariat": 20,
    }
    assert NumberSeries.objects.get().last_number == 24
    assert {one.organisation.slug for one in Membership.objects.all()} == {"kabupaten-sidoarjo", "kota-kupang"}
    assert Officer.objects.get().person_name == "Saiful Ilah"
    assert DuesBand.objects.count() == 4
    assert OfficeInvitation.objects.get().office.role == Office.Role.SECRETARIAT


def test_whatever_is_made_is_in_the_ledger_by_nobody(desk: Desk) -> None:
    desk.run("network.yaml")
    made = Entry.objects.values_list("verb", "actor_id")
    assert {verb for verb, _actor in made} == {
        "cities.load_regions",
        "cities.open_organisation",
        "cities.open_office",
        "cities.invite_to_office",
        "dues.set_dues",
        "membership.enter_member",
        "membership.enter_organs",
        "membership.load_kinds",
        "membership.open_register",
        "people.invite",
        "setup.vouch",
    }
    assert {actor for _verb, actor in made} == {None}


def test_a_second_time_it_is_said_that_everything_is_there_and_nothing_is_recorded(desk: Desk) -> None:
    desk.run("network.yaml")
    before = Entry.objects.count()
    code, said, _errors = desk.run("network.yaml")
    assert code == 0
    assert {line.split()[0] for line in steps(said)} == {"same"}
    assert Entry.objects.count() == before
    assert OfficeInvitation.objects.count() == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seat: Sidoarjo", "seat: Kupang", "differs  network: Citynet Indonesia: seat is 'Sidoarjo', not 'Kupang'"),
        ("opening_count: 24", "opening_count: 25", "opening_count is 24, not 25"),
        ("seats: 15", "seats: 9", "differs  office: Anggota Pengurus Citynet Indonesia: seats is 15, not 9"),
        ("name_en: President\n", "name_en: Chair\n", "differs  body: Presiden: name_en is 'President', not 'Chair'"),
        ("last_year: 2023", "last_year: 2021", "differs  term: 2017–2021: last_year is 2023, not 2021"),
        ("amount_idr: 5000000", "amount_idr: 6000000", "differs  table of dues: from 2020: bands is"),
        ("email: sekretariat@", "email: lain@", "secretary: sekretariat@contoh.jejaring.id is invited, not lain@"),
        (
            "signer: own-authority",
            "signer: pkcs12",
            "differs  signer: JEJARING_SIGNER is 'own-authority', not 'pkcs12'",
        ),
    ],
)
def test_what_differs_is_named_and_stays(desk: Desk, old: str, new: str, said: str) -> None:
    desk.run("network.yaml")
    before = Entry.objects.count()
    desk.change("network.yaml", old, new)
    code, printed, _errors = desk.run("network.yaml")
    assert code == 1
    assert said in printed
    assert [line.split()[0] for line in steps(printed)].count("differs") == 1
    assert Entry.objects.count() == before


def test_a_file_that_grew_adds_what_is_new(desk: Desk) -> None:
    desk.run("network.yaml")
    desk.change("network.yaml", "organs:\n", '  - {region: "32.71", source: Expo NTT}\norgans:\n')
    code, said, _errors = desk.run("network.yaml")
    assert code == 0
    assert [line for line in steps(said) if not line.startswith("same")] == ["new      member: Kota Bogor"]


def test_all_errors_of_a_file_are_named_at_once_with_their_lines_and_nothing_is_done(desk: Desk) -> None:
    desk.write(
        "network.yaml",
        """\
network: {short_name: X, letter_pattern: "{nomor}/1", web: x}
offices:
  - {role: presiden, title: Presiden}
register: {opening_count: -1, source: x}
dues:
  first_year: 2020
  decision: x
  bands:
    - {population_below: 10, amount_idr: 1}
    - {population_from: 20, population_below: 15, amount_idr: 1}
members:
  - {region: "13.99", source: x}
  - {region: "13", source: x}
terms:
  - first_year: 2020
    last_year: 2024
    source: x
    officers:
      - {organ: x, region: "13", title_id: x, title_en: x, source: x}
secretary: {name: S, email: not-an-address}
signer: pkcs13
""",
    )
    code, _said, errors = desk.run("network.yaml")
    assert code == 2
    assert errors.splitlines() == [
        "network.yaml:1:1: network: `name` is missing",
        "network.yaml:1:55: network.web: unknown key 'web' (did you mean 'website'?)",
        "network.yaml:3:6: offices[0].role: unknown role 'presiden' (did you mean 'president'?)",
        "network.yaml:4:12: register.opening_count: -1 is not a whole number from 0 to 100,000",
        "network.yaml:10:29: dues.bands[1].population_below: 15 is not above population_from",
        "network.yaml:12:6: members[0].region: there is no regency or city with the code '13.99' "
        "(did you mean '13.09'?)",
        "network.yaml:13:6: members[1].region: there is no regency or city with the code '13'",
        "network.yaml:19:10: terms[0].officers[0].organ: there is no body with the code 'x'",
        "network.yaml:20:22: secretary.email: 'not-an-address': Enter a valid email address.",
        "network.yaml:21:1: signer: unknown signer 'pkcs13' (did you mean 'pkcs12'?)",
    ]
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('region: "53.71"', 'region: "53.99"', "members[1].region: there is no regency or city with the code '53.99'"),
        ('region: "53.71"', 'region: "35.15"', "members[1]: '35.15' is given twice"),
        ("opening_count: 24", "opening_count: 1", "members: 2 members are named, more than the opening count 1"),
        ("organ: presiden", "organ: kongres", "terms[0].officers[0].organ: there is no body with the code 'kongres'"),
        (
            "gdp_per_capita_from: 30000",
            "gdp_per_capita_from: 29999",
            "dues.bands[3]: the band overlaps with dues.bands[2]",
        ),
        ("last_year: 2023", "last_year: 2016", "terms[0].last_year: the term ends before it begins"),
        ("/{nomor_urut}", "", "network.letter_pattern: The letter number pattern"),
        ("Asia/Jakarta", "Asia/Padang", "network.time_zone: 'Asia/Padang' is not a time zone such as 'Asia/Jakarta'"),
    ],
)
def test_what_does_not_fit_together_is_refused(desk: Desk, old: str, new: str, error: str) -> None:
    desk.change("network.yaml", old, new)
    code, _said, errors = desk.run("network.yaml")
    assert code == 2
    assert error in errors
    assert not Organisation.objects.exists()


def test_the_link_is_printed_where_no_letter_leaves_or_it_is_asked_for(
    desk: Desk, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    _code, said, _errors = desk.run("network.yaml")
    link = "open this link to accept it, once: http://testserver/undangan/"
    assert link in said
    monkeypatch.delattr(settings, "EMAIL_FILE_PATH")
    _code, said, _errors = desk.run("network.yaml")
    assert "http://testserver/undangan/" not in said
    assert "the worker sends the invitation" in said
    _code, said, _errors = desk.run("network.yaml", "--print-link")
    assert link in said


def test_who_has_an_account_is_appointed_and_a_held_secretariat_is_left_alone(desk: Desk) -> None:
    person = PersonFactory(email="sekretariat@contoh.jejaring.id")
    _code, said, _errors = desk.run("network.yaml")
    assert "secretary: sekretariat@contoh.jejaring.id has an account and was appointed" in said
    assert Holding.objects.get().holder == person
    desk.change("network.yaml", "email: sekretariat@", "email: lain@")
    code, said, _errors = desk.run("network.yaml")
    assert (code, "same     secretariat: held by 1; nobody was invited" in said) == (0, True)


def test_an_invitation_that_has_expired_is_sent_again(desk: Desk) -> None:
    desk.run("network.yaml")
    invitation = OfficeInvitation.objects.get().invitation
    invitation.expires_at = invitation.invited_at
    invitation.save()
    _code, said, _errors = desk.run("network.yaml")
    assert "new      secretary: sekretariat@contoh.jejaring.id is invited" in said


def test_what_a_room_refuses_is_said_and_the_rest_is_done(desk: Desk) -> None:
    PersonFactory(email="sekretariat@contoh.jejaring.id", is_active=False)
    code, said, _errors = desk.run("network.yaml")
    assert code == 1
    assert steps(said)[-2] == "refused  secretary: This person's account is closed."
    assert steps(said)[-1].startswith("new      signer: own-authority")


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("open_network", "refused  network: Taken."),
        ("open_register", "refused  register: Taken."),
        ("enter_organs", "refused  bodies: Taken."),
        ("set_dues", "refused  table of dues: Taken."),
    ],
)
def test_what_another_did_at_the_same_moment_is_said_and_no_traceback(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, action: str, said: str
) -> None:
    def taken(*_given: Any, **_more: Any) -> None:
        raise Refusal("Taken.")

    if action != "open_network":
        open_network(name="Citynet Indonesia", short_name="Citynet", by=None, on=date(2026, 12, 1))
    else:
        desk.write("network.yaml", "network: {name: Citynet Indonesia, short_name: Citynet}\n")
        monkeypatch.setattr(setup, "_keys", lambda signer, at: setup.Step("same", "signer"))
    monkeypatch.setattr(setup, action, taken)
    code, printed, _errors = desk.run("network.yaml")
    assert code == 1
    assert said in steps(printed)


def test_the_authority_is_made_at_once_and_kept(desk: Desk) -> None:
    desk.run("network.yaml")
    assert (desk.folder / "data" / "authority" / "root.pem").stat().st_mode & 0o777 == 0o600
    (root,) = chosen_signer().roots()
    assert root.sha256.hex() in Entry.objects.get(verb="setup.vouch").data


@pytest.mark.parametrize(
    ("spoiled", "content", "said"),
    [
        ("", "", "new      signer: pkcs12; SHA-256 of its root certificate "),
        ("signer.yaml", "roots: [", "refused  signer: pkcs12: signer.yaml must be YAML that holds names with values"),
        ("signer.yaml", "roots: []", "refused  signer: pkcs12: signer.yaml lacks roots, a list of files"),
        (
            "signer.yaml",
            "{roots: [none.pem], crls: [x]}",
            "refused  signer: pkcs12: signer.yaml has a wrong roots, a list of files",
        ),
        ("root.pem", "no certificate", "refused  signer: pkcs12: "),
    ],
)
def test_another_signer_is_chosen_by_its_setting_and_its_roots_are_read(
    desk: Desk, settings: Any, spoiled: str, content: str, said: str
) -> None:
    authority = Authority(desk.folder)
    authority.write_p12("kota.p12", "rahasia")
    config = authority.config(office={"file": "kota.p12", "password_file": "password.txt"})
    settings.SIGNER, settings.SIGNER_CONFIG = "pkcs12", config
    if spoiled:
        desk.write(spoiled, content)
    desk.change("network.yaml", "signer: own-authority", "signer: pkcs12")
    code, printed, _errors = desk.run("network.yaml")
    assert code == int(bool(spoiled))
    assert steps(printed)[-1].startswith(said)
