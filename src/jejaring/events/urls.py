"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from jejaring.events import speaker_urls
from jejaring.events.views import exchange, public
from jejaring.events.work_urls import work_patterns

app_name = "events"

EVENT = "acara/<slug:slug>"
PUBLIC = [
    path("acara/", public.events, name="events"),
    path(f"{EVENT}/", public.event, name="event"),
    path(f"{EVENT}/sesi/<int:number>/", public.session, name="session"),
    path(f"{EVENT}/jadwal.xml", exchange.schedule_xml, name="schedule_xml"),
    path(f"{EVENT}/jadwal.json", exchange.schedule_json, name="schedule_json"),
    path(f"{EVENT}/jadwal.ics", exchange.calendar, name="calendar"),
    path(f"{EVENT}/hari/<slug:day>.ics", exchange.day_calendar, name="day_calendar"),
    path(f"{EVENT}/versi/", public.versions, name="versions"),
    path(f"{EVENT}/versi/<int:number>/", public.version, name="version"),
]
urlpatterns: list[URLPattern] = [*PUBLIC, *work_patterns, *speaker_urls.urlpatterns]
