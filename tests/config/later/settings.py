"""The settings of a later version, one of whose rooms has another migration."""

from jejaring.config.settings import *  # noqa: F403 - all of them, and one more

MIGRATION_MODULES = {"setup": "tests.config.later.migrations"}
