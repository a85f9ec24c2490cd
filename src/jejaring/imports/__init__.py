"""Tables that people upload: read by their headings, checked row by row, previewed, loaded in part and undone.

A room says in a `FileSpec` which columns it wants and how a cell is read. `read_file` turns the bytes of a CSV or
XLSX into a `Reading`: the rows that are right, and every other row with what is wrong in which cell.
An `ImportRecord` (in `models`) keeps what was read, with the columns as they were found.
"""

from jejaring.imports.errors import ERRORS, CellError, CellProblem, RowError
from jejaring.imports.mapping import MappingForm
from jejaring.imports.reading import MOST_ERRORS, FileColumn, FileSpec, Reading, missing_columns, read_file

__all__ = [
    "ERRORS",
    "MOST_ERRORS",
    "CellError",
    "CellProblem",
    "FileColumn",
    "FileSpec",
    "MappingForm",
    "Reading",
    "RowError",
    "missing_columns",
    "read_file",
]
