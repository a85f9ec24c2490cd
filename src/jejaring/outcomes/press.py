"""The press pack of an event: a ZIP of texts and of the portraits whose licence is known."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jejaring.documents import contents
from jejaring.events import times
from jejaring.events.models import Event, Speaker
from jejaring.events.queries import released
from jejaring.events.times import language
from jejaring.files import storage
from jejaring.outcomes.models import Report


def portraits(event: Event) -> QuerySet[Speaker]:
    """Return the speakers whose portrait may be passed on: its licence is stated, and they speak in public."""
    programme = released(event)
    speaking = {part.speaker for one in programme.sessions for part in one.parts} if programme else set()
    found = event.speakers.filter(guid__in=speaking, portrait__isnull=False, shows_portrait=True).exclude(
        portrait_licence=""
    )
    return found.select_related("portrait").order_by("name", "pk")


def pack(event: Event, report: Report) -> bytes:
    """Return the ZIP: about.txt, programme.txt, portraits/, and licences.txt, which says of each file how to use it."""
    kept = list(portraits(event))
    names = {one.pk: f"portraits/{slugify(one.name)[:60] or 'speaker'}-{one.pk}{contents_of(one)}" for one in kept}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.txt", "\n".join(_about(event, report)))
        archive.writestr("programme.txt", "\n".join(_programme(event)))
        archive.writestr(
            "licences.txt", "\n".join(f"{names[one.pk]}: {one.name}, {one.portrait_licence}" for one in kept)
        )
        for one in kept:
            if one.portrait:
                archive.writestr(names[one.pk], storage.get(one.portrait.sha256))
    return out.getvalue()


def contents_of(speaker: Speaker) -> str:
    """Return the ending of a portrait's file name."""
    png = speaker.portrait is not None and speaker.portrait.content_type == contents.PNG.content_type
    return ".png" if png else ".jpg"


def _about(event: Event, report: Report) -> Iterator[str]:
    yield event.name
    if event.theme:
        yield event.theme
    yield times.days(event.begins_on, event.ends_on)
    if event.host:
        yield event.host.name
    yield ""
    yield (report.summary_en or report.summary_id) if language() == "en" else report.summary_id
    if event.source:
        yield ""
        yield _("Source: %(source)s") % {"source": event.source}


def _programme(event: Event) -> Iterator[str]:
    programme = released(event)
    if programme is None:
        return
    speakers = {one.guid: one.name for one in programme.speakers}
    for day in programme.days:
        yield ""
        yield times.weekday(day)
        for one in programme.on_day(day):
            if one.starts_at and one.ends_at and one.state != "cancelled":
                names = ", ".join(speakers.get(part.speaker, "") for part in one.parts)
                title = one.title.in_language(language())
                when = times.span(one.starts_at, one.ends_at, programme.zone)
                yield f"{when}  {title} ({names})" if names else f"{when}  {title}"
