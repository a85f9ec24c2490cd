"""A problem from plain values (as JSON gives them): every word checked, everything that is wrong said at once."""

from engines.portfolio.errors import PortfolioErrors
from engines.portfolio.reading.problems import LoadRules, Reading, problem_from, read_problem

__all__ = ["LoadRules", "PortfolioErrors", "Reading", "problem_from", "read_problem"]
