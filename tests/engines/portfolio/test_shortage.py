"""The least money that is missing for starts that are decided."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial

from engines.portfolio.explain import Extra, shortage
from engines.portfolio.formulate import formulate
from engines.portfolio.model import IntegerModel, Solution
from engines.portfolio.problem import CostPart, Problem, Programme, Source, Start
from engines.portfolio.solvers import cp_sat
from tests.waiting import AMPLE

PROBLEM = Problem(
    name="contoh",
    unit="Rp miliar",
    first_year=2026,
    years=2,
    programmes=(Programme("a", "A", (CostPart("works", (Decimal(3), Decimal(4)), ("pad",)),), benefit=Decimal(1)),),
    sources=(Source("pad", "PAD", {2026: Decimal(3), 2027: Decimal(4)}),),
)
STARTS = (Start("a", 2026),)


def _exactly(model: IntegerModel) -> Solution:
    return partial(cp_sat.solve, seconds=AMPLE, seed=0, work=None, report=lambda best, bound: False)(model)


def test_nothing_is_missing_where_there_is_enough() -> None:
    assert shortage(formulate(PROBLEM), STARTS, _exactly) == ()


def test_what_is_missing_is_named_by_source_and_year() -> None:
    poorer = replace(PROBLEM, sources=(replace(PROBLEM.sources[0], ceilings={2026: Decimal(3), 2027: Decimal("2.5")}),))
    assert shortage(formulate(poorer), STARTS, _exactly) == (Extra("pad", 2027, Decimal("1.5")),)


def test_no_money_helps_a_start_that_is_not_allowed() -> None:
    assert shortage(formulate(PROBLEM), (Start("a", 2027),), _exactly) is None
