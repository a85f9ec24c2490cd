"""The frame of every page: its header with the landing pages, its footer, and how answers are compressed.

It stands above the kit, which has the parts of a page, and knows no other room: menus come from the registry.
"""
