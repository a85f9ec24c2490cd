"""Addresses of membership."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "membership"

journey_patterns: list[URLPattern] = []

member_patterns: list[URLPattern] = []

urlpatterns = [*journey_patterns, *member_patterns]
