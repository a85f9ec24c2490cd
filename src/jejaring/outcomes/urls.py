"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from jejaring.outcomes.views import feedback, report, work

app_name = "outcomes"

EVENT = "acara/<slug:slug>"
WORK = f"{EVENT}/kelola/laporan"
TICKET = "tiket/<str:token>/umpan-balik"

urlpatterns: list[URLPattern] = [
    path(f"{EVENT}/laporan/", report.report, name="report"),
    path(f"{EVENT}/laporan/pers.zip", report.press_pack, name="press_pack"),
    path(f"{EVENT}/umpan-balik/", feedback.own_feedback, name="own_feedback"),
    path(f"{TICKET}/", feedback.subjects, name="feedback"),
    path(f"{TICKET}/acara/", feedback.of_event, name="feedback_event"),
    path(f"{TICKET}/sesi/<int:number>/", feedback.of_session, name="feedback_session"),
    path(f"{WORK}/", work.overview, name="work"),
    path(f"{WORK}/tanya/", work.open_survey, name="open_survey"),
    path(f"{WORK}/umpan-balik/", work.texts, name="texts"),
    path(f"{WORK}/umpan-balik/<int:pk>/", work.judge, name="judge"),
    path(f"{WORK}/terbitkan/", work.publish, name="publish"),
]
