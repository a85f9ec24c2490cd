"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern

from jejaring.events.work_urls import work_patterns
from jejaring.speakers import urls as speaker_urls

app_name = "events"

EVENT = "acara/<slug:slug>"
PUBLIC = []
urlpatterns: list[URLPattern] = [*PUBLIC, *work_patterns, *speaker_urls.urlpatterns]
