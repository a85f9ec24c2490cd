"""Questions as data: one definition from which the page, the server's checks and every later reading are made.

A `Field` is one question of a type, perhaps asked only if an earlier one has a certain answer (`Condition`); a
`Section` is a titled group of them in a data file, a `Questionnaire` the whole in order, which non-programmers build
on pages (`views`). `forms` asks and checks, `changes` shows what differs between two versions.
"""
