"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from jejaring.notices import views

app_name = "notices"
urlpatterns = [
    path("ruang/pemberitahuan/", views.notices, name="list"),
    path("ruang/pemberitahuan/dibaca/", views.mark_all_read, name="mark_all_read"),
    path("ruang/pemberitahuan/<int:pk>/", views.notice, name="notice"),
]
