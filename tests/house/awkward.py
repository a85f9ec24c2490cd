"""A catalogue of awkward values: what people, programs and attackers send where something plain is expected."""

from __future__ import annotations

from urllib.parse import quote, unquote

from django.core.files.uploadedfile import SimpleUploadedFile

TEXTS = {
    "nothing": "",
    "blanks": "   ",
    "no-break space": "\u00a0",
    "NUL": "a\x00b",
    "control characters": "a\x01\x07\x1b[31m\x7f",
    "line breaks": "satu\r\ndua\rtiga\u2028empat",
    "bidi override": "\u202eAGNAJ\u202c\u2066",
    "zero width": "\u200b\ufeff\u2060",
    "lone surrogate": "\ud800",
    "emoji": "🙏🏽👨‍👩‍👧✅",
    "Han": "北京市",
    "Arabic": "ﷺ جاكرتا",
    "Javanese": "ꦔꦺꦴꦏꦺꦴ",
    "Batak": "ᯅᯖᯂ᯲",
    "Devanagari": "जकार्ता",
    "private use": "\uf0b7 butir",
    "astral": "𝔎𝔬𝔱𝔞 \U0010ffff",
    "combining": "a" + "\u0301" * 60,
    "300 without a blank": "x" * 300,
    "100,000 characters": "kota " * 20_000,
    "markup": "</textarea><script>alert(1)</script>&amp;'\"",
    "template": "{{ 7|add:7 }}{% now %} %(x)s %s {nomor_urut:300000000d}",
    "formula": "=HYPERLINK(1)",
    "path": "../../etc/passwd",
    "text for an id": "abc",
}
NUMBERS = {
    "minus one": "-1",
    "nought": "0",
    "past a short": "32768",
    "past an integer": "2147483648",
    "past a bigint": "9223372036854775808",
    "past a sum": "9" * 20,
    "5,000 digits": "9" * 5000,
    "exponent": "1e400",
    "fraction": "0.5",
    "not a number": "nan",
    "infinity": "-inf",
    "digits of another script": "٣",
    "superscript": "²",
}
DAYS = {
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "past the last": "10000-01-01",
    "year nought": "0000-01-01",
    "no such day": "2019-02-30",
    "first minute": "0001-01-01T00:00",
    "last minute": "9999-12-31T23:59",
    "1900": "1900-01-01",
    "words": "17 Oktober 2019",
}
IDS = {
    "a UUID of nothing": "00000000-0000-4000-8000-000000000000",
    "braces": "{00000000-0000-4000-8000-000000000000}",
    "a code": "99.99",
}
VALUES = {**TEXTS, **NUMBERS, **DAYS, **IDS}
RAW_QUERY = "%00&%ff%fe&%&%u0000&%ed%a0%80&=&&&[]=1&a[b]=1&;&q=1&q=2&q=%00"  # what a query can hold and no text can


def in_an_address(value: str) -> str:
    """Return a value as a part of a path or query."""
    return quote(value, safe="", errors="surrogatepass")


def files() -> dict[str, SimpleUploadedFile]:
    """Return files that are not what a form asks for, fresh ones."""
    contents = {
        "empty": ("kosong.pdf", b""),
        "text for a PDF": ("surat.pdf", b"bukan PDF"),
        "broken PDF": ("surat.pdf", b"%PDF-1.7\n\x00\xff\n%%EOF"),
        "long name": ("x" * 300 + ".pdf", b"%PDF-1.7\n%%EOF"),
        "name with controls": ("a\u202e\x07.pdf", b"%PDF-1.7\n%%EOF"),
        "name without an ending": ("surat", b"x"),
        "NUL in a table": ("mutasi.csv", b"tanggal;jumlah\n\x002019-01-01;1\n"),
        "broken workbook": ("mutasi.xlsx", b"PK\x03\x04kosong"),
    }
    return {key: SimpleUploadedFile(name, data) for key, (name, data) in contents.items()}


def as_received(path: str) -> str:
    """Return a path as the server reads it: decoded, and what is not UTF-8 in it replaced."""
    return unquote(path, errors="replace")


_SCRIPTS = ("emoji", "Han", "Arabic", "Javanese", "Batak", "Devanagari", "private use", "astral", "combining")
_CONTROLS = ("control characters", "line breaks", "bidi override", "zero width")
_SYNTAX = ("markup", "template", "formula", "path")
_ALONE = ("NUL", "nothing", "no-break space", "lone surrogate", "300 without a blank", "100,000 characters")
_OF_NUMBERS = (
    *("minus one", "nought", "past an integer", "past a sum", "5,000 digits", "exponent", "fraction"),
    *("not a number", "digits of another script", "superscript"),
)


def joined_for(kind: str) -> dict[str, str]:
    """Return what is awkward for a kind of input in few values: texts that trouble for like reasons are one text."""
    match kind:
        case "date" | "datetime-local" | "time":
            return {**DAYS, "NUL": TEXTS["NUL"], "superscript": NUMBERS["superscript"]}
        case "number":
            return {key: NUMBERS[key] for key in _OF_NUMBERS}
        case "select" | "radio" | "checkbox" | "hidden":
            keys = ("nothing", "NUL", "text for an id", "300 without a blank")
            return {**{key: TEXTS[key] for key in keys}, "past a bigint": NUMBERS["past a bigint"], **IDS}
        case _:
            return {**_joined_texts(), "past a sum": NUMBERS["past a sum"]}


def joined() -> dict[str, str]:
    """Return the whole catalogue in fewer values, for what may be read as anything: queries."""
    return {**_joined_texts(), **NUMBERS, **DAYS, **IDS, "text for an id": TEXTS["text for an id"]}


def _joined_texts() -> dict[str, str]:
    families = {"scripts": _SCRIPTS, "controls": _CONTROLS, "syntax": _SYNTAX}
    return {
        **{name: " ".join(TEXTS[key] for key in keys) for name, keys in families.items()},
        **{key: TEXTS[key] for key in _ALONE},
    }
