"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from jejaring.proposals.views import public, work

app_name = "proposals"

PUBLIC, WORK = "acara/<slug:slug>/usulan", "acara/<slug:slug>/kelola/usulan"

urlpatterns: list[URLPattern] = [
    path(f"{PUBLIC}/", public.call, name="call"),
    path(f"{PUBLIC}/<uuid:public_id>/", public.proposal, name="proposal"),
    path(f"{PUBLIC}/<uuid:public_id>/tarik/", public.withdraw, name="withdraw"),
    path(f"{WORK}/", work.proposals, name="proposals"),
    path(f"{WORK}/panggilan/", work.set_call, name="set_call"),
    path(f"{WORK}/<uuid:public_id>/", work.proposal, name="work_proposal"),
    path(f"{WORK}/<uuid:public_id>/nilai/", work.review, name="review"),
    path(f"{WORK}/<uuid:public_id>/terima/", work.accept, name="accept"),
    path(f"{WORK}/<uuid:public_id>/tolak/", work.reject, name="reject"),
]
