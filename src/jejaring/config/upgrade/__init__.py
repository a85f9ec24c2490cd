"""Upgrades: what one will do, and doing it.

`statements` reads what SQL does to a table, `forecast` looks at everything that an upgrade will change, `doing` brings
an installation to this version's shape, `commands` puts both on the console.
"""
