"""Tables that people upload: read by their headings, checked row by row, previewed, loaded in part and undone.

A room says in a `FileSpec` which columns it wants and how a cell is read. `read_file` turns the bytes of a CSV or
XLSX into a `Reading`: the rows that are right, and every other row with what is wrong in which cell.
An `ImportRecord` keeps what was read, with the columns as they were found.
"""

from jejaring.kit.imports.errors import ERRORS, CellError, CellProblem, RowError
from jejaring.kit.imports.mapping import MappingForm
from jejaring.kit.imports.reading import FileColumn, FileSpec, Reading, missing_columns, read_file
from jejaring.kit.imports.records import ImportRecord

__all__ = [
    "ERRORS",
    "CellError",
    "CellProblem",
    "FileColumn",
    "FileSpec",
    "ImportRecord",
    "MappingForm",
    "Reading",
    "RowError",
    "missing_columns",
    "read_file",
]
