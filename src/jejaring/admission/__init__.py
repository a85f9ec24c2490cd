"""From letter of intent to numbered member.

A `Journey` takes an organisation step by step (`engines.lifecycle.journey`) from its interest to the grant of its
number; each `Step` has its `Evidence`. On the way: the letter of intent, the deliberation with the departments (a room
of its own), the `ApplicationVersion` with the secretariat's `Remark`s, the executive's decision and the `Agreement`.
"""
