"""Regions of Indonesia, governments and other organisations, and their offices.

A `Region` is a province, regency or city with its Kemendagri code. An `Organisation` is a
government, a partner institute or the network itself; its `Department`s are the OPD. An
`Office` is held by a person from a date to a date (`Holding`): authority on a day comes from
holding an office on that day.
"""
