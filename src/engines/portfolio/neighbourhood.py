"""Fix and reoptimise: a part of an answer is kept, the rest decided anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from engines.portfolio.model import IntegerModel

LEAVE_OUT = 0.5  # at most this share of the decisions against something are kept: there are many more of them


def neighbourhood(model: IntegerModel, values: Sequence[int], *, keep: float, seed: int) -> IntegerModel:
    """Return the model with a share `keep` (0–1) of an answer's decisions fixed; the answer is its hint.

    What is drawn are variables above their lower end; in every other draw some at it as well. Divisible variables are
    never fixed. Source: the fixing of relaxation-induced and random neighbourhood search, e.g. Danna, Rothberg and Le
    Pape, Mathematical Programming 102 (2005) 71–90, with the drawing by chance.
    """
    draw = Random(seed)  # noqa: S311 # not for secrets
    decisions = [at for at, variable in enumerate(model.variables) if not variable.divisible]
    chosen = [at for at in decisions if values[at] > model.variables[at].lower]
    others = [at for at in decisions if values[at] == model.variables[at].lower]
    fixed = set(draw.sample(chosen, int(len(chosen) * keep)))
    if seed % 2:
        fixed.update(draw.sample(others, int(len(others) * min(keep, LEAVE_OUT))))
    variables = [
        replace(variable, lower=values[at], upper=values[at]) if at in fixed else variable
        for at, variable in enumerate(model.variables)
    ]
    return replace(model, variables=variables, hint=dict(enumerate(values)))
