"""Lists: search, filters, order, pages and their files."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import CharField
from django.db.models.functions import Length
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import register_lookup
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext_lazy, override
from openpyxl import load_workbook

from jejaring.kit import drawn_tables
from jejaring.kit.components import Link
from jejaring.kit.drawn_tables import rows
from jejaring.kit.exports import answer, safe_cell
from jejaring.kit.markup import markup
from jejaring.kit.tables import (
    Column,
    Filter,
    Table,
    TableSpec,
    attribute,
    build,
    cells,
    choice_filter,
    count_sentence,
    list_page,
)
from jejaring.membership.models import ParticipationKind

SPEC = TableSpec(
    name="groups",
    columns=(
        Column("name", "Name", value=lambda group: group.name, link=lambda group: f"/{group.pk}/", sort="name"),
        Column("length", "Length", value=lambda group: len(group.name), numeric=True),
    ),
    search=("name",),
    filters=(
        Filter(
            "starts",
            "Starts with",
            choices=[("P", "P …"), ("K", "K …")],
            apply=lambda found, value: found.filter(name__startswith=value),
        ),
    ),
    page_size=2,
    default_sort="name",
    sentence=lambda count, active: f"{count} {sorted(active.items())}",
)


def shown(query: str = "") -> Table:
    return build(SPEC, Group.objects.all(), RequestFactory().get(f"/{query}"))


def names(table: Table) -> list[str]:
    return [row[0].text for row in table.rows]


@pytest.fixture
def cities(db: None) -> None:
    Group.objects.bulk_create(Group(name=name) for name in ("Padang", "Kupang", "Malang", "Pariaman", "Ambon"))


@pytest.mark.usefixtures("cities")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ambon", "Kupang"]),
        ("?halaman=2", ["Malang", "Padang"]),
        ("?halaman=99", ["Pariaman"]),
        ("?halaman=x", ["Ambon", "Kupang"]),
        ("?urut=-name", ["Pariaman", "Padang"]),
        ("?urut=password", ["Ambon", "Kupang"]),
        ("?urut=length", ["Ambon", "Kupang"]),
        ("?q=pang", ["Kupang"]),
        ("?q=an+p", ["Kupang", "Padang"]),
        ("?q=%00", ["Ambon", "Kupang"]),
        ("?starts=K", ["Kupang"]),
        ("?starts=nothing", ["Ambon", "Kupang"]),
    ],
)
def test_the_address_says_what_is_shown(query: str, found: list[str]) -> None:
    assert names(shown(query)) == found


@pytest.mark.usefixtures("cities")
def test_active_filters_are_chips_that_lead_back() -> None:
    with override("id"):
        table = shown("?q=an&starts=P&halaman=1")
    assert [(chip.label, chip.url) for chip in table.chips] == [
        ("Cari: an", "?starts=P"),
        ("Starts with: P …", "?q=an"),
    ]
    assert table.sentence == "2 [('q', 'an'), ('starts', 'P …')]"


@pytest.mark.usefixtures("cities")
def test_pages_keep_search_and_order() -> None:
    table = shown("?q=an&urut=-name&halaman=2")
    assert table.previous_url == "?q=an&urut=-name&halaman=1"
    assert table.next_url == ""
    assert [heading.url for heading in table.headings] == ["?q=an&urut=name", ""]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_two_queries_however_many_rows(count: int, db: None, django_assert_num_queries: Any) -> None:
    Group.objects.bulk_create(Group(name=f"Kota {number}") for number in range(count))
    with django_assert_num_queries(2):
        assert len(shown().rows) == min(count, 2)


@pytest.mark.usefixtures("cities")
def test_an_export_holds_the_whole_filtered_list_and_nothing_else() -> None:
    table = shown("?q=an&urut=-name&halaman=2&format=json")
    answered = table.export()
    assert answered is not None
    assert json.loads(answered.content) == {
        "count": 4,
        "rows": [
            {"name": "Pariaman", "length": 8},
            {"name": "Padang", "length": 6},
            {"name": "Malang", "length": 6},
            {"name": "Kupang", "length": 6},
        ],
    }
    assert answered["Content-Disposition"] == 'attachment; filename="groups.json"'


@pytest.mark.usefixtures("cities")
@pytest.mark.parametrize("query", ["", "?format=pdf", "?format="])
def test_without_a_known_format_there_is_no_export(query: str) -> None:
    assert shown(query).export() is None


def test_a_filter_asks_for_its_choices_once_and_knows_numbers(cities: None) -> None:
    asked: list[int] = []

    def choices() -> list[tuple[int, str]]:
        asked.append(1)
        return [(5, "five"), (6, "six")]

    spec = TableSpec(
        name="groups",
        columns=SPEC.columns,
        filters=(Filter("length", "Length", choices, lambda found, value: found.filter(name__length=value)),),
    )
    with register_lookup(CharField, Length):
        table = build(spec, Group.objects.all(), RequestFactory().get("/?length=5"))
    assert (names(table), table.controls[0].chosen, table.controls[0].options) == (
        ["Ambon"],
        "5",
        [("5", "five"), ("6", "six")],
    )
    assert len(asked) == 1


HEADER = [("city", "Kota"), ("sum", "Jumlah"), ("on", "Tanggal"), ("at", "Saat")]
ROW = ["=HYPERLINK(1)", Decimal("-1250.5"), date(2019, 10, 17), datetime(2019, 10, 17, 7, 5, tzinfo=UTC)]


def exported(kind: str) -> HttpResponse:
    return answer(kind, "daftar", HEADER, [ROW, ["\x07 +62", -3, None, None]])


def test_a_csv_opens_in_a_spreadsheet_and_runs_nothing() -> None:
    text = exported("csv").content.decode("utf-8")
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff")))) == [
        ["Kota", "Jumlah", "Tanggal", "Saat"],
        ["'=HYPERLINK(1)", "-1250.5", "2019-10-17", "2019-10-17T14:05:00+07:00"],
        ["\x07 +62", "-3", "", ""],
    ]


def test_an_xlsx_keeps_numbers_and_dates_and_runs_nothing() -> None:
    sheet = load_workbook(io.BytesIO(exported("xlsx").content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows == [
        ["Kota", "Jumlah", "Tanggal", "Saat"],
        ["'=HYPERLINK(1)", -1250.5, datetime(2019, 10, 17), datetime(2019, 10, 17, 14, 5)],  # noqa: DTZ001 - a sheet has no zones
        [" +62", -3, None, None],
    ]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_text_that_looks_like_a_formula_is_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.usefixtures("cities")
def test_cells_are_escaped_and_a_column_may_draw_its_own() -> None:
    columns = (
        Column("name", "<Name>", value=lambda group: f"<{group.name}>", link=lambda group: f"/?a&b={group.name}"),
        Column("own", "Own", value=lambda group: 1.5, draw=lambda group, value: format_html("<b>{}</b>", "<i>")),
        Column("careless", "Careless", value=lambda group: "", draw=lambda group, value: f"<{group.name}>"),  # type: ignore[arg-type,return-value]  # no SafeString
        Column("size", "Size", value=lambda group: 1500, numeric=True),
    )
    spec = TableSpec(name="groups", columns=columns, default_sort="name", page_size=1)
    table = build(spec, Group.objects.all(), RequestFactory().get("/"))
    with override("id"):
        row = str(rows(columns, table.rows, Context()))
    assert row == (
        '<tr><th scope="row" data-label="&lt;Name&gt;"><a href="/?a&amp;b=Ambon">&lt;Ambon&gt;</a></th>'
        '<td data-label="Own"><b>&lt;i&gt;</b></td><td data-label="Careless">&lt;Ambon&gt;</td>'
        '<td data-label="Size" class="numeric">1.500</td></tr>'
    )


@pytest.mark.usefixtures("cities")
@pytest.mark.parametrize(
    ("query", "count", "queries"),
    [
        ("", 5, 2),
        ("?q=kupang", 1, 1),
        ("?q=nowhere", 0, 1),
        ("?q=pa", 3, 2),
        ("?q=pa&halaman=2", 3, 2),
        ("?starts=K", 1, 1),
    ],
)
def test_a_search_that_finds_less_than_a_page_needs_no_query_to_count(
    query: str, count: int, queries: int, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(queries):
        table = shown(query)
    assert (table.page.paginator.count, table.page.paginator.num_pages) == (count, -(-count // 2) or 1)


@pytest.mark.usefixtures("cities")
def test_a_cached_row_is_drawn_once_per_language_and_anew_when_a_value_changes() -> None:
    drawn = []

    def draw(row: Any, value: str) -> SafeString:
        drawn.append(value)
        return markup("<b>{}</b>", value)

    columns = (Column("name", "Name", value=itemgetter(0), draw=draw),)
    spec = TableSpec("groups", columns, reads=lambda found: found.values_list("name"), cached_rows=True, page_size=2)

    def shown() -> str:
        return str(drawn_tables.table(build(spec, Group.objects.all(), RequestFactory().get("/")), Context()))

    with override("en"):
        assert shown() == shown()
        assert drawn == ["Padang", "Kupang"]
        Group.objects.filter(name="Kupang").update(name="<Kupang>")
        assert "<b>&lt;Kupang&gt;</b>" in shown()
        assert drawn == ["Padang", "Kupang", "<Kupang>"]
    with override("id"):
        shown()
    assert drawn == ["Padang", "Kupang", "<Kupang>", "Padang", "<Kupang>"]


class Office:
    def __init__(self, title: str, city: str | None) -> None:
        self.title = title
        self.organisation = type("City", (), {"short_name": city}) if city else None


def test_an_attribute_column_shows_sorts_and_exports_one_path() -> None:
    column = attribute("organisation.short_name", "City")
    assert (column.key, column.sort) == ("short_name", "organisation__short_name")
    assert [column.value(Office("Mayor", city)) for city in ("Padang", None)] == ["Padang", None]
    other = attribute("organisation.short_name", "City", key="city", sort="organisation__name")
    assert (other.key, other.sort) == ("city", "organisation__name")
    assert attribute("title", "Office", sort=False).sort == ""


def test_an_attribute_column_may_end_in_a_method() -> None:
    column = attribute("title.upper()", "Office", key="office")
    assert (column.value(Office("Mayor", None)), column.sort) == ("MAYOR", "")
    assert attribute("title.upper()", "Office", key="office", sort="title").sort == "title"


@pytest.mark.usefixtures("cities")
def test_a_choice_filter_keeps_rows_with_the_value_chosen() -> None:
    chosen = choice_filter("nama", "Name", [("Padang", "Kota Padang")], "name")
    spec = TableSpec(name="groups", columns=(attribute("name", "Name"),), filters=(chosen,))
    table = build(spec, Group.objects.all(), RequestFactory().get("/?nama=Padang"))
    assert (names(table), [chip.label for chip in table.chips]) == (["Padang"], ["Name: Kota Padang"])


@pytest.mark.parametrize(("language", "said"), [("id", "1.250 entri"), ("en", "1,250 entries")])
def test_a_sentence_counts_in_the_language_of_the_page(language: str, said: str) -> None:
    counted = count_sentence(ngettext_lazy("%(count)s entry", "%(count)s entries"))
    with override(language):
        assert counted(1250, {}) == said


@pytest.mark.usefixtures("cities")
def test_a_list_page_is_a_page_or_a_file() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    page = list_page(request, SPEC, Group.objects.all(), title="Groups", actions=[Link("New", "/baru/")])
    text = page.content.decode()
    assert "<h1>Groups</h1>" in text
    assert '<a class="button" href="/baru/">New</a>' in text
    assert text.count("<tr>") == 3  # the head and two rows
    file = list_page(RequestFactory().get("/?format=csv"), SPEC, Group.objects.all(), title="Groups")
    assert file["Content-Type"] == "text/csv; charset=utf-8"


def test_a_plain_table_draws_rows_by_their_columns() -> None:
    columns = (attribute("title", "Office"), Column("end", "What you can do", lambda row: "End", silent=True))
    drawn = Template("{% plain_table columns rows caption='Offices' %}")
    page = drawn.render(Context({"columns": columns, "rows": [Office("Mayor", "Padang")]}))
    assert '<caption class="said">Offices</caption>' in page
    assert '<th scope="col"><span class="said">What you can do</span></th>' in page
    assert '<tr><th scope="row" data-label="Office">Mayor</th><td data-label="What you can do">End</td></tr>' in page
    assert drawn.render(Context({"columns": columns, "rows": []})).strip() == ""


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "first"), [("id", "b"), ("en", "a")])
def test_a_column_in_two_languages_is_sorted_in_the_readers_language(language: str, first: str) -> None:
    ParticipationKind.objects.create(code="a", name_id="Pengamat", name_en="Guest")
    ParticipationKind.objects.create(code="b", name_id="Anggota", name_en="Member")
    spec = TableSpec(name="kinds", columns=(attribute("name", "Name"), attribute("code", "Code")))
    request = RequestFactory().get("/", {"urut": "name"})
    with override(language):
        shown = build(spec, ParticipationKind.objects.all(), request)
    assert shown.page.object_list[0].pk == first


@pytest.mark.parametrize(
    ("value", "breaks"), [("x" * 41, True), ("a " * 41, False), ("x" * 40, False), (10**50, False)]
)
def test_a_word_that_no_column_can_hold_may_break(value: object, breaks: bool) -> None:
    columns = (Column("address", "Address", value=lambda row: row),)
    drawn = rows(columns, cells(columns, [value]), Context())
    assert ('<span class="long">' in drawn) == breaks
