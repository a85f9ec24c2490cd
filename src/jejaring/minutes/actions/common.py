"""What the writes of this room share: the row of minutes, locked."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jejaring.kit.refusal import Refusal
from jejaring.minutes.models import Minutes


def locked(minutes: Minutes) -> Minutes:
    """Return the row of minutes, locked until the transaction ends."""
    found = Minutes.objects.select_for_update(of=("self",)).select_related("event", "session", "document")
    return found.get(pk=minutes.pk)


def drafted(minutes: Minutes) -> Minutes:
    """Return the row of minutes, locked. Raises Refusal if they are approved: a correction opens them."""
    found = locked(minutes)
    if found.state != Minutes.State.DRAFT:
        raise Refusal(_("These minutes are approved and do not change any more. Begin a correction."))
    return found
