"""Every component of the kit on one page, `/_kit/`, for those who build; in development mode only.

`samples` holds what the page shows: figures and places from the public record, or plainly samples. A new component
gets its sample here; `tests/browser/test_gallery.py` looks at the page in both languages and themes.
"""
