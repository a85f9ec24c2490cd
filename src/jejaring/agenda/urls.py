"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from jejaring.agenda.views import exchange, public

app_name = "agenda"

EVENT = "acara/<slug:slug>"
PROGRAMME = f"{EVENT}/kelola/program"

urlpatterns: list[URLPattern] = [
    path("acara/", public.events, name="events"),
    path(f"{EVENT}/", public.event, name="event"),
    path(f"{EVENT}/sesi/<int:number>/", public.session, name="session"),
    path(f"{EVENT}/jadwal.xml", exchange.schedule_xml, name="schedule_xml"),
    path(f"{EVENT}/jadwal.json", exchange.schedule_json, name="schedule_json"),
    path(f"{EVENT}/jadwal.ics", exchange.calendar, name="calendar"),
    path(f"{EVENT}/hari/<slug:day>.ics", exchange.day_calendar, name="day_calendar"),
    path(f"{EVENT}/versi/", public.versions, name="versions"),
    path(f"{EVENT}/versi/<int:number>/", public.version, name="version"),
    path(f"{PROGRAMME}/impor/", exchange.import_programme, name="import_programme"),
    path(f"{PROGRAMME}/impor/<int:pk>/", exchange.programme_import, name="programme_import"),
]
