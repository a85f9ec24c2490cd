"""Addresses of the kit."""

from __future__ import annotations

from django.urls import path

from jejaring.kit import views

app_name = "kit"

urlpatterns = [
    path("tampilan/", views.theme, name="theme"),
    path("ruang/pekerjaan/", views.jobs_page, name="jobs"),
    path("ruang/pekerjaan/<uuid:public_id>/", views.job_page, name="job"),
    path("ruang/pekerjaan/<uuid:public_id>/hentikan/", views.stop_job, name="stop_job"),
]
