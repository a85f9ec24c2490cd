"""Certificates of attendance: the `Template` the secretariat edits, the rule of who gets one, and each `Certificate`.

A certificate never changes once it is issued: a correction is a new one that replaces it.
"""
