"""How commands of the console read their arguments, print, refuse and translate.

`terminal` declares and runs commands: a text is printed when it is whole, a refusal goes to standard error
with its exit code, an output that is full or closed ends in a sentence. `language` reads a room's own catalogue and
writes numbers as readers of that language do; `parent_death` ends processes with the command that has begun them.
No Django, no room.
"""
