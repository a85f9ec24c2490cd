"""Setting up by questions: defaults, wrong answers, stopping and going on."""

from __future__ import annotations

from collections.abc import Callable

from jejaring.cities.models import Office, OfficeInvitation, Organisation
from jejaring.membership.models import NumberSeries
from tests.desk import Desk
from tests.factories.cities import HoldingFactory

Answers = Callable[..., None]
NETWORK = ("", "", "", "Sidoarjo", "-", "-", "", "", "CNI", "", "")
OFFICES = ("", "-", "Anggota Dewan Pengurus")
REGISTER = ("24", "Media Indonesia, 14 Oktober 2019", "")
SECRETARY = ("Sekretariat", "sekretariat@contoh.id", "")


def test_answers_with_defaults_make_a_network(desk: Desk, answers: Answers) -> None:
    answers(*NETWORK, *OFFICES, *REGISTER, *SECRETARY)
    code, said, _errors = desk.run()
    assert code == 0
    network = Organisation.objects.get(kind="network")
    assert (network.name, network.slug, network.seat) == ("Citynet Indonesia", "citynet-indonesia", "Sidoarjo")
    assert network.time_zone == "Asia/Jakarta"
    assert set(network.offices.values_list("role", "title")) == {
        ("secretariat", "Sekretariat Citynet Indonesia"),
        ("president", "Presiden Citynet Indonesia"),
        ("executive", "Anggota Dewan Pengurus"),
    }
    assert NumberSeries.objects.get().last_number == 24
    assert OfficeInvitation.objects.get().invitation.email == "sekretariat@contoh.id"
    assert "new      signer: own-authority" in said


def test_a_wrong_answer_is_explained_and_asked_for_again(desk: Desk, answers: Answers) -> None:
    wrong = ("x" * 201, "")  # the name
    facts = ("", "two words", "slug", "", "", "", "no address", "", "", "SEK", "{nomor}", "{nomor_urut}/{kode_unit}")
    answers(*wrong, *facts, "Asia/Padang", "", *OFFICES, "many", "-1", "", "", "x", "", *SECRETARY)
    code, said, _errors = desk.run()
    assert code == 0
    assert [line.strip() for line in said.splitlines() if line.startswith("    ")] == [
        f"'{'x' * 60}'…: Ensure this value has at most 200 characters (it has 201).",
        "'two words': Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
        "'no address': Enter a valid email address.",
        "The letter number pattern “{nomor}” uses {nomor}, which is not known. "
        "Known are: {bulan}, {bulan_romawi}, {klasifikasi}, {kode_unit}, {nomor_urut}, {tahun}.",
        "'Asia/Padang' is not a time zone such as 'Asia/Jakarta'",
        "'many' is not a number",
        "'-1' is not a number",
        "This answer is needed.",
        "open this link to accept it, once: " + said.partition("once: ")[2].splitlines()[0],
    ]
    assert Organisation.objects.get(kind="network").letter_pattern == "{nomor_urut}/{kode_unit}"


def test_it_can_be_stopped_anywhere_and_goes_on_without_asking_again(desk: Desk, answers: Answers) -> None:
    answers(*NETWORK[:5])
    code, _said, errors = desk.run()
    assert code == 130
    assert "Stopped. What was done stays" in errors
    assert not Organisation.objects.exists()
    answers(*NETWORK, *OFFICES, "24")
    assert desk.run()[0] == 130
    assert not NumberSeries.objects.exists()
    answers(*REGISTER, *SECRETARY)
    code, said, _errors = desk.run()
    assert code == 0
    assert "The network: Citynet Indonesia; it is there." in said
    answers()
    code, said, _errors = desk.run()
    assert code == 0
    assert "same     secretary: sekretariat@contoh.id is invited until 2026-12-15" in said
    assert OfficeInvitation.objects.count() == 1


def test_who_holds_the_secretariat_is_not_asked_for(desk: Desk, answers: Answers) -> None:
    answers(*NETWORK, *OFFICES, *REGISTER, *SECRETARY)
    desk.run()
    HoldingFactory(office=Office.objects.get(role=Office.Role.SECRETARIAT))
    code, said, _errors = desk.run()
    assert (code, "The secretariat: held." in said) == (0, True)
