"""From an empty database to a network that works.

A *plan* says what an installation begins with: the network and its offices, the register's opening count and the
members that are older than it, bodies, a table of dues, the first secretary and who holds the keys. It is read from a
file or asked for, and carried out step by step by the actions of the rooms below; doing it again changes nothing, and
what differs is named. What is left for the network's own people is a list of *lines*, each done or
missing; a line that no record can prove is *confirmed* by the secretariat.
"""
