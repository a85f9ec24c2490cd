"""The room's own migrations, and one that comes after them."""

from jejaring.setup.migrations import __path__ as own

__path__ = [*__path__, *own]
