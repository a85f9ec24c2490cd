"""What may follow what: tables of steps, and the one function that applies them."""

from engines.lifecycle.tables import Lifecycle, LifecycleError, MissingEvidence, Move, NoSuchMove

__all__ = ["Lifecycle", "LifecycleError", "MissingEvidence", "Move", "NoSuchMove"]
