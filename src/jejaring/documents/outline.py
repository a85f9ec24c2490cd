"""An outline: what a document says, before it has a form.

Plain values only. `rendering` turns one outline into PDF, DOCX and HTML of the same content.
With an addressee the document takes the form of a letter (its title is then the *Hal* line and
not printed again); without one the title stands above the text, as on minutes or an agreement.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes, as printed at the head of the first page (*kop*)."""

    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1, 2 or 3; levels must not be skipped."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Numbered:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with values, such as day, time and place of a meeting."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; a column whose cells are all figures is set to the right."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG text; `alt` says in words what it shows and must not be empty."""

    svg: str
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of an agreement (*pasal*) with its number, title and text."""

    number: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Numbered | Bullets | Facts | Table | Figure | Clause | PageBreak


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """A place to sign; `slot` is its name for `sign_document`, unique in the outline."""

    slot: str
    organisation: str
    title: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Award:
    """The look of a certificate: one page, on which `name` stands large under what is `given` to whom.

    `subtitle` is the title in another language, `note` what stands under the name, `logo` the hash of a stored PNG.
    """

    name: str
    given: str = ""
    subtitle: str = ""
    note: str = ""
    landscape: bool = True
    band: bool = True
    logo: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole document. `fields` are the lines at its head (*Nomor, Sifat, Lampiran, Hal*).

    With an `award` it has the look of a certificate. `attested` is what its verification repeats to anyone, as issued:
    values by the keys of `verifying.LABELS`.
    """

    title: str
    language: str = "id"
    letterhead: Letterhead | None = None
    fields: tuple[tuple[str, str], ...] = ()
    place_and_date: str = ""
    addressee: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    signatures: tuple[SignatureBlock, ...] = ()
    footer: str = ""
    example: bool = False
    award: Award | None = None
    attested: tuple[tuple[str, str], ...] = ()
