"""Addresses of the kit."""

from __future__ import annotations

from django.urls import path

from jejaring.kit import views

app_name = "kit"
urlpatterns = [path("tampilan/", views.theme, name="theme")]
