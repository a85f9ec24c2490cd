"""Nouns of membership."""

from jejaring.membership.models.dues import BankImport, DuesBand, DuesTable, Invoice, Payment
from jejaring.membership.models.journey import (
    Agreement,
    ApplicationVersion,
    Attendance,
    Deliberation,
    Evidence,
    Journey,
    Remark,
    Step,
)
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
    "Agreement",
    "ApplicationVersion",
    "Attendance",
    "BankImport",
    "Deliberation",
    "DuesBand",
    "DuesTable",
    "Evidence",
    "Invoice",
    "Journey",
    "Membership",
    "NumberSeries",
    "Obligation",
    "Officer",
    "Organ",
    "OrganTerm",
    "ParticipationKind",
    "Payment",
    "Remark",
    "StandingDecision",
    "StandingProposal",
    "Step",
]
