"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from jejaring.setup import views

app_name = "setup"
urlpatterns = [
    path("wajah/<str:sha256>.css", views.stylesheet, name="stylesheet"),
    path("wajah/<str:sha256>.<str:kind>", views.logo, name="logo"),
    path("ruang/menyiapkan/", views.prepare, name="prepare"),
    path("ruang/menyiapkan/tampilan/", views.appearance, name="appearance"),
    path("ruang/menyiapkan/tampilan/bawaan/", views.reset_appearance, name="reset_appearance"),
    path("ruang/menyiapkan/<slug:key>/", views.confirm, name="confirm"),
]
