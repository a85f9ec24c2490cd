"""Financing: which programmes to start, when, and from which source, within the money and the law.

A `Problem` (programmes, sources, budgets, a rule set) becomes an `IntegerModel` (`formulate`), which existing solvers
solve in parallel; their starts are paid for exactly (`allocate`), checked by plain arithmetic without a solver
(`check`) and explained (`explain`). Money is exact: decimals in the problem, whole quanta in the model.
"""
