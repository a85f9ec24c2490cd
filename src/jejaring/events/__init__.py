"""Events: where and when the cities of the network meet, and what happens there.

An `Event` has `Venue`s with `Hall`s, `Track`s, `Session`s and `Speaker`s (a `Part` is what one does in a session). The
programme is worked on in draft and released as a `ProgrammeVersion`, numbered and never changed: that is what the
public reads. A `Helper` manages the event or one of its sessions, or stands at its door. States of an event: draft,
announced, closed, cancelled (`engines.lifecycle.meeting`).
"""
