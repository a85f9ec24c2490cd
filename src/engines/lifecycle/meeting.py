"""The lives of an event, of a city's delegation to it, and of one person's registration."""

from __future__ import annotations

from engines.lifecycle.tables import Lifecycle, Move

ORGANISER, CITY, PARTICIPANT, CLOCK = "organiser", "city", "participant", "clock"

DRAFT = "draft"
ANNOUNCED = "announced"
CLOSED = "closed"
CANCELLED = "cancelled"

EVENT = Lifecycle(
    name="event",
    start=DRAFT,
    ends=frozenset({CLOSED, CANCELLED}),
    moves=(
        Move("announce", frozenset({DRAFT}), ANNOUNCED, ORGANISER),
        Move("close", frozenset({ANNOUNCED}), CLOSED, ORGANISER),
        Move("cancel", frozenset({DRAFT, ANNOUNCED}), CANCELLED, ORGANISER, frozenset({"reason"})),
    ),
)

INVITED = "invited"
ACCEPTED = "accepted"
DECLINED = "declined"
WITHDRAWN = "withdrawn"

DELEGATION = Lifecycle(
    name="delegation",
    start=INVITED,
    ends=frozenset({WITHDRAWN}),
    moves=(
        Move("accept", frozenset({INVITED, DECLINED}), ACCEPTED, CITY),
        Move("decline", frozenset({INVITED, ACCEPTED}), DECLINED, CITY),
        Move("withdraw", frozenset({INVITED, ACCEPTED, DECLINED}), WITHDRAWN, ORGANISER, frozenset({"reason"})),
    ),
)

APPLIED = "applied"
WAITING = "waiting"
CONFIRMED = "confirmed"
REJECTED = "rejected"
REPLACED = "replaced"
MERGED = "merged"

REGISTRATION = Lifecycle(
    name="registration",
    start=APPLIED,
    ends=frozenset({REJECTED, CANCELLED, REPLACED, MERGED}),
    moves=(
        Move("approve", frozenset({APPLIED}), CONFIRMED, ORGANISER),
        Move("queue", frozenset({APPLIED}), WAITING, ORGANISER),
        Move("move_up", frozenset({WAITING}), CONFIRMED, CLOCK),
        Move("reject", frozenset({APPLIED, WAITING}), REJECTED, ORGANISER, frozenset({"reason"})),
        Move("cancel", frozenset({APPLIED, WAITING, CONFIRMED}), CANCELLED, PARTICIPANT),
        Move("replace", frozenset({APPLIED, WAITING, CONFIRMED}), REPLACED, CITY, frozenset({"successor"})),
        Move("merge", frozenset({APPLIED, WAITING, CONFIRMED}), MERGED, ORGANISER, frozenset({"successor"})),
    ),
)
