"""What this room registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jejaring.kit import registry
from jejaring.kit.registry import MenuEntry, PersonalData, Route, Who
from jejaring.notices.rules import may_keep_webhooks
from jejaring.notices.verbs import VERBS


def register() -> None:
    """Register menus, verbs and routes; called once, when the room starts."""
    registry.verbs.add_all(VERBS)
    registry.personal_data.add(
        "notices.notices",
        PersonalData(
            _("Notices to you"),
            held=_("Subject and text of what the network wrote to your account, and whether you read it."),
            why=_("So that you learn what waits for you, here and by e-mail."),
            until=_("Until your account is deleted."),
            seen_by=_("You alone."),
            order=80,
        ),
    )
    registry.account_menu.add("notices:list", MenuEntry(_("Notices"), order=20))
    registry.network_menu.add(
        "notices:webhooks",
        MenuEntry(
            _("Webhooks"),
            order=85,
            text=_("Other systems that receive public events."),
            to=lambda person, *, on, holdings: may_keep_webhooks(person),
        ),
    )
    registry.pages.add("notices", "notices:list")
    registry.moved_keys.add("notices:list", {"state": "keadaan"})
    registry.routes.add_all(ROUTES)


_OF_WEBHOOK = Route(Who.OFFICE, of="notices.webhook", take={"public_id": "public_id"})
_OF_DELIVERY = Route(Who.OFFICE, of="notices.delivery", take={"pk": "pk"})
ROUTES = {
    "notices:list": Route(Who.PERSON),
    "notices:mark_all_read": Route(Who.PERSON),
    "notices:notice": Route(Who.OFFICE, of="notices.notice", take={"pk": "pk"}),
    "notices:webhooks": Route(Who.OFFICE),
    "notices:add_webhook": Route(Who.OFFICE),
    "notices:delivery": _OF_DELIVERY,
    "notices:replay": _OF_DELIVERY,
    "notices:webhook": _OF_WEBHOOK,
    "notices:change_webhook": _OF_WEBHOOK,
    "notices:pause_webhook": _OF_WEBHOOK,
    "notices:resume_webhook": _OF_WEBHOOK,
    "notices:renew_secret": _OF_WEBHOOK,
    "notices:test_webhook": _OF_WEBHOOK,
    "notices:replay_since": _OF_WEBHOOK,
    "notices:remove_webhook": _OF_WEBHOOK,
}
