"""Financing: which programmes a city starts, when, and from which source, within its money and the law.

A **problem** (programmes, sources, budgets, a rule set) is a JSON file; `engines.portfolio` says what it means. An
**answer** is a plan (starts and payments) with its value, a bound that no plan exceeds, and the certificate of a check
by plain arithmetic. **Rule sets** are the law of a time as data, each number with its source. A problem is solved by
several solvers in parallel; a plan is explained, checked again, and tried in other scenarios.

The commands are `jejaring portfolio …`.
"""
