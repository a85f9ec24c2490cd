"""The journey of a city into the network, from interest to numbered member.

Source: the steps Kota Padang's delegation described on 17 October 2019 (letter of intent,
meeting with the departments, application, cooperation agreement, numbered member), with the
verification and approval any application to the network passes.
"""

from __future__ import annotations

from engines.lifecycle.tables import Lifecycle, Move

CITY, NETWORK, EITHER = "city", "network", "either"  # who makes a move

NEW = "new"
INTEREST = "interest"
LOI_DRAFTED = "loi_drafted"
LOI_SIGNED = "loi_signed"
DELIBERATING = "deliberating"
DELIBERATED = "deliberated"
SUBMITTED = "submitted"
RETURNED = "returned"
VERIFIED = "verified"
APPROVED = "approved"
AGREEMENT_DRAFTED = "agreement_drafted"
AGREEMENT_SIGNED = "agreement_signed"
MEMBER = "member"
DECLINED = "declined"
REJECTED = "rejected"
WITHDRAWN = "withdrawn"

ENDS = frozenset({MEMBER, DECLINED, REJECTED, WITHDRAWN})
OPEN = (
    INTEREST,
    LOI_DRAFTED,
    LOI_SIGNED,
    DELIBERATING,
    DELIBERATED,
    SUBMITTED,
    RETURNED,
    VERIFIED,
    APPROVED,
    AGREEMENT_DRAFTED,
    AGREEMENT_SIGNED,
)


def _move(verb: str, source: str, target: str, party: str, *requires: str) -> Move:
    return Move(verb, frozenset({source}), target, party, frozenset(requires))


def _stay(verb: str, party: str, *states: str) -> Move:
    return Move(verb, frozenset(states), "", party)


_OUTCOME = ("attendance", "minutes", "rationale", "expected_benefits", "decision_to_join")

JOURNEY = Lifecycle(
    name="journey",
    start=NEW,
    ends=ENDS,
    moves=(
        _move("express_interest", NEW, INTEREST, CITY, "reason"),
        _move("draft_loi", INTEREST, LOI_DRAFTED, EITHER, "loi"),
        _stay("redraft_loi", EITHER, LOI_DRAFTED),
        _stay("sign_loi", EITHER, LOI_DRAFTED),
        _move("return_loi", LOI_DRAFTED, INTEREST, EITHER, "reason"),
        _move("complete_loi", LOI_DRAFTED, LOI_SIGNED, EITHER, "loi", "loi_signature_city", "loi_signature_network"),
        _move("call_deliberation", LOI_SIGNED, DELIBERATING, CITY, "invitation", "agenda", "invited_departments"),
        _move("recall_deliberation", DELIBERATING, DELIBERATING, CITY, "invitation", "agenda", "invited_departments"),
        _move("cancel_deliberation", DELIBERATING, LOI_SIGNED, CITY, "reason"),
        _move("conclude_deliberation", DELIBERATING, DELIBERATED, CITY, *_OUTCOME),
        _move("correct_deliberation", DELIBERATED, DELIBERATED, CITY, *_OUTCOME),
        _stay("save_minutes", CITY, DELIBERATING, DELIBERATED),
        _move("decline", DELIBERATING, DECLINED, CITY, "attendance", "minutes", "decision_not_to_join"),
        _stay("save_application", CITY, DELIBERATED, RETURNED),
        _stay("present_application", CITY, DELIBERATED, RETURNED),
        _stay("return_draft", CITY, DELIBERATED, RETURNED),
        _move("submit_application", DELIBERATED, SUBMITTED, CITY, "application", "application_letter"),
        _move("return_application", SUBMITTED, RETURNED, NETWORK, "remarks"),
        _move("resubmit_application", RETURNED, SUBMITTED, CITY, "application", "application_letter", "answers"),
        _move("verify_application", SUBMITTED, VERIFIED, NETWORK, "verification"),
        _move("approve", VERIFIED, APPROVED, NETWORK, "executive_decision"),
        _move("reject", VERIFIED, REJECTED, NETWORK, "executive_decision", "reason"),
        _move("draft_agreement", APPROVED, AGREEMENT_DRAFTED, NETWORK, "agreement"),
        _stay("redraft_agreement", NETWORK, AGREEMENT_DRAFTED),
        _stay("save_agreement", NETWORK, APPROVED, AGREEMENT_DRAFTED),
        _stay("sign_agreement", EITHER, AGREEMENT_DRAFTED),
        _move("return_agreement", AGREEMENT_DRAFTED, APPROVED, EITHER, "reason"),
        _move(
            "complete_agreement",
            AGREEMENT_DRAFTED,
            AGREEMENT_SIGNED,
            EITHER,
            "agreement",
            "agreement_signature_city",
            "agreement_signature_network",
        ),
        _move("grant_membership", AGREEMENT_SIGNED, MEMBER, NETWORK, "number"),
        Move("withdraw", frozenset(OPEN), WITHDRAWN, CITY, frozenset({"reason"})),
    ),
)
