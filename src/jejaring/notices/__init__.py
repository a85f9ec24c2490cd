"""Messages to people and to other systems.

A `Notice` is a message to one person, an outbox row written in the transaction of its cause: the worker sends it by
e-mail, the workroom shows it. An `Event` is something public that happened, written with its ledger entry. Each
`Webhook` (active, paused or disabled) gets it as a `Delivery` (waiting, delivered or failed): a signed message that
is sent at least once, in one or several `Attempt`s.
"""
