"""Materials of sessions: uploaded with licence, audience and embargo; a removal keeps its trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from jejaring.documents.actions import store_upload
from jejaring.events.models import Material, Session, Speaker
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.people.models import Person


@dataclass(frozen=True, slots=True)
class MaterialFacts:
    """What a material is called, by which licence it is used, who may see it, and from when."""

    title: str
    licence: str
    audience: str = Material.Audience.PUBLIC
    embargo_until: datetime | None = None


@transaction.atomic
def upload_material(
    session: Session,
    facts: MaterialFacts,
    file: UploadedFile[Any],
    *,
    by: Person | None,
    at: datetime,
    speaker: Speaker | None = None,
) -> Material:
    """Add a material to a session, by someone with an account or by its `speaker`.

    Raises Refusal without a licence, or for a file that is not kept here.
    """
    licence = facts.licence.strip()
    if not licence:
        raise Refusal(_("Write the licence of the material, or who allowed its use."), field="licence")
    stored = store_upload(file, record=session, by=by, at=at)
    material = Material.objects.create(
        session=session,
        file=stored,
        title=facts.title,
        licence=licence,
        audience=facts.audience,
        embargo_until=facts.embargo_until,
        speaker=speaker,
        uploaded_at=at,
    )
    record("events.upload_material", material, by=by, at=at, data=_facts(material, speaker))
    return material


@transaction.atomic
def change_material(
    material: Material, facts: MaterialFacts, *, by: Person | None, at: datetime, speaker: Speaker | None = None
) -> Material:
    """Change title, licence, audience and embargo. Raises Refusal if it was removed, or without a licence."""
    material = _present(material)
    if not facts.licence.strip():
        raise Refusal(_("Write the licence of the material, or who allowed its use."), field="licence")
    material.title, material.licence = facts.title, facts.licence.strip()
    material.audience, material.embargo_until = facts.audience, facts.embargo_until
    material.save(update_fields=["title", "licence", "audience", "embargo_until"])
    record("events.change_material", material, by=by, at=at, data=_facts(material, speaker))
    return material


@transaction.atomic
def remove_material(
    material: Material, *, reason: str, by: Person | None, at: datetime, speaker: Speaker | None = None
) -> Material:
    """Take a material away from everybody; that it was there, who removed it and why stays.

    Raises Refusal without a reason, or if it was removed before.
    """
    material = _present(material)
    if not reason.strip():
        raise Refusal(_("Give the reason for removing it."), field="reason")
    material.removed_at, material.removed_by, material.removal_reason = at, by, reason.strip()
    material.save(update_fields=["removed_at", "removed_by", "removal_reason"])
    record("events.remove_material", material, by=by, at=at, data=_facts(material, speaker))
    return material


def _present(material: Material) -> Material:
    found = Material.objects.select_for_update(of=("self",)).select_related("session__event").get(pk=material.pk)
    if found.removed_at:
        raise Refusal(_("This material was removed before."))
    return found


def _facts(material: Material, speaker: Speaker | None) -> dict[str, object]:
    who = {"speaker": str(speaker.guid)} if speaker else {}
    return {"session": material.session.number, "file": material.file.sha256, **who}
