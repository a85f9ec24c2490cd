"""Whether an installation works: its doctor, its health for load balancers, its metrics and its log.

Nouns: a *check* looks at one thing within its limit of seconds and yields *findings*, each ok, a warning or an error
with what to do. The doctor prints them all; `/siap/` answers by a few of them; `/metrik/` counts. It stands above all
rooms whose work it looks at, beside the portal, and below config, which has its commands. It keeps no records.
"""
