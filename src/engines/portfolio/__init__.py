"""Financing: which programmes to start, when, and from which source, within the money and the law.

A `Problem` (programmes, sources, budgets, a rule set) becomes an `IntegerModel` (`formulate`), which existing solvers
work on side by side; their starts are paid for exactly (`allocate`), checked by plain arithmetic that knows no solver
(`check`) and explained (`explain`). Money is exact: decimals in the problem, whole quanta in the programme.
"""
