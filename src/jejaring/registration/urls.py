"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from jejaring.registration.views import codes

app_name = "registration"

urlpatterns: list[URLPattern] = [
    path("acara/<slug:slug>/kode/<str:code>/", codes.code, name="code"),
    path("acara/<slug:slug>/kelola/peserta/<uuid:public_id>/kode/", codes.renew_code, name="renew_code"),
]
