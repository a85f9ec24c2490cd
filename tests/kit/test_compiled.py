"""A compiled query returns what its queryset returns, for every argument, and refuses what it cannot hold."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jejaring.cities.models import Holding, Organisation, Region
from jejaring.documents.models import Document
from jejaring.kit.compiled import CompilationError, CompiledQuery, compiled
from tests.examples import examples
from tests.factories.cities import HoldingFactory, OrganisationFactory, RegionFactory
from tests.factories.documents import issued
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY = date(2019, 10, 17)


def region(code: str) -> QuerySet[Region]:
    return Region.objects.filter(code=code).select_related("province").only("name", "area_km2", "province__name")


def held(holder: int, on: date) -> QuerySet[Holding]:
    found = Holding.objects.filter(holder=holder, since__lte=on).exclude(until__lt=on)
    return found.select_related("office__organisation", "office__department").order_by("office__organisation", "pk")


def names(kind: str, since: date) -> QuerySet[Organisation, tuple[str, str | None]]:
    office = Holding.objects.filter(office__organisation=OuterRef("pk"), since__gte=since)
    found = Organisation.objects.filter(kind=kind).annotate(
        held=Exists(office), head=Subquery(office.order_by("since").values("office__title")[:1])
    )
    return found.filter(held=True).order_by("slug").values_list("slug", "head")


def annotated(public_id: UUID) -> QuerySet[Document]:
    return Document.objects.filter(public_id=public_id).annotate(name=F("title"))


def test_records_are_those_of_the_queryset_with_what_they_refer_to(django_assert_num_queries: Any) -> None:
    place = RegionFactory(province=RegionFactory(is_province=True))
    query = compiled(region)
    query(place.pk)  # compiled
    with django_assert_num_queries(1):
        (found,) = query(place.pk)
        expected_name, expected_area = found.name, found.area_km2
        assert found.province is not None
        province = found.province.name
    assert (expected_name, expected_area, province) == (place.name, place.area_km2, place.province.name)
    assert query("no such code") == []
    assert query.first(code="no such code") is None
    assert found.get_deferred_fields() == region(place.pk).get().get_deferred_fields()


def test_a_reference_to_nothing_is_none() -> None:
    province = RegionFactory(is_province=True)
    found = compiled(region).first(province.pk)
    assert found is not None
    assert found.province is None


def test_every_call_has_its_own_arguments() -> None:
    first, second = HoldingFactory(since=DAY), HoldingFactory(since=date(2020, 1, 1))
    query = compiled(held)
    asked = [(first.holder_id, DAY), (second.holder_id, DAY), (second.holder_id, date(2020, 1, 1)), (0, DAY)]
    assert [query(*one) for one in asked] == [list(held(*one)) for one in asked] == [[first], [], [second], []]
    assert query(on=DAY, holder=first.holder_id)[0].office.organisation == first.office.organisation


def test_values_annotations_and_subqueries_are_read() -> None:
    holding = HoldingFactory(since=DAY)
    OrganisationFactory()
    kind = holding.office.organisation.kind
    query = compiled(names)
    assert query(kind, DAY) == list(names(kind, DAY)) == [(holding.office.organisation.slug, holding.office.title)]
    assert query(kind, date(2030, 1, 1)) == []


def test_a_column_that_is_stored_in_another_form_is_converted() -> None:
    document = issued(record=OrganisationFactory(), by=PersonFactory())
    found = compiled(annotated).first(document.public_id)
    assert found is not None
    assert (found, found.name, found.slots) == (document, document.title, document.slots)  # type: ignore[attr-defined]  # an annotation


class TestOfAnyText(TestCase):
    """Arguments reach the database as they are."""

    query = compiled(region)

    @examples(30, suppress_health_check=list(HealthCheck))
    @given(st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=5))
    def test_any_text_finds_what_has_it_and_nothing_else(self, text: str) -> None:
        RegionFactory(is_province=True, code="%s"), RegionFactory(is_province=True, code="';--")
        assert self.query(text) == list(region(text))


def bare(code: str) -> QuerySet[Region]:
    return Region.objects.filter(name__icontains=code)


def unused(code: str) -> QuerySet[Region]:
    return Region.objects.all()


def prefetched(code: str) -> QuerySet[Region]:
    return Region.objects.filter(code=code).prefetch_related("parts")


def mapped(code: str) -> QuerySet[Region, Any]:
    return Region.objects.filter(code=code).values("name")


@pytest.mark.parametrize(
    ("build", "why"),
    [
        (bare, "'code'.* not in the SQL"),
        (unused, "'code'.* not in the SQL"),
        (prefetched, "no prefetched rows"),
        (mapped, "ValuesIterable cannot be compiled"),
    ],
)
def test_what_cannot_be_compiled_is_refused(build: Any, why: str) -> None:
    query: CompiledQuery[[str], Any] = compiled(build)
    with pytest.raises(CompilationError, match=why):
        query("13.71")


def test_none_is_refused() -> None:
    with pytest.raises(ValueError, match="never None"):
        compiled(region)(None)  # type: ignore[arg-type]  # what the types already forbid
