"""Bringing an installation to the shape of this version."""

from __future__ import annotations

from importlib.metadata import version

from django.conf import settings
from django.core.management import call_command

from jejaring.config import environment
from jejaring.kit import clock
from jejaring.setup.actions import record_release

REFERENCE_DATA = ("load_regions", "load_reference")


def migrate(*, verbosity: int) -> None:
    """Run the migrations that the database lacks, and record which version it is of now."""
    call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("createcachetable")
    names = [variable.name for variable in environment.VARIABLES]
    record_release(version("jejaring"), names, at=clock.machine_now())


def load_reference_data() -> None:
    """Load the regions and kinds of participation of this version; what is the same stays."""
    for command in REFERENCE_DATA:
        call_command(command)


def collect_static_files() -> None:
    """Collect the static files of this version, unless they are served from where they are written."""
    if not settings.WHITENOISE_USE_FINDERS:
        call_command("collectstatic", interactive=False, verbosity=0)
