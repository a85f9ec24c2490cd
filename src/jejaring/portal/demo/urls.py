"""Addresses of the demo; the root list has them in the demo only."""

from __future__ import annotations

from django.urls import path

from jejaring.portal.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.start, name="start"),
    path("masuk/<slug:key>/", views.enter, name="enter"),
    path("surat/", views.letters_sent, name="letters"),
    path("jam/", views.move_clock, name="clock"),
    path("surat-kuasa.pdf", views.mandate, name="mandate"),
]
