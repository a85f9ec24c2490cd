"""The demo: its accounts, its clock, its tour, and the way to remove what it laid out.

Nothing here can be reached unless the settings say DEMO: the addresses are not there, and every view
asks again.
"""
