"""What this room registers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jejaring.cities.queries import Reader
from jejaring.events.models import Event, Material, Session, Speaker
from jejaring.events.rules import may_manage, may_manage_session
from jejaring.events.sections import PageSection, event_sections, session_sections
from jejaring.events.tabs import EventTab, event_tabs
from jejaring.kit import clock, registry
from jejaring.kit.components import Hit
from jejaring.kit.registry import Doorway, Export, PersonalData, Route, Search, Who
from jejaring.people.links import LinkPurpose, purposes
from jejaring.people.models import OneUseLink
from jejaring.speakers.actions.speaker_pages import claim
from jejaring.speakers.queries.materials import materials_visible_to, public_materials
from jejaring.speakers.queries.speakers import CLAIM, speakers_visible_to


def register() -> None:
    """Register all that this room offers; called once, when it starts."""
    registry.doorways.add_all(DOORWAYS)
    registry.searches.add("events.materials", SEARCH)
    registry.personal_data.add_all(KEPT)
    registry.exports.add("events.speakers", Export(_("Your pages as a speaker"), _own_pages))
    registry.routes.add_all(ROUTES)
    purposes.add(CLAIM, PURPOSE)
    title = _("Materials")
    session_sections.add("materi", PageSection(title, "speakers/_materials.html", _of_session, order=20))
    event_sections.add("arsip", PageSection(title, "speakers/_archive_link.html", _of_event, order=60))
    event_tabs.add("speakers", EventTab(_("Speakers"), "speakers:speakers_work", may_manage, order=30))


# --- the link to a speaker's page ---------------------------------------------------------------
def _speaker_of(link: OneUseLink) -> Speaker | None:
    return Speaker.objects.select_related("event").filter(pk=link.record_id).first()


def _is_wanted(link: OneUseLink) -> bool:
    speaker = _speaker_of(link)
    return speaker is not None and speaker.email == link.email


def _letter(link: OneUseLink) -> tuple[str, str]:
    speaker = _speaker_of(link)
    names = {"event": speaker.event.name if speaker else "", "name": link.name, "network": settings.NETWORK_NAME}
    subject = gettext("Your page as a speaker: %(event)s") % names
    text = gettext(
        "Dear %(name)s,\n\nyou speak at %(event)s of %(network)s. Open this link to write your biography, add a"
        " portrait and hand in your materials. You need no account. The link opens once, within 14 days; a new"
        " one can be sent."
    )
    return subject, text % names


def _lead(link: OneUseLink) -> str:
    speaker = _speaker_of(link)
    names = {"name": link.name, "event": speaker.event.name if speaker else ""}
    return gettext("For %(name)s, speaker at %(event)s. The link opens once; then you write your page here.") % names


PURPOSE = LinkPurpose(
    title=_("Your page as a speaker"),
    button=_("Open my page"),
    lead=_lead,
    letter=_letter,
    opened=claim,
    is_wanted=_is_wanted,
)


# --- doorways and search ------------------------------------------------------------------------
def _visible_materials(reader: Reader, *, on: date) -> QuerySet[Material]:
    return materials_visible_to(reader, on=on, at=clock.now())


def _may_see_session(reader: Reader, record_id: str, *, on: date) -> bool:
    """The files of a session as they were stored are for those who run it; others get them as materials."""
    session = Session.objects.select_related("event").filter(pk=record_id).first()
    return session is not None and may_manage_session(reader, session, on=on)


def _may_see_material(reader: Reader, record_id: str, *, on: date) -> bool:
    """The history of a material is for those who run its session."""
    material = Material.objects.filter(pk=record_id).first()
    return material is not None and _may_see_session(reader, str(material.session_id), on=on)


def _hit(one: Material) -> Hit:
    note = f"{one.session.event} · {one.session}"
    return Hit(one.title, note, reverse("speakers:material", args=[one.session.event.slug, one.pk]))


DOORWAYS = {
    "events.speaker": Doorway(visible=speakers_visible_to),
    "events.session": Doorway(may_see=_may_see_session),
    "events.material": Doorway(may_see=_may_see_material),
}
SEARCH = Search(_("Materials of events"), _visible_materials, ("title", "session__title_id"), _hit, order=45)


# --- sections of public pages -------------------------------------------------------------------
def _of_session(record: Session, *, reader: Reader, on: date) -> Mapping[str, Any] | None:
    """Return what a reader may have of a session's materials by now."""
    found = list(_visible_materials(reader, on=on).filter(session=record))
    return {"event": record.event, "materials": found} if found else None


def _of_event(record: Event, *, reader: Reader, on: date) -> Mapping[str, Any] | None:
    """Return how many materials everyone may have of an event by now."""
    count = public_materials(record, at=clock.now()).count()
    return {"event": record, "count": count} if count else None


# --- persons ------------------------------------------------------------------------------------
def _own_pages(person: Any) -> list[dict[str, Any]]:
    fields = ("event__slug", "name", "title_id", "title_en", "email", "biography_id", "biography_en", "claimed_at")
    return list(Speaker.with_removed.filter(person=person).values(*fields))


KEPT = {
    "events.speakers": PersonalData(
        _("Speakers"),
        held=_("Name, position, e-mail address; biography and portrait if you give them."),
        why=_("So that participants know who speaks, and you can keep your own page."),
        until=_("Name and position as long as the programme is kept; you can remove the rest yourself at any time."),
        seen_by=_("Name and position everyone, once the programme is released; biography and portrait as you choose."),
        order=110,
    ),
}

# --- routes -------------------------------------------------------------------------------------
_EVENT = {"slug": "slug"}
_OF_EVENT = Route(Who.OFFICE, of="events.event", take=_EVENT)
_SPEAKER = {"slug": "event.slug", "guid": "guid"}
_OF_SPEAKER = Route(Who.OFFICE, of="events.speaker", take=_SPEAKER)
_MATERIAL = {"slug": "session.event.slug", "number": "session.number", "pk": "pk"}
ROUTES = {
    "speakers:speakers": Route(Who.ANYONE, of="events.event", take=_EVENT),
    "speakers:speaker": Route(Who.ANYONE, of="events.speaker", take=_SPEAKER),
    "speakers:portrait": Route(Who.ANYONE, of="events.speaker", take=_SPEAKER),
    "speakers:own_page": Route(Who.ANYONE, of="events.speaker", take=_SPEAKER),
    "speakers:archive": Route(Who.ANYONE, of="events.event", take=_EVENT),
    "speakers:material": Route(Who.ANYONE, of="events.material", take={"slug": "session.event.slug", "pk": "pk"}),
    "speakers:session_materials": Route(
        Who.ANYONE, of="events.session", take={"slug": "event.slug", "number": "number"}
    ),
    "speakers:change_material": Route(Who.ANYONE, of="events.material", take=_MATERIAL),
    "speakers:remove_material": Route(Who.ANYONE, of="events.material", take=_MATERIAL),
    "speakers:speakers_work": _OF_EVENT,
    "speakers:add_speaker": _OF_EVENT,
    "speakers:change_speaker": _OF_SPEAKER,
    "speakers:merge_speakers": _OF_SPEAKER,
    "speakers:remove_speaker": _OF_SPEAKER,
    "speakers:send_speaker_link": _OF_SPEAKER,
    "speakers:withdraw_speaker_link": _OF_SPEAKER,
}
