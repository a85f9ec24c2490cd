"""What people type, and what becomes of it on paper.

One judge of typed text (`judge`): it cleans what nobody means to type and names a character that the faces of the
documents (`fonts/`) cannot print. Beside it the grammar of texts with placeholders (`patterns`) and the readable
difference of two texts (`differences`). No room is known here.
"""
