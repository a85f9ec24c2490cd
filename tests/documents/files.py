"""Small files for tests: real ones, and such that lie or hold something active."""

from __future__ import annotations

import io
import zipfile
from functools import cache

import docx
import openpyxl
import typst
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + bytes(64) + bytes.fromhex("ffd9")
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
CSV = b"tanggal,jumlah\n2019-10-17,1000\n"
EXE = b"MZ" + bytes(200)


@cache
def pdf() -> bytes:
    """Return a plain PDF, the same in a whole run."""
    made = typst.Compiler(b"Surat").compile(format="pdf")
    assert isinstance(made, bytes)
    return made


def pdf_with_action(kind: str) -> bytes:
    """Return a PDF that does something when it is opened."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf()))
    action = {pdf_name("/S"): pdf_name(kind), pdf_name("/JS"): generic.pdf_string("app.alert(1)")}
    if kind == "/Launch":
        action = {pdf_name("/S"): pdf_name(kind), pdf_name("/F"): generic.pdf_string("calc.exe")}
    writer.root["/OpenAction"] = writer.add_object(generic.DictionaryObject(action))
    writer.update_root()
    return written(writer)


def pdf_with_file() -> bytes:
    """Return a PDF that carries another file."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf()))
    carried = EmbeddedFileObject.from_file_data(writer, data=EXE, compress=True)
    embed_file(writer, FileSpec("alat.exe", embedded_data=carried))
    return written(writer)


def written(writer: IncrementalPdfFileWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word() -> bytes:
    """Return a plain DOCX."""
    out = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("Surat")
    made.save(out)
    return out.getvalue()


def sheet() -> bytes:
    """Return a plain XLSX."""
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def with_macros(office: bytes, part: str = "word/vbaProject.bin") -> bytes:
    """Return an office file with a part that holds macros."""
    out = io.BytesIO(office)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(part, b"macro")
    return out.getvalue()


def archive() -> bytes:
    """Return an ordinary ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("isi.txt", "isi")
    return out.getvalue()


def with_nothing_to_open(data: bytes) -> bytes:
    """Return a PDF with one more revision, in which what it did when it was opened is nothing."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    action = writer.root.raw_get("/OpenAction")
    writer.objects[(action.generation, action.idnum)] = generic.NullObject()
    return written(writer)
