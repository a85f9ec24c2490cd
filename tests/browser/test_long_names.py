"""Names and addresses of a hundred letters without a blank: no page scrolls sideways."""

from __future__ import annotations

import pytest

from jejaring.cities import actions
from jejaring.cities.models import Office
from tests.browser.conftest import Visit, fits
from tests.factories.cities import HoldingFactory, OrganisationFactory
from tests.factories.membership import MembershipFactory
from tests.factories.people import InvitationFactory, PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "W" * 100


def test_no_page_scrolls_sideways_for_a_long_name(visit: Visit) -> None:
    actions.load_regions()
    city = OrganisationFactory(
        name=LONG, short_name=LONG, head_title=LONG, seat=LONG, address=LONG * 3, website=f"https://{'w' * 60}.go.id"
    )
    person = PersonFactory(name=LONG)
    office = HoldingFactory(
        office__organisation=city, office__role=Office.Role.LIAISON, office__title=LONG, holder=person
    )
    MembershipFactory(organisation=city)
    public = ["/", "/anggota/", "/cari/?q=W", city.get_absolute_url()]
    wide = [path for path in public if not fits(visit(path, width=360))]
    own = ["/ruang/", "/akun/", office.office.organisation.get_absolute_url()]
    wide += [path for path in own if not fits(visit(path, width=360, person=person))]
    assert wide == []


def test_the_secretariats_lists_fit_a_page_at_200_percent(visit: Visit) -> None:
    network = OrganisationFactory(network=True)
    secretary = HoldingFactory(office__organisation=network, office__role=Office.Role.SECRETARIAT).holder
    InvitationFactory(email="walikota@bukittinggi.contoh.go.id", name="Wali Kota Bukittinggi")
    MembershipFactory(organisation__short_name="Kabupaten Padang Pariaman", number=1025)
    lists = ["/ruang/iuran/", "/ruang/undangan/", "/ruang/anggota/"]
    assert [path for path in lists if not fits(visit(path, width=640, person=secretary))] == []
