"""Answers of other systems: asked for within limits of time and size, and checked for their shape before use.

Whoever asks another system by HTTP (a remote signer, a list of revoked certificates, a time-stamping authority, an
identity provider) asks through `http`, and reads JSON through `shape`. A system that cannot be reached, one that
declines and one whose answer cannot be read are three errors. `coroutines` runs asynchronous code from ordinary code;
`limits` has the time for all questions of one piece of work, and how many threads may wait for one system. `ahead`
breaks an act off while a question is asked for it, so that nothing is locked meanwhile.
No Django, no room.
"""
