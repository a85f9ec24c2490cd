"""The admin: reference data of our rooms, and nothing that comes with a library."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.contrib.admin.apps import SimpleAdminConfig


class ReferenceAdmin(SimpleAdminConfig):
    """Registers what our rooms register, and no model of a library.

    A library's admin would change accounts, factors and addresses past the actions, and so past the ledger.
    """

    default = False

    def ready(self) -> None:
        super().ready()
        for room in settings.ROOMS:
            if find_spec(f"jejaring.{room}.admin"):
                import_module(f"jejaring.{room}.admin")
