"""What a file really is, told from its bytes, and whether it holds active content."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

import filetype
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.misc import PdfDecodeLimitError

from jejaring.documents import pdf_reading
from jejaring.kit import archives
from jejaring.kit.refusal import Refusal

OOXML = "application/vnd.openxmlformats-officedocument."
LARGEST_UNPACKED = 300 * 1024 * 1024
LARGEST_TYPES = 1024 * 1024  # of the list of an office file's parts
WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}  # by the mark at its beginning
HEAD = 8192


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that may be stored."""

    label: str
    content_type: str
    extensions: tuple[str, ...]


PDF = Kind("PDF", "application/pdf", ("pdf",))
JPEG = Kind("JPEG", "image/jpeg", ("jpg", "jpeg"))
PNG = Kind("PNG", "image/png", ("png",))
DOCX = Kind("DOCX", f"{OOXML}wordprocessingml.document", ("docx",))
XLSX = Kind("XLSX", f"{OOXML}spreadsheetml.sheet", ("xlsx",))
CSV = Kind("CSV", "text/csv", ("csv",))
TEXT = Kind("TXT", "text/plain", ("txt",))
KINDS = (PDF, JPEG, PNG, DOCX, XLSX, CSV, TEXT)

ACTIVE_PDF_KEYS = {"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA"}
ACTIVE_PDF_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition"}
ACTIVE_OFFICE_PARTS = ("vbaproject", "activex", "/embeddings/", "oleobject")
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")  # in no text; 1A ends a text of MS-DOS
MARKUP = re.compile(rb"<\s*(!doctype\s+html|html|script|svg|\?xml|body|iframe)", re.IGNORECASE)


def recognise(file: IO[bytes], name: str) -> Kind:
    """Return what a file is. Raises Refusal if it is of no accepted kind, not what its name says, or active."""
    kind, really = _told_by_content(file)
    extension = PurePath(name).suffix.lstrip(".").lower()
    if kind is TEXT and extension == "csv":
        kind = CSV
    if kind is None:
        raise _refused(
            _("“%(name)s” is %(really)s. Accepted are %(kinds)s.")
            % {"name": name, "really": really, "kinds": ", ".join(kind.label for kind in KINDS)}
        )
    if extension not in kind.extensions:
        raise _refused(
            _("“%(name)s” is really a %(really)s file. Give it the ending .%(extension)s, or choose the right file.")
            % {"name": name, "really": kind.label, "extension": kind.extensions[0]}
        )
    _refuse_active(kind, file, name)
    file.seek(0)
    return kind


def _told_by_content(file: IO[bytes]) -> tuple[Kind | None, str]:
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        return None, _("empty")
    if head.startswith(b"%PDF-"):
        return PDF, ""
    if head.startswith(b"PK\x03\x04"):
        return _told_by_archive(file)
    guess = filetype.guess(head)
    if guess:
        known = {kind.content_type: kind for kind in (JPEG, PNG)}.get(guess.mime)
        return known, "" if known else _("a file of the type %(type)s") % {"type": guess.mime}
    if MARKUP.search(head):
        return None, _("a web page or drawing that can contain scripts (HTML, SVG or XML)")
    return (TEXT, "") if _is_text(file) else (None, _("of a type we do not know"))


def _told_by_archive(file: IO[bytes]) -> tuple[Kind | None, str]:
    try:
        names = archives.members_of(file, most_bytes=LARGEST_UNPACKED)
    except archives.TooLarge:
        return None, _("an archive that is too large when unpacked")
    except archives.BrokenArchive:
        return None, _("a broken or encrypted archive")
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return DOCX, ""
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return XLSX, ""
    return None, _("a ZIP archive")


def _is_text(file: IO[bytes]) -> bool:
    """Tell whether a file is text: UTF-8, or Windows-1252 (Latin-1) as older programs write it."""
    file.seek(0)
    if encoding := WIDE.get(file.read(2)):
        return _is_wide_text(file, encoding)
    file.seek(0)
    while chunk := file.read(1024 * 1024):
        if CONTROL.search(chunk):
            return False
    return any(_decodes(file, encoding) for encoding in ("utf-8", "cp1252"))


def _is_wide_text(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(1024 * 1024):
            if CONTROL.search(decoder.decode(chunk).encode("utf-8", "replace")):
                return False
        return not CONTROL.search(decoder.decode(b"", final=True).encode())
    except UnicodeDecodeError:
        return False


def _decodes(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    try:
        for line in file:
            line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_active(kind: Kind, file: IO[bytes], name: str) -> None:
    file.seek(0)
    if kind is PDF and (what := _active_in_pdf(file)):
        raise _refused(
            _("“%(name)s” contains active content (%(what)s). Save it as a plain PDF, without it, and try again.")
            % {"name": name, "what": what}
        )
    if kind in (DOCX, XLSX) and _active_in_office(file):
        raise _refused(
            _("“%(name)s” contains macros or embedded objects. Save it without them and try again.") % {"name": name}
        )


def _active_in_pdf(file: IO[bytes]) -> str:
    """Return what is active in a PDF: the names in every object are looked at, also in compressed streams."""
    data = file.read()
    try:
        reader = pdf_reading.open_pdf(data, strict=False)
        if reader.encrypted:
            return _("a password")
        for name, before in pdf_reading.names_in(reader, data):
            if name in ACTIVE_PDF_KEYS or (before == "/S" and name in ACTIVE_PDF_ACTIONS):
                return name.lstrip("/")
    except (pdf_reading.TooComplex, PdfDecodeLimitError) as fault:
        raise _refused(
            _("This PDF unpacks to more than is read here. Print it to a new PDF, or split it, and try again.")
        ) from fault
    except pdf_reading.BROKEN as fault:
        raise _refused(_("This PDF cannot be read; it is damaged. Save it again and try once more.")) from fault
    return ""


def _active_in_office(file: IO[bytes]) -> bool:
    if any(part in name.lower() for name in archives.names_in(file) for part in ACTIVE_OFFICE_PARTS):
        return True
    try:
        types = archives.read_member(file, "[Content_Types].xml", most_bytes=LARGEST_TYPES)
    except archives.TooLarge as error:
        raise _refused(_("This office file is damaged. Save it again and try once more.")) from error
    return b"macroenabled" in types.lower()


def _refused(sentence: str) -> Refusal:
    return Refusal(sentence, field="file")
