"""What the pages of one's own account share: title, tabs, crumbs."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.kit.components import Tab
from jejaring.kit.navigation import workroom_crumbs


def account_frame(current: str) -> dict[str, Any]:
    """Return title, tabs and crumbs of the account pages."""
    title = _("Your account")
    tabs = [
        Tab("profile", _("Profile"), reverse("people:account")),
        Tab("security", _("Security"), reverse("people:security")),
        Tab("privacy", _("Privacy"), reverse("people:privacy")),
        Tab("reads", _("Access log"), reverse("people:reads")),
    ]
    return {"title": title, "tabs": tabs, "current": current, "crumbs": workroom_crumbs((title, ""))}
