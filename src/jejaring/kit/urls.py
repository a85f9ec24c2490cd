"""Addresses of the kit. The gallery is for those who build; it exists in development only."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from jejaring.kit import views

app_name = "kit"


def addresses(mode: str) -> list[URLPattern]:
    found = [
        path("tampilan/", views.theme, name="theme"),
        path("ruang/pekerjaan/", views.jobs_page, name="jobs"),
        path("ruang/pekerjaan/<uuid:public_id>/", views.job_page, name="job"),
        path("ruang/pekerjaan/<uuid:public_id>/hentikan/", views.stop_job, name="stop_job"),
    ]
    if mode == "development":
        found += [
            path("_kit/", views.gallery, name="gallery"),
            path("_kit/pekerjaan/", views.gallery_job, name="gallery_job"),
        ]
    return found


urlpatterns = addresses(settings.MODE)
