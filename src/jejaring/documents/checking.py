"""Is this PDF one of ours, in which version, and was it changed? The file's own word beside our records."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jejaring.documents import queries
from jejaring.documents.models import Document, Version
from jejaring.documents.signers.chosen import chosen_signer
from jejaring.documents.verification import Report, Verdict, check


class Outcome(StrEnum):
    """What a check comes to."""

    CURRENT = "current"
    EARLIER = "earlier"
    ENDED = "ended"
    CHANGED = "changed"
    NOT_A_VERSION = "not-a-version"
    NOT_OURS = "not-ours"
    NOT_A_PDF = "not-a-pdf"


SENTENCES: dict[Outcome, Promise] = {
    Outcome.CURRENT: _("Genuine and valid: this is the newest version of a document issued here."),
    Outcome.EARLIER: _("Genuine, but an earlier version: signatures were added after it."),
    Outcome.ENDED: _("Genuine, but no longer valid: the document was replaced or revoked."),
    Outcome.CHANGED: _("Not genuine: this file was changed after it was issued."),
    Outcome.NOT_A_VERSION: _(
        "Not genuine: it bears the address of a document issued here, but is not one of its versions."
    ),
    Outcome.NOT_OURS: _("This file was not issued here."),
    Outcome.NOT_A_PDF: _("This file cannot be read as a PDF. It is of another kind, changed or damaged."),
}
WORDS: dict[Outcome, Promise] = {
    Outcome.CURRENT: _("Genuine and valid"),
    Outcome.EARLIER: _("Genuine, earlier version"),
    Outcome.ENDED: _("No longer valid"),
    Outcome.CHANGED: _("Not genuine"),
    Outcome.NOT_A_VERSION: _("Not genuine"),
    Outcome.NOT_OURS: _("Not issued here"),
    Outcome.NOT_A_PDF: _("Cannot be read"),
}
KINDS = {Outcome.CURRENT: "ok", Outcome.EARLIER: "warn", Outcome.ENDED: "warn", Outcome.NOT_OURS: "neutral"}
VERDICTS: dict[Verdict, tuple[str, Promise]] = {
    Verdict.VALID: ("ok", _("unchanged, vouched for")),
    Verdict.UNPROVEN: ("warn", _("unchanged, issuer not proven")),
    Verdict.FOREIGN: ("warn", _("unchanged, another authority")),
    Verdict.REJECTED: ("bad", _("certificate not valid when it signed")),
    Verdict.CHANGED: ("bad", _("changed after signing")),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about an uploaded file."""

    outcome: Outcome
    report: Report
    document: Document | None = None
    version: Version | None = None

    @property
    def sentence(self) -> Promise:
        return SENTENCES[self.outcome]

    @property
    def word(self) -> Promise:
        return WORDS[self.outcome]

    @property
    def kind(self) -> str:
        return KINDS.get(self.outcome, "bad")

    @property
    def signatures(self) -> list[dict[str, Any]]:
        return [
            {"found": found, "kind": VERDICTS[found.verdict][0], "words": VERDICTS[found.verdict][1]}
            for found in self.report.signatures
        ]


def find(data: bytes) -> Finding:
    """Check the bytes of a file against what was issued here."""
    report = check(data, trust=chosen_signer().roots())
    if version := queries.version_by_hash(report.sha256):
        return Finding(_outcome_of(version), report, version.document, version)
    document = queries.document_to_verify(report.public_id) if report.public_id else None
    if report.verdict is Verdict.UNREADABLE:
        return Finding(Outcome.NOT_A_PDF, report)
    if document is None:
        return Finding(Outcome.NOT_OURS, report)
    changed = report.verdict in (Verdict.CHANGED, Verdict.UNSIGNED)
    return Finding(Outcome.CHANGED if changed else Outcome.NOT_A_VERSION, report, document)


def _outcome_of(version: Version) -> Outcome:
    document = version.document
    if document.state in (Document.State.REPLACED, Document.State.REVOKED):
        return Outcome.ENDED
    return Outcome.CURRENT if version.sha256 == document.sha256 else Outcome.EARLIER
