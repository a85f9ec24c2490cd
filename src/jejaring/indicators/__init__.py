"""Indices made from files, and the instruments by which cities are measured.

A *specification* (YAML) and two tables (`iData`, `iMeta`) make a *run*: a folder with every table between the data
and the ranks. An *instrument* is a published index as dated data: its tree, weights, bands and rounding, with sources.
The numbers come from `engines.scoring`; this room reads, checks and writes files. It needs neither the web project
nor a database, so its commands start at once.
"""
