"""What people and other systems are told.

A `Notice` is an outbox row written in the transaction of its cause; the worker sends it
by e-mail, the workroom shows it. A `Webhook` is told of public events by signed `Delivery`.
"""
