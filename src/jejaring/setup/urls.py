"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from jejaring.setup import views

app_name = "setup"
urlpatterns = [
    path("ruang/menyiapkan/", views.prepare, name="prepare"),
    path("ruang/menyiapkan/<slug:key>/", views.confirm, name="confirm"),
]
