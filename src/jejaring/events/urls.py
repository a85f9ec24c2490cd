"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from jejaring.events.views import helpers, lives, places, releases, sessions

app_name = "events"

WORK = "acara/<slug:slug>/kelola"
PLACES = f"{WORK}/tempat"
PROGRAMME = f"{WORK}/program"
SESSION = f"{PROGRAMME}/sesi/<int:number>"

urlpatterns: list[URLPattern] = [
    path("ruang/acara/", lives.work, name="work"),
    path("ruang/acara/buka/", lives.open_event, name="open"),
    path("acara/rangkaian/<slug:series>/", lives.series, name="series"),
    path(f"{WORK}/", lives.manage, name="manage"),
    path(f"{WORK}/data/", lives.change, name="change"),
    path(f"{WORK}/umumkan/", lives.announce, name="announce"),
    path(f"{WORK}/tutup/", lives.close, name="close"),
    path(f"{WORK}/batal/", lives.cancel, name="cancel"),
    path(f"{WORK}/salin/", lives.copy, name="copy"),
    path(f"{WORK}/tim/", helpers.team, name="team"),
    path(f"{WORK}/tim/<int:pk>/akhiri/", helpers.dismiss, name="dismiss"),
    path(f"{WORK}/tim/undangan/<int:pk>/cabut/", helpers.withdraw, name="withdraw_helper"),
    path(f"{PLACES}/", places.show, name="places"),
    path(f"{PLACES}/gedung/", places.add_venue, name="add_venue"),
    path(f"{PLACES}/gedung/<int:pk>/", places.change_venue, name="change_venue"),
    path(f"{PLACES}/gedung/<int:pk>/hapus/", places.remove_venue, name="remove_venue"),
    path(f"{PLACES}/gedung/<int:pk>/ruang/", places.add_hall, name="add_hall"),
    path(f"{PLACES}/ruang/<int:pk>/", places.change_hall, name="change_hall"),
    path(f"{PLACES}/ruang/<int:pk>/hapus/", places.remove_hall, name="remove_hall"),
    path(f"{PLACES}/ruang/<int:pk>/jam/", places.hall_availability, name="hall_availability"),
    path(f"{PLACES}/jalur/", places.add_track, name="add_track"),
    path(f"{PLACES}/jalur/<int:pk>/", places.change_track, name="change_track"),
    path(f"{PLACES}/jalur/<int:pk>/hapus/", places.remove_track, name="remove_track"),
    path(f"{PLACES}/jam/<int:pk>/hapus/", places.remove_availability, name="remove_availability"),
    path(f"{WORK}/pembicara/<int:pk>/jam/", places.speaker_availability, name="speaker_availability"),
    path(f"{PROGRAMME}/", sessions.grid, name="grid"),
    path(f"{PROGRAMME}/sesi/", sessions.add, name="add_session"),
    path(f"{SESSION}/", sessions.edit, name="session_form"),
    path(f"{SESSION}/pindah/", sessions.move, name="move"),
    path(f"{SESSION}/batal/", sessions.cancel, name="cancel_session"),
    path(f"{SESSION}/pulihkan/", sessions.reinstate, name="reinstate_session"),
    path(f"{SESSION}/hapus/", sessions.remove, name="remove_session"),
    path(f"{PROGRAMME}/terbit/", releases.release, name="release"),
]
