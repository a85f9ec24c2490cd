"""Venues with their halls, tracks, and when halls and speakers are available."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jejaring.events.actions import availability, places
from jejaring.events.forms.places import (
    AvailabilityForm,
    HallForm,
    OrderedHallForm,
    OrderedTrackForm,
    TrackForm,
    VenueForm,
)
from jejaring.events.models import Availability, Event, Hall, Speaker, Track, Venue
from jejaring.events.queries.work import tracks_of, venues_of
from jejaring.events.views.common import crumbs, event_for, work_page
from jejaring.kit.components import Button
from jejaring.kit.forms import attempt, form_page, submitted
from jejaring.kit.requests import now, reader


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show where an event takes place, and its tracks."""
    event = event_for(request, slug)
    context = {
        **work_page(request, event, "programme"),
        "venues": list(venues_of(event)),
        "tracks": list(tracks_of(event)),
        "crumbs": crumbs(event, (_("Places and tracks"), "")),
    }
    return render(request, "events/places.html", context)


def add_venue(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a venue."""
    event, form = event_for(request, slug), VenueForm(request.POST or None)
    title = _("Add a venue")
    return _answer(request, event, form, title, title, lambda: places.add_venue(event, **_typed(request, form)))


def change_venue(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a venue."""
    event = event_for(request, slug)
    venue = get_object_or_404(Venue, event=event, pk=pk)
    form = VenueForm(request.POST or None, initial=_known(venue, VenueForm))
    return _answer(
        request, event, form, venue.name, _("Save"), lambda: places.change_venue(venue, **_typed(request, form))
    )


def remove_venue(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Remove a venue with its halls, once it was asked whether that is meant."""
    event = event_for(request, slug)
    venue = get_object_or_404(Venue, event=event, pk=pk)
    return _remove(request, event, venue.name, lambda by, at: places.remove_venue(venue, by=by, at=at))


def add_hall(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add a hall to a venue."""
    event, form = event_for(request, slug), HallForm(request.POST or None)
    venue = get_object_or_404(Venue, event=event, pk=pk)
    return _answer(
        request,
        event,
        form,
        _("Add a room to %(venue)s") % {"venue": venue},
        _("Add the room"),
        lambda: places.add_hall(venue, **_typed(request, form)),
    )


def change_hall(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a hall; below it when it can be used."""
    event = event_for(request, slug)
    hall = get_object_or_404(Hall, event=event, pk=pk)
    form = OrderedHallForm(request.POST or None, initial=_known(hall, OrderedHallForm))
    more = {"template": "events/hall.html", "spans": list(hall.availabilities.all()), "hall": hall}
    return _answer(
        request, event, form, hall.name, _("Save"), lambda: places.change_hall(hall, **_typed(request, form)), **more
    )


def remove_hall(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Remove a hall, once it was asked whether that is meant."""
    event = event_for(request, slug)
    hall = get_object_or_404(Hall, event=event, pk=pk)
    return _remove(request, event, hall.name, lambda by, at: places.remove_hall(hall, by=by, at=at))


def add_track(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a track."""
    event, form = event_for(request, slug), TrackForm(request.POST or None)
    title = _("Add a track")
    return _answer(request, event, form, title, title, lambda: places.add_track(event, **_typed(request, form)))


def change_track(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a track."""
    event = event_for(request, slug)
    track = get_object_or_404(Track, event=event, pk=pk)
    form = OrderedTrackForm(request.POST or None, initial=_known(track, OrderedTrackForm))
    return _answer(
        request, event, form, str(track.name), _("Save"), lambda: places.change_track(track, **_typed(request, form))
    )


def remove_track(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Remove a track, once it was asked whether that is meant."""
    event = event_for(request, slug)
    track = get_object_or_404(Track, event=event, pk=pk)
    return _remove(request, event, str(track.name), lambda by, at: places.remove_track(track, by=by, at=at))


# --- availability -----------------------------------------------------------------------------
def hall_availability(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write when a hall can be used."""
    event = event_for(request, slug)
    hall = get_object_or_404(Hall, event=event, pk=pk)
    return _add_span(request, event, hall, reverse("events:change_hall", args=[slug, pk]))


def speaker_availability(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write when a speaker can come; the spans written so far stand below."""
    event = event_for(request, slug)
    speaker = get_object_or_404(Speaker, event=event, pk=pk)
    return _add_span(request, event, speaker, request.path)


@require_POST
def remove_availability(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Remove a span of a hall or a speaker."""
    at, event = now()[1], event_for(request, slug)
    span = get_object_or_404(Availability.objects.select_related("hall__event", "speaker__event"), pk=pk)
    of = span.hall or span.speaker
    get_object_or_404(Event, pk=event.pk if of and of.event_id == event.pk else None)
    attempt(
        request, lambda: availability.remove_availability(span, by=reader(request), at=at), _("The span is removed.")
    )
    page = "events:change_hall" if span.hall else "events:speaker_availability"
    return redirect(page, slug, of.pk if of else 0)


def _add_span(request: HttpRequest, event: Event, of: Hall | Speaker, then: str) -> HttpResponse:
    at = now()[1]
    form = AvailabilityForm(request.POST or None, event=event, initial={"day": event.begins_on})
    if submitted(request, form, lambda: availability.add_availability(of, *form.span, by=reader(request), at=at)):
        messages.success(request, _("The hours are recorded. Sessions outside them are marked."))
        return redirect(then)
    title = _("When %(name)s is available") % {"name": of}
    page = {**work_page(request, event, "programme"), "spans": list(of.availabilities.all())}
    lead = _("Without any hours it is always. Sessions outside the hours are marked.")
    way = crumbs(event, (_("Places and tracks"), reverse("events:places", args=[event.slug])), (title, ""))
    return form_page(
        request,
        form,
        title=title,
        button=_("Add the hours"),
        lead=lead,
        crumbs=way,
        template="events/availability.html",
        **page,
    )


# --- what these pages share -------------------------------------------------------------------
def _typed(request: HttpRequest, form: forms.Form) -> dict[str, Any]:
    return {**form.cleaned_data, "by": reader(request), "at": now()[1]}


def _known(record: object, form: type[forms.Form]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in form.base_fields}


def _answer(
    request: HttpRequest,
    event: Event,
    form: forms.Form,
    title: str,
    button: Any,
    act: Callable[[], object],
    **more: Any,
) -> HttpResponse:
    """Show a form of the places, or act and go back to them."""
    if submitted(request, form, act):
        messages.success(request, _("Saved."))
        return redirect("events:places", event.slug)
    page = {**work_page(request, event, "programme"), **more}
    way = crumbs(event, (_("Places and tracks"), reverse("events:places", args=[event.slug])), (title, ""))
    return form_page(request, form, title=title, button=button, crumbs=way, **page)


def _remove(request: HttpRequest, event: Event, name: str, remove: Callable[[Any, Any], object]) -> HttpResponse:
    form = forms.Form(request.POST if request.method == "POST" else None)
    title = _("Remove %(name)s") % {"name": name}
    lead = _("Released versions of the programme keep the name.")
    return _answer(
        request,
        event,
        form,
        title,
        Button(_("Remove"), kind="danger"),
        lambda: remove(reader(request), now()[1]),
        lead=lead,
    )
