"""Rosters: a delegation's people from a file or pasted, taken in part, and undone."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jejaring.delegations import rosters
from jejaring.delegations.actions.rosters import load_roster, undo_roster
from jejaring.kit.refusal import Refusal
from jejaring.registration.actions import registrations
from jejaring.registration.actions.registrations import Entrant
from jejaring.registration.models import Delegation, Registration, RosterImport
from tests.factories.events import DelegationFactory
from tests.factories.people import PersonFactory
from tests.membership.desk import AT

State = Registration.State
TABLE = """Daftar delegasi;;;
nama;peran;jabatan;email
Suparno;ketua;Wali Kota;sama@contoh.id
"Hj. Siti Aminah, S.Pd.";anggota;Sekda;sama@contoh.id
;anggota;Staf;
Yohanes Lado;raja;Staf;
Rambu;;Staf;bukan-alamat
Ir. Ketut;ketua;;
"""
pytestmark = pytest.mark.django_db


@pytest.fixture
def coming() -> Delegation:
    return DelegationFactory(state=Delegation.State.ACCEPTED, seats=2, event__announced=True)


def load(delegation: Delegation, text: str) -> RosterImport:
    file = SimpleUploadedFile("daftar.csv", rosters.content_of(text), content_type="text/csv")
    return load_roster(delegation, file, by=PersonFactory(), at=AT)


def people(delegation: Delegation) -> list[tuple[str, str, str]]:
    return list(delegation.registrations.order_by("sort_name").values_list("sort_name", "role", "state"))


def test_right_rows_are_taken_and_every_wrong_one_is_named(coming: Delegation) -> None:
    roster = load(coming, TABLE)
    assert people(coming) == [("Siti Aminah", "delegate", "confirmed"), ("Suparno", "head", "confirmed")]
    assert (roster.accepted, roster.known, roster.faulty) == (2, 0, 4)
    wrong = {error.line: [str(one) for one in error.problems] for error in roster.row_errors}
    assert sorted(wrong) == [5, 6, 7, 8]
    again = load(coming, TABLE)
    assert (again.accepted, again.known, len(people(coming))) == (0, 2, 2)


def test_complaint_17_and_20_names_alone_one_per_line_are_enough(coming: Delegation) -> None:
    roster = load(coming, "Suparno\nProf. Dr. Ani, M.Si.\n\nYohanes\n")
    assert [name for name, _role, _state in people(coming)] == ["Ani", "Suparno", "Yohanes"]
    assert (roster.accepted, roster.faulty) == (3, 0)
    codes = {code.text for one in coming.registrations.all() for code in one.codes.all()}
    assert len(codes) == 2  # a code each; the third waits for a seat
    assert coming.registrations.get(name="Yohanes").state == State.WAITING


def test_a_roster_is_undone_and_its_seats_are_free(coming: Delegation) -> None:
    by = PersonFactory()
    roster = load(coming, "Ani\nBudi\nCitra")
    undo_roster(roster, by=by, at=AT)
    assert {state for _name, _role, state in people(coming)} == {"cancelled"}
    with pytest.raises(Refusal, match="sudah dibatalkan"):
        undo_roster(roster, by=by, at=AT)
    assert load(coming, "Ani").accepted == 1


def test_a_roster_of_which_someone_was_replaced_is_not_undone(coming: Delegation) -> None:
    by = PersonFactory()
    roster = load(coming, "Ani\nBudi")
    registrations.replace(coming.registrations.get(name="Ani"), Entrant(name="Dewi"), by=by, at=AT)
    with pytest.raises(Refusal, match="sudah digantikan"):
        undo_roster(roster, by=by, at=AT)
    assert coming.registrations.filter(state=State.CONFIRMED).count() == 2


@pytest.mark.parametrize("state", [Delegation.State.INVITED, Delegation.State.DECLINED, Delegation.State.WITHDRAWN])
def test_nobody_is_named_for_a_delegation_that_has_not_accepted(state: Delegation.State) -> None:
    delegation = DelegationFactory(state=state, event__announced=True)
    with pytest.raises(Refusal, match="Terima dahulu"):
        load(delegation, "Ani")
    assert RosterImport.objects.count() == 0
