"""A member's standing after it has been granted its number."""

from __future__ import annotations

from engines.lifecycle.tables import Lifecycle, Move

NETWORK, CITY = "network", "city"

ACTIVE = "active"
ON_HOLD = "on_hold"
LAPSED = "lapsed"
WITHDRAWN = "withdrawn"
EXCLUDED = "excluded"

_DECISION = frozenset({"reason", "decision"})

STANDING = Lifecycle(
    name="standing",
    start=ACTIVE,
    ends=frozenset({WITHDRAWN, EXCLUDED}),
    moves=(
        Move("hold", frozenset({ACTIVE}), ON_HOLD, NETWORK, _DECISION),
        Move("resume", frozenset({ON_HOLD}), ACTIVE, NETWORK, _DECISION),
        Move("lapse", frozenset({ACTIVE, ON_HOLD}), LAPSED, NETWORK, _DECISION),
        Move("renew", frozenset({ACTIVE, ON_HOLD, LAPSED}), ACTIVE, NETWORK, _DECISION | {"valid_until"}),
        Move("leave", frozenset({ACTIVE, ON_HOLD, LAPSED}), WITHDRAWN, CITY, _DECISION),
        Move("exclude", frozenset({ACTIVE, ON_HOLD, LAPSED}), EXCLUDED, NETWORK, _DECISION),
    ),
)

# Every decision there is, by its verb: no verb stands in the table twice.
DECISIONS = {move.verb: move for move in STANDING.moves}
