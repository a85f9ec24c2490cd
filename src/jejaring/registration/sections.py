"""What the rooms above put on a participant's own page, such as a certificate."""

from __future__ import annotations

from jejaring.events.sections import PageSection
from jejaring.kit.registry import Registry

ticket_sections = Registry[PageSection]("section of a participant's own page")  # `look` is given the registration
