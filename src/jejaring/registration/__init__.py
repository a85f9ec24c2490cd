"""Who comes to an event: groups with their seats, delegations of cities, registrations.

A `ParticipantGroup` has a number of seats; a `Delegation` is a city invited by an official letter, with its own seats
in the group; a `Registration` is one person, with a `Code` that the door reads. `seats` is the one place that counts.
A `SignUp` is a seat in one session. States of delegations and registrations: `engines.lifecycle.meeting`.
"""
