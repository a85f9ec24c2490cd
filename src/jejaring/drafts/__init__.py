"""What is written over days, perhaps in two windows at once, checked, and only then done.

A room's `Draft` (in `models`) counts how often it was saved, its `DraftForm` remembers the revision it began from, and
no saving overwrites another unseen. `views` has the two pages: where it is written, and where it is checked.
"""
