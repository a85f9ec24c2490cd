"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from jejaring.registration.views import badges, codes

app_name = "registration"

urlpatterns: list[URLPattern] = [
    path("acara/<slug:slug>/kode/<str:code>/", codes.code, name="code"),
    path("acara/<slug:slug>/kelola/peserta/<uuid:public_id>/kode/", codes.renew_code, name="renew_code"),
    path("acara/<slug:slug>/kelola/lencana/", badges.badges, name="badges"),
    path("acara/<slug:slug>/kelola/lencana/cetak/", badges.print_badges, name="print_badges"),
    path("acara/<slug:slug>/kelola/lencana/<uuid:public_id>.pdf", badges.badge, name="badge"),
]
