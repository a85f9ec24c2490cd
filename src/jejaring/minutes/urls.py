"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from jejaring.minutes.views import items, minutes

app_name = "minutes"

WORK = "acara/<slug:slug>/kelola/notula"
ONE = f"{WORK}/<uuid:public_id>"

urlpatterns: list[URLPattern] = [
    path(f"{WORK}/", minutes.minutes_list, name="list"),
    path(f"{WORK}/mulai/", minutes.begin, name="begin"),
    path(f"{ONE}/", minutes.minutes, name="minutes"),
    path(f"{ONE}/tulis/", minutes.write, name="write"),
    path(f"{ONE}/sahkan/", minutes.approve, name="approve"),
    path(f"{ONE}/tanda-tangan/", minutes.sign, name="sign"),
    path(f"{ONE}/koreksi/", minutes.correct, name="correct"),
    path(f"{ONE}/butir/", items.add, name="add_item"),
    path(f"{ONE}/butir/<int:number>/", items.change, name="change_item"),
    path(f"{ONE}/butir/<int:number>/hapus/", items.drop, name="drop_item"),
    path("ruang/tindak-lanjut/<int:pk>/", items.item, name="item"),
    path("ruang/tindak-lanjut/<int:pk>/buka/", items.reopen, name="reopen_item"),
]
