"""Columns of Parquet files: every type is read, or refused where it stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jejaring.indicators.files.tables import read_tables
from tests.desk import Desk
from tests.indicators.conftest import STRUCTURE, UNITS
from tests.indicators.files.spreadsheets import cells, refusal_of, save_parquet

TOO_LATE = 2**31 - 1  # days since 1970, beyond the years that Python knows


@pytest.mark.parametrize(
    ("column", "says"),
    [
        (pa.array([Decimal("2.50"), None]), ""),
        (pa.array(["2.5", " "]).dictionary_encode(), ""),
        (
            pa.array([TOO_LATE, None], pa.date32()),
            "a cell of the type date32[day] cannot be read: ",
        ),
        (pa.array([date(2020, 1, 2), None]), "'2020-01-02' is a date, not a number"),
        (pa.array([2**62, None], pa.timestamp("us")), "a cell of the type timestamp[us] cannot be read: "),
        (pa.array([1, None], pa.timestamp("ns")), "'1970-01-01 00:00:00.000000001' is a date, not a number"),
        (pa.array([2**62, None], pa.duration("s")), "a cell of the type duration[s] cannot be read: "),
        (pa.array([[1], None]), "a cell of the type list<"),
        (pa.array([{"a": 1}, None]), "a cell of the type struct<a: int64> is neither a number nor text"),
        (pa.array([b"2", None]), "a cell of the type binary is neither a number nor text"),
        (pa.array([True, None]), "'True' is not a number"),
    ],
    ids=lambda column: str(column.type) if isinstance(column, pa.Array) else "",
)
def test_columns_of_every_type_of_parquet_are_read_or_refused(desk: Desk, column: pa.Array, says: str) -> None:
    """What a column plays no part in does not stand against it: the same one is left aside as a note."""
    save_parquet(desk.folder / "plain.parquet", cells(UNITS)[:3])
    plain = pq.read_table(desk.folder / "plain.parquet")
    pq.write_table(plain.set_column(4, "Schools", column), desk.folder / "units.parquet")
    if says:
        (said,) = refusal_of("units.parquet")
        assert said.startswith(f"units.parquet:2:Schools: {says}")
    else:
        read = read_tables("units.parquet", "structure.csv").data.table.column("Schools")
        assert np.array_equal(read, [2.5, np.nan], equal_nan=True)
    pq.write_table(plain.append_column("Note", column), desk.folder / "units.parquet")
    desk.write("structure.csv", STRUCTURE + "Note,,,,,Other,,,\n")
    assert read_tables("units.parquet", "structure.csv").ignored["units"] == ("Note",)


def test_a_unit_cannot_be_called_by_what_cannot_be_read(desk: Desk) -> None:
    save_parquet(desk.folder / "units.parquet", cells(UNITS)[:3])
    coded = pq.read_table(desk.folder / "units.parquet").set_column(0, "uCode", pa.array([b"a", b"b"]))
    pq.write_table(coded, desk.folder / "units.parquet")
    assert refusal_of("units.parquet") == [
        "units.parquet:2:uCode: a cell of the type binary is neither a number nor text",
        "units.parquet:3:uCode: a cell of the type binary is neither a number nor text",
    ]
