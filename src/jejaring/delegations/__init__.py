"""Delegations of cities: invited by letter, named and changed by the city; and what is written to everyone who comes.

The nouns are those of `registration`.
"""
