"""Plain values (as JSON and YAML give them) read strictly: every error has its place, and all are raised at once.

A *reader* takes a value and its key (`programmes[3].parts`) and returns what the value means, or raises InvalidValues.
Readers of lists and objects are made of readers of what is in them. Every engine reads its files with them.
"""
