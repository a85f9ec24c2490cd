"""The room's own first migration."""

from importlib import import_module

Migration = import_module("jejaring.setup.migrations.0001_first").Migration
