"""What can be wrong with an answer."""

from __future__ import annotations


class AnswerError(Exception):
    """The other system gave nothing that can be used."""


class Unreachable(AnswerError):
    """There was no whole answer within the time limit."""


class Declined(AnswerError):
    """The answer has a status other than success; `status` is that of HTTP."""

    def __init__(self, status: int) -> None:
        super().__init__(f"answered with status {status}")
        self.status = status


class Malformed(AnswerError):
    """The answer is too large, or does not have the shape that was agreed."""
