"""Composite indices: impute, treat, normalise, weigh, aggregate, test robustness.

A `Specification` and `Data` on a `Structure` make a `Build` (`pipeline.build`) or a `RobustnessRun`
(`robustness.run`). The anchor is COINr; the method is that of the OECD/JRC Handbook on Constructing
Composite Indicators (2008).
"""
