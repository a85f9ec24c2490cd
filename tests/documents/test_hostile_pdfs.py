"""A PDF that was made to take all memory is refused in words; nothing active is hidden by how it is written."""

from __future__ import annotations

import io

import pytest

from benchmarks.pdfs import packed, plain
from jejaring.documents import contents, pdf_reading
from jejaring.documents.verification import Verdict, check
from jejaring.kit.refusal import Refusal
from tests.documents import files

BLANKS = packed([b"null" + b" " * 20_000_000])
TRAILER = plain(trailer=b"/Z[%s]" % (b"[]" * 40_000))
TABLE = plain(free=50_000)
NAMES = plain(b"[%s]" % (b"/a" * 210_000))
OVERLAPPING = plain(b"[%s]" % (b"1 " * 200_000), trailer=b"").replace(
    b"xref\n0 5\n", b"xref\n10 40\n%s0 5\n" % b"".join(b"%010d 00000 n \n" % at for at in range(300, 340))
)
MANY_FIELDS = packed([b"<</FT/Sig/T(a)/V 3 0 R>>"] * 400)
MANY_VALUES = packed(*[[b"<</FT/Sig/T(a)/V 3 0 R/Z[%s]>>" % (b"[]" * 6_000)]] * 4)


@pytest.fixture(autouse=True)
def _a_tenth_of_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the files are small; `benchmarks.files` has large ones under the limits themselves."""
    for name in ("MOST_READS", "MOST_VALUES", "MOST_TOKENS"):
        monkeypatch.setattr(pdf_reading, name, getattr(pdf_reading, name) // 10)


def judged(data: bytes) -> str:
    """Return the kind of an upload, or the sentence of its refusal."""
    try:
        return contents.recognise(io.BytesIO(data), "surat.pdf").label
    except Refusal as refused:
        return str(refused)


@pytest.mark.parametrize(
    "data",
    [BLANKS, TRAILER, TABLE, NAMES, OVERLAPPING],
    ids=["blanks", "trailer", "table", "names", "overlapping"],
)
def test_an_upload_that_unpacks_or_parses_to_too_much_is_refused_in_words(data: bytes) -> None:
    assert judged(data).startswith("This PDF unpacks to more than is read here.")


@pytest.mark.parametrize(
    "data",
    [BLANKS, TRAILER, TABLE, MANY_FIELDS, MANY_VALUES],
    ids=["blanks", "trailer", "table", "fields", "values"],
)
def test_a_pdf_to_be_verified_that_unpacks_or_parses_to_too_much_cannot_be_read(data: bytes) -> None:
    assert check(data).verdict is Verdict.UNREADABLE


def test_what_is_only_long_is_accepted() -> None:
    assert judged(MANY_FIELDS) == judged(MANY_VALUES) == "PDF"
    assert judged(plain(b"[%s]" % (b"[]" * 1_000_000))) == "PDF"
    assert check(packed([b"<</A 1>>"] * 100)).verdict is Verdict.UNSIGNED


@pytest.mark.parametrize(
    ("written", "what"),
    [
        (b"<</S/JavaScript/JS(x)>>", "JavaScript"),
        (b"<</S %a comment\n /Launch/F(x)>>", "Launch"),
        (b"<</J#53(x)>>", "JS"),
        (b"<</A(a (nested \\) string) b)/JS(x)>>", "JS"),
        (b"<</A(() % ) /JS (x)>>\n", "JS"),
        (b"<</A(()\\(\\\\) /JS (x)>>", "JS"),
        (b"<</A<48> /B<</C/D>> stream /JS (x)>>", "JS"),
        (b"[endobj]\n<</JS (x)>>", ""),  # behind the object's end
    ],
)
def test_something_active_is_found_however_it_is_written(written: bytes, what: str) -> None:
    expected = f"contains active content ({what})" if what else "PDF"
    assert expected in judged(plain(written))
    if what:
        assert expected in judged(packed([b"null", written]))


@pytest.mark.parametrize("written", [b"(HTML/JS)", b"<</Title(/JS (/Launch) /S/Launch)>>", b"1 % /JS\n"])
def test_a_word_in_a_text_or_comment_is_nothing_active(written: bytes) -> None:
    assert judged(plain(written)) == judged(packed([written])) == "PDF"


def test_something_active_in_an_earlier_revision_is_found() -> None:
    assert "JavaScript" in judged(files.with_nothing_to_open(files.pdf_with_action("/JavaScript")))
