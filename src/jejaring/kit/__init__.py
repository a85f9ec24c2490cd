"""How everything looks and how a rule says no.

Base template, components, tables and forms that every room composes; `require`
turns a rule's no into 403, `Refusal` carries an action's no to the person; `clock` is
the one clock of the application; `doorways` lets a low room ask a higher one who may
see a record. Knows no room.
"""
