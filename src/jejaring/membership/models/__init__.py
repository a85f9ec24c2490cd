"""Nouns of membership."""

from jejaring.membership.models.members import (
    Membership,
    NumberSeries,
    Obligation,
    ParticipationKind,
    StandingDecision,
    StandingProposal,
)
from jejaring.membership.models.organs import Officer, Organ, OrganTerm

__all__ = [
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
