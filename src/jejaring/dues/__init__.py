"""Yearly dues of members.

A `DuesTable` with its bands says what a member pays; an `Invoice` is issued once per member and year; a `Payment` is
matched to an invoice or waits to be; a `BankImport` is one statement of the bank that was read.
"""
