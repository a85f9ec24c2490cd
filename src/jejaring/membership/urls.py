"""Addresses of membership."""

from __future__ import annotations

from django.urls import path

from jejaring.membership.views import members, obligations, organs, standing

app_name = "membership"

urlpatterns = [
    path("keikutsertaan/", members.kinds, name="kinds"),
    path("organ/", organs.organs, name="organs"),
    path("ruang/anggota/", members.members, name="members"),
    path("ruang/anggota/<slug:slug>/", standing.standing, name="standing"),
    path("ruang/anggota/<slug:slug>/keputusan/<slug:verb>/", standing.decide, name="decide_standing"),
    path("ruang/usulan/<int:pk>/", standing.proposal, name="standing_proposal"),
    path("ruang/kewajiban/", obligations.obligations, name="obligations"),
    path("ruang/kewajiban/kalender/", obligations.calendar, name="obligations_calendar"),
    path("ruang/kewajiban/<int:pk>/", obligations.obligation, name="obligation"),
    path("ruang/kewajiban/<int:pk>/buka-lagi/", obligations.reopen, name="reopen_obligation"),
]
