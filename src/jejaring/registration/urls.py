"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from jejaring.registration.views import codes, participants, public, setup, tickets

app_name = "registration"

DELEGATION = "delegasi/<uuid:public_id>"
MEMBER = f"{DELEGATION}/anggota/<uuid:person>"
EVENT = "acara/<slug:slug>"
PARTICIPANTS = f"{EVENT}/kelola/peserta"
PERSON = f"{PARTICIPANTS}/<uuid:public_id>"
SETUP = f"{PARTICIPANTS}/pengaturan"
TICKET = "tiket/<str:token>"

PEOPLE = [
    path(f"{EVENT}/daftar/", public.register, name="register"),
    path(f"{EVENT}/daftar/terkirim/", public.registered, name="registered"),
    path(f"{EVENT}/peserta/", public.participants, name="listed"),
    path("tiket/<uuid:public_id>/", tickets.own_ticket, name="own_ticket"),
    path(f"{TICKET}/", tickets.ticket, name="ticket"),
    path(f"{TICKET}/ubah/", tickets.change, name="change_ticket"),
    path(f"{TICKET}/batal/", tickets.cancel, name="cancel_ticket"),
    path(f"{PARTICIPANTS}/", participants.participants, name="participants"),
    path(f"{PARTICIPANTS}/tambah/", participants.add, name="add_participant"),
    path(f"{PERSON}/", participants.participant, name="participant"),
    path(f"{PERSON}/terima/", participants.approve, name="approve"),
    path(f"{PERSON}/tolak/", participants.reject, name="reject"),
    path(f"{PERSON}/batal/", participants.cancel, name="cancel_participant"),
    path(f"{PERSON}/ubah/", participants.change, name="change_participant"),
    path(f"{PERSON}/pindah/", participants.move, name="move_participant"),
    path(f"{PERSON}/gabung/", participants.merge, name="merge_participant"),
    path(f"{SETUP}/", setup.set_up, name="set_up"),
    path(f"{SETUP}/kelompok/", setup.group, name="add_group"),
    path(f"{SETUP}/kelompok/<int:pk>/", setup.group, name="group"),
    path(f"{SETUP}/kelompok/<int:pk>/hapus/", setup.remove_group, name="remove_group"),
    path(f"{SETUP}/pertanyaan/", setup.questions, name="questions"),
    path(f"{SETUP}/pertanyaan/pratinjau/", setup.preview, name="preview_questions"),
    path(f"{SETUP}/pertanyaan/<slug:key>/", setup.question, name="question"),
]
urlpatterns: list[URLPattern] = [
    *PEOPLE,
    path("acara/<slug:slug>/kode/<str:code>/", codes.code, name="code"),
    path("acara/<slug:slug>/kelola/peserta/<uuid:public_id>/kode/", codes.renew_code, name="renew_code"),
]
