"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path

from jejaring.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("cari/", views.search, name="search"),
    path("ruang/", views.workroom, name="workroom"),
    path("anggota/<slug:slug>/", views.organisation, name="organisation"),
]
