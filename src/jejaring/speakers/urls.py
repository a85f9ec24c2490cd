"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from jejaring.speakers.views import materials, speaker_pages, speakers

app_name = "speakers"

PUBLIC, WORK = "acara/<slug:slug>", "acara/<slug:slug>/kelola/pembicara"

urlpatterns = [
    path(f"{PUBLIC}/pembicara/", speaker_pages.speakers, name="speakers"),
    path(f"{PUBLIC}/pembicara/<uuid:guid>/", speaker_pages.speaker, name="speaker"),
    path(f"{PUBLIC}/pembicara/<uuid:guid>/foto.jpg", speaker_pages.portrait, name="portrait"),
    path(f"{PUBLIC}/pembicara/<uuid:guid>/kelola/", speaker_pages.own_page, name="own_page"),
    path(f"{PUBLIC}/arsip/", materials.archive, name="archive"),
    path(f"{PUBLIC}/materi/<int:pk>/", materials.material, name="material"),
    path(f"{PUBLIC}/sesi/<int:number>/materi/", materials.session_materials, name="session_materials"),
    path(f"{PUBLIC}/sesi/<int:number>/materi/<int:pk>/", materials.change, name="change_material"),
    path(f"{PUBLIC}/sesi/<int:number>/materi/<int:pk>/hapus/", materials.remove, name="remove_material"),
    path(f"{WORK}/", speakers.work_list, name="speakers_work"),
    path(f"{WORK}/baru/", speakers.add, name="add_speaker"),
    path(f"{WORK}/<uuid:guid>/", speakers.change, name="change_speaker"),
    path(f"{WORK}/<uuid:guid>/gabung/", speakers.merge, name="merge_speakers"),
    path(f"{WORK}/<uuid:guid>/hapus/", speakers.remove, name="remove_speaker"),
    path(f"{WORK}/<uuid:guid>/tautan/", speakers.send_link, name="send_speaker_link"),
    path(f"{WORK}/<uuid:guid>/tautan/tarik/", speakers.withdraw_link, name="withdraw_speaker_link"),
]
