"""Persons and how they sign in.

A `Person` has an account; what a person may do comes from the offices they hold (room
`cities`), never from the account. Consent, export, deletion requests and the log of reads
of personal data follow Indonesia's personal-data law (UU PDP).
"""
