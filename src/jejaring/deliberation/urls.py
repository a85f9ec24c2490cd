"""Addresses of the deliberation."""

from __future__ import annotations

from django.urls import path

from jejaring.deliberation import views

app_name = "deliberation"

MEETING = "perjalanan/<uuid:public_id>/rapat"

urlpatterns = [
    path(f"{MEETING}/undangan/", views.call, name="call"),
    path(f"{MEETING}/batal/", views.cancel, name="cancel"),
    path(f"{MEETING}/hasil/", views.conclude, name="conclude"),
    path(f"{MEETING}/hasil/periksa/", views.check, name="check"),
]
