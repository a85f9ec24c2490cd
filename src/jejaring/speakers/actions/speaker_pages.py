"""A speaker's own page: the link to it, taking it over, and what its speaker writes there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from jejaring.documents.actions import store_upload
from jejaring.events.actions.common import locked
from jejaring.events.models import Event, Speaker
from jejaring.events.signals import speakers_changed
from jejaring.kit.refusal import Refusal
from jejaring.ledger.actions import record
from jejaring.notices.actions import notify
from jejaring.notices.models import Words
from jejaring.people.actions.links import send_link, withdraw_links
from jejaring.people.models import OneUseLink, Person
from jejaring.speakers import portraits
from jejaring.speakers.queries.speakers import CLAIM

OWN = ("name", "title_id", "title_en", "biography_id", "biography_en", "shows_biography", "shows_portrait")


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What a speaker writes of themselves, and what of it everyone may read."""

    name: str
    title_id: str = ""
    title_en: str = ""
    biography_id: str = ""
    biography_en: str = ""
    shows_biography: bool = True
    shows_portrait: bool = True
    portrait_licence: str = ""


@transaction.atomic
def send_claim(speaker: Speaker, *, by: Person | None, at: datetime) -> bool:
    """Have the link to their own page sent to a speaker; return whether it is a one-use link.

    Who has an account gets a notice instead. An open link ends. Raises Refusal for one without e-mail address.
    """
    event = locked(speaker.event)
    speaker = Speaker.objects.select_related("person").get(pk=speaker.pk)
    if not speaker.email:
        raise Refusal(_("%(name)s has no e-mail address here. Write it first.") % {"name": speaker})
    if speaker.person:
        _notify(event, speaker, speaker.person, at=at)
    else:
        given = {"email": speaker.email, "name": speaker.name, "language": speaker.language}
        send_link(speaker, purpose=CLAIM, by=by, at=at, **given)
    record("events.send_claim", event, by=by, at=at, data={"speaker": str(speaker.guid)})
    return speaker.person is None


def _notify(event: Event, speaker: Speaker, person: Person, *, at: datetime) -> None:
    def say() -> Words:
        names = {"event": event.name}
        body = _("You speak at %(event)s. Write your biography, add a portrait and hand in your materials.") % names
        link = reverse("speakers:own_page", args=[event.slug, speaker.guid])
        return Words(subject=_("Your page as a speaker: %(event)s") % names, body=body, link=link)

    notify(person, say, kind="events.speaker", at=at)


@transaction.atomic
def withdraw_claim(speaker: Speaker, *, by: Person | None, at: datetime) -> None:
    """End the open link to a speaker's page. Raises Refusal if there is none."""
    if not withdraw_links(speaker, purpose=CLAIM, by=by, at=at):
        raise Refusal(_("No link to this page is open."))


@transaction.atomic
def claim(link: OneUseLink, by: Person | None, at: datetime) -> str:
    """Let a speaker take over their page by the link they were sent; return its address.

    Whoever is signed in has the page under their account from then on, unless another account has it.
    """
    speaker = Speaker.objects.select_for_update().get(pk=link.record_id)
    speaker.claimed_at = speaker.claimed_at or at
    speaker.person = speaker.person or by
    speaker.save(update_fields=["claimed_at", "person"])
    record("events.claim_speaker", speaker.event, by=by, at=at, data={"speaker": str(speaker.guid)})
    return reverse("speakers:own_page", args=[speaker.event.slug, speaker.guid])


@transaction.atomic
def change_own_page(
    speaker: Speaker,
    page: OwnPage,
    *,
    by: Person | None,
    at: datetime,
    portrait: UploadedFile[Any] | None = None,
    without_portrait: bool = False,
) -> Speaker:
    """Change what a speaker says of themselves; a portrait is kept scaled and without its metadata.

    It can be done after the event, too. Raises Refusal for a portrait without licence, or one that cannot be kept.
    """
    event = locked(speaker.event)
    speaker = Speaker.objects.select_for_update().get(pk=speaker.pk)
    changed = [name for name in OWN if getattr(speaker, name) != getattr(page, name)]
    for name in OWN:
        setattr(speaker, name, getattr(page, name))
    if portrait:
        speaker.portrait = _kept(speaker, portrait, by=by, at=at)
    elif without_portrait:
        speaker.portrait = None
    speaker.portrait_licence = page.portrait_licence.strip() if speaker.portrait else ""
    if speaker.portrait and not speaker.portrait_licence:
        raise Refusal(_("Write the licence of the portrait, or who allowed its use."), field="portrait_licence")
    speaker.claimed_at = speaker.claimed_at or at
    speaker.save()
    data = {"speaker": str(speaker.guid), "changed": [*changed, *(["portrait"] if portrait else [])]}
    record("events.change_own_page", event, by=by, at=at, data=data)
    if {"name", "title_id", "title_en"} & {*changed}:
        speakers_changed.send(Event, event=event, by=by, at=at)
    return speaker


def _kept(speaker: Speaker, upload: UploadedFile[Any], *, by: Person | None, at: datetime) -> Any:
    content = portraits.as_kept(upload, upload.name or "")
    file = SimpleUploadedFile("portrait.jpg", content, content_type="image/jpeg")
    return store_upload(file, record=speaker, by=by, at=at)
