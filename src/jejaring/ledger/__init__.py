"""Who did what to which record, and when.

An `Entry` is written by every action, in the action's transaction. The database refuses
to change or delete entries, and links each to the one before by its hash when the
transaction commits (`Link`), so that a changed byte shows.
"""
