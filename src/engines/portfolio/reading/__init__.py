"""A problem from plain values (as JSON gives them): each word checked, all errors raised at once."""

from engines.portfolio.errors import PortfolioErrors
from engines.portfolio.reading.problems import LoadRules, Reading, read_problem

__all__ = ["LoadRules", "PortfolioErrors", "Reading", "read_problem"]
