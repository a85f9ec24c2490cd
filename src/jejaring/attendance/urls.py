"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from jejaring.attendance.views import door, presence, stage

app_name = "attendance"

urlpatterns: list[URLPattern] = [
    path("acara/<slug:slug>/pintu/", door.door, name="door"),
    path("acara/<slug:slug>/pintu/pekerja.js", door.offline_script, name="offline_script"),
    path("acara/<slug:slug>/pintu/keadaan/", door.state, name="state"),
    path("acara/<slug:slug>/pintu/laporan/", door.reports, name="reports"),
    path("acara/<slug:slug>/pintu/<uuid:guid>/batal/", door.undo, name="undo"),
    path("acara/<slug:slug>/panggung/<uuid:hall>/", stage.stage, name="stage"),
    path("acara/<slug:slug>/kelola/pintu/", presence.overview, name="overview"),
    path("acara/<slug:slug>/kelola/pintu/orang/", presence.people, name="people"),
    path("acara/<slug:slug>/kelola/pintu/orang/<uuid:public_id>/", presence.person, name="person"),
    path("acara/<slug:slug>/kelola/pintu/orang/<uuid:public_id>/tambah/", presence.add_reading, name="add_reading"),
    path("acara/<slug:slug>/kelola/pintu/bacaan/<uuid:guid>/batal/", presence.undo_by_hand, name="undo_by_hand"),
    path("acara/<slug:slug>/kelola/pintu/konflik/", presence.conflicts, name="conflicts"),
    path("acara/<slug:slug>/kelola/pintu/konflik/<uuid:guid>/", presence.settle, name="settle"),
]
