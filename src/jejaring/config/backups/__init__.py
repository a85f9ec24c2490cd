"""Backups: one encrypted file per moment that holds all an installation needs to stand again elsewhere.

`archive` is the file's format, `keys` who can open it, `postgres` the database's own programs (where backups are kept
is `operation.places`: the doctor looks there, too); `making` and `restoring` use them, `commands` puts them on the
console, `nightly` has the worker make one per day.
"""
