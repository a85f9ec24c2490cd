"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern

from jejaring.events import speaker_urls

app_name = "events"

urlpatterns: list[URLPattern] = [*speaker_urls.urlpatterns]
