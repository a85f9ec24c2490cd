"""Nouns of membership."""

from jejaring.membership.models.members import (
    Decision,
    Membership,
    NumberSeries,
    Obligation,
    ParticipationKind,
    StandingDecision,
    StandingProposal,
)
from jejaring.membership.models.organs import Officer, Organ, OrganTerm

__all__ = [
    "Decision",
    "Membership",
    "NumberSeries",
    "Obligation",
    "Officer",
    "Organ",
    "OrganTerm",
    "ParticipationKind",
    "StandingDecision",
    "StandingProposal",
]
