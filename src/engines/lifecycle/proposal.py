"""The life of a proposal for a session: written, submitted, reviewed, decided."""

from __future__ import annotations

from engines.lifecycle.tables import Lifecycle, Move

PROPOSER, ORGANISER, REVIEWER = "proposer", "organiser", "reviewer"

DRAFT = "draft"
SUBMITTED = "submitted"
UNDER_REVIEW = "under_review"
ACCEPTED = "accepted"
REJECTED = "rejected"
WITHDRAWN = "withdrawn"

PROPOSAL = Lifecycle(
    name="proposal",
    start=DRAFT,
    ends=frozenset({ACCEPTED, REJECTED, WITHDRAWN}),
    moves=(
        Move("save", frozenset({DRAFT, SUBMITTED}), "", PROPOSER),
        Move("submit", frozenset({DRAFT, SUBMITTED}), SUBMITTED, PROPOSER),
        Move("review", frozenset({SUBMITTED, UNDER_REVIEW}), UNDER_REVIEW, REVIEWER),
        Move("accept", frozenset({SUBMITTED, UNDER_REVIEW}), ACCEPTED, ORGANISER),
        Move("reject", frozenset({SUBMITTED, UNDER_REVIEW}), REJECTED, ORGANISER),
        Move("withdraw", frozenset({DRAFT, SUBMITTED, UNDER_REVIEW}), WITHDRAWN, PROPOSER),
    ),
)
