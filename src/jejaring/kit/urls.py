"""Addresses of the kit."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from jejaring.kit import views

app_name = "kit"
urlpatterns = [path("tampilan/", views.theme, name="theme")]
if settings.MODE == "development":
    urlpatterns.append(path("_kit/", views.gallery, name="gallery"))
