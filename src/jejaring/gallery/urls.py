"""Addresses of the gallery; `config.urls` has them in development mode only."""

from __future__ import annotations

from django.urls import path

from jejaring.gallery import views

app_name = "gallery"

urlpatterns = [
    path("", views.gallery, name="page"),
    path("pekerjaan/", views.job, name="job"),
    path("pekerjaan/halaman/", views.job_page, name="job_page"),
]
