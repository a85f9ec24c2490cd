"""From letter of intent to numbered member, and after.

A `Journey` takes an organisation step by step (`engines.lifecycle`) to a `Membership` with
its number; each step has its evidence. A membership is active, on hold, lapsed, withdrawn
or excluded, always by a dated decision. Here too: obligations, dues, organs of the network.
"""
