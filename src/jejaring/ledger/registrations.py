"""What this room registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jejaring.kit import registry
from jejaring.kit.registry import Door, MenuEntry, PersonalData, Route, Who


def register() -> None:
    """Register menu and routes; called once, when the room starts."""
    registry.footer_menu.add("ledger:chain", MenuEntry(_("Ledger"), order=90, column="check"))
    registry.doors.add(
        "ledger:chain",
        Door("data", _("Ledger"), _("Every act of the network in one chain; check that nothing is missing."), order=30),
    )
    registry.personal_data.add(
        "ledger.entries",
        PersonalData(
            _("What you do in an office"),
            held=_("What was done, when, on which record and from which account."),
            why=_("As proof of every act of the network. Entries form a chain from which none can be taken out."),
            until=_("Not erased: it is the proof. Once your account is deleted, the entries stay without your name."),
            seen_by=_("You, and who may see the record. The public page of the ledger names no person."),
            order=60,
        ),
    )
    registry.pages.add_all({"ledger": "ledger:chain", "history": "ledger:record", "own history": "ledger:mine"})
    registry.routes.add_all(
        {
            "ledger:chain": Route(Who.ANYONE),
            "ledger:heads": Route(Who.ANYONE),
            "ledger:record": Route(
                Who.OFFICE, of="ledger.entry", take={"record_type": "record_type", "record_id": "record_id"}
            ),
            "ledger:mine": Route(Who.PERSON),
            "ledger:person": Route(Who.OFFICE, of="people.person", take={"public_id": "public_id"}),
        }
    )
