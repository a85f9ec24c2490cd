"""Every link of every page leads somewhere, for everyone who is shown it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.house.crawler import crawl
from tests.house.furnished import House, furnished

pytestmark = [pytest.mark.django_db, pytest.mark.awkward, pytest.mark.xdist_group("furnished")]
ROLES = [
    *("", "padang-narahubung", "padang-asisten", "padang-walikota", "sekretariat", "presiden", "pengurus"),
    *("kupang-narahubung", "bendahara", "kota", "wali-kota", "asisten"),
]
STARTS = ["/", "/ruang/", "/ruang/riwayat/", "/ruang/akun/", "/en/"]


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with django_db_blocker.unblock(), furnished(tmp_path_factory.mktemp("house")) as laid_out:
        yield laid_out


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "visitor")
def test_every_link_that_a_role_is_shown_leads_somewhere(house: House, role: str) -> None:
    """One address of each page in each language, and the history of one record of each kind."""
    walked = [
        (url, answer.status_code, origin) for url, answer, _page, origin in crawl(house.enter(role), STARTS, each=1)
    ]
    assert len(walked) > 40
    assert [one for one in walked if one[1] not in (200, 301, 302)] == []
