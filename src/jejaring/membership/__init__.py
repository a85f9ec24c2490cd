"""Members of the network: their number, standing and obligations, and the bodies of the network.

A `Membership` is active, on hold, lapsed, withdrawn or excluded, always by a dated `StandingDecision`, which a
`StandingProposal` may ask for. An `Obligation` is due on a day. An `Organ` has terms (`OrganTerm`) with `Officer`s.
How a government becomes a member is `admission`; what it pays is `dues`.
"""
