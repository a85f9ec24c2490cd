"""Backups: one encrypted file per moment that holds all an installation needs to stand again elsewhere.

`archive` is the file's format, `keys` who can open it, `places` where it is kept, `postgres` the database's own
programs; `making` and `restoring` use them, `commands` puts them on the console.
"""
