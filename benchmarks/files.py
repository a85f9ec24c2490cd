"""Memory that files of strangers take: a statement of as many rows as are read, and PDFs made to fill it."""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks import pdfs

DAY = date(2021, 12, 31)
ROWS = 20_000
LIMIT_MB = 100  # above what the program takes without a file


@dataclass(frozen=True, slots=True)
class Case:
    """A file, and what reads it and returns what became of it; both are called in a process of their own."""

    name: str
    make: Callable[[], bytes]
    read: Callable[[bytes], str]


def statement() -> bytes:
    """Return a statement of 20,000 payments, as a bank exports it."""
    lines = [f"{DAY:%d/%m/%Y};Iuran tahunan kota nomor {row};7.500.000,00;REF{row:08}" for row in range(ROWS)]
    return "\n".join(["Tanggal;Keterangan;Jumlah;Referensi", *lines]).encode()


def workbook() -> bytes:
    """Return the same statement as XLSX."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in statement().decode().splitlines():
        sheet.append(line.split(";"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_statement(data: bytes) -> str:
    """Read a statement as its job does."""
    from jejaring.dues import bank_statements

    return f"{len(bank_statements.read(data, on=DAY).rows):,} rows"


def upload(data: bytes) -> str:
    """Judge a PDF as an upload is judged."""
    from jejaring.documents import contents
    from jejaring.kit.refusal import Refusal

    try:
        return f"accepted as {contents.recognise(io.BytesIO(data), 'surat.pdf').label}"
    except Refusal:
        return "refused"


def verify(data: bytes) -> str:
    """Check a PDF as the public page of verification does."""
    from jejaring.documents.verification import check

    return str(check(data).verdict)


CASES = {
    "csv": Case("statement of 20,000 rows, CSV", statement, read_statement),
    "xlsx": Case("statement of 20,000 rows, XLSX", workbook, read_statement),
    **{f"upload {name}": Case(f"upload: {name}", make, upload) for name, make in pdfs.HOSTILE.items()},
    **{f"verify {name}": Case(f"verification: {name}", make, verify) for name, make in pdfs.HOSTILE.items()},
}


SMALL: dict[Callable[[bytes], str], bytes] = {read_statement: b"Tanggal;Jumlah;Referensi\n2021-12-01;1.000;A\n"}


def measure_here(name: str, file: Path) -> None:
    """Read one file and print what it took, as JSON."""
    import django

    django.setup()
    case = CASES[name]
    case.read(SMALL.get(case.read, pdfs.plain(b"null")))  # loads what reads
    data = file.read_bytes()
    before, began = _peak_mb(), time.process_time()
    became = case.read(data)
    sys.stdout.write(json.dumps([_peak_mb() - before, time.process_time() - began, became]))


def _peak_mb() -> float:
    """Return the most memory this process has had; `getrusage` would count that of its parent, too."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


def measured(name: str) -> bool:
    """Measure one case in a process of its own and print a line; return whether it stays within the limit."""
    with tempfile.NamedTemporaryFile() as file:
        data = CASES[name].make()
        file.write(data)
        file.flush()
        command = [sys.executable, "-m", "benchmarks.files", "--case", name, "--file", file.name]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    mb, seconds, became = json.loads(told)
    is_met = bool(mb <= LIMIT_MB)
    sys.stdout.write(
        f"{CASES[name].name:<58}{len(data) / 1e6:>6.1f} MB {mb:>6.0f} MB {seconds:>6.1f} s  "
        f"{became:<16}limit {LIMIT_MB} MB  {'met' if is_met else 'NOT MET'}\n"
    )
    return is_met


def main() -> int:
    """Print what each file takes: its size, peak memory above the program's own, processor time, what became of it."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "jejaring.config.settings", "JEJARING_MODE": "development"}
    if arguments.case:
        measure_here(arguments.case, arguments.file)
        return 0
    met = [measured(name) for name in CASES]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
