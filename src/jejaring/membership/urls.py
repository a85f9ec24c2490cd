"""Addresses of membership."""

from __future__ import annotations

from django.urls import path

from jejaring.membership.views import kept_organs, members, obligations, organs, standing

app_name = "membership"

urlpatterns = [
    path("keikutsertaan/", members.kinds, name="kinds"),
    path("organ/", organs.organs, name="organs"),
    path("ruang/organ/", kept_organs.kept, name="kept_organs"),
    path("ruang/organ/baru/", kept_organs.add_organ, name="add_organ"),
    path("ruang/organ/periode/baru/", kept_organs.add_term, name="add_term"),
    path("ruang/organ/periode/<int:year>/", kept_organs.change_term, name="change_term"),
    path("ruang/organ/periode/<int:year>/hapus/", kept_organs.remove_term, name="remove_term"),
    path("ruang/organ/periode/<int:year>/pejabat/", kept_organs.add_officer, name="add_officer"),
    path("ruang/organ/pejabat/<int:pk>/", kept_organs.change_officer, name="change_officer"),
    path("ruang/organ/pejabat/<int:pk>/hapus/", kept_organs.remove_officer, name="remove_officer"),
    path("ruang/organ/<slug:code>/", kept_organs.change_organ, name="change_organ"),
    path("ruang/organ/<slug:code>/hapus/", kept_organs.remove_organ, name="remove_organ"),
    path("ruang/anggota/", members.members, name="members"),
    path("ruang/anggota/<slug:slug>/", standing.standing, name="standing"),
    path("ruang/anggota/<slug:slug>/keputusan/<slug:verb>/", standing.decide, name="decide_standing"),
    path("ruang/usulan/<int:pk>/", standing.proposal, name="standing_proposal"),
    path("ruang/kewajiban/", obligations.obligations, name="obligations"),
    path("ruang/kewajiban/kalender/", obligations.calendar, name="obligations_calendar"),
    path("ruang/kewajiban/<int:pk>/", obligations.obligation, name="obligation"),
    path("ruang/kewajiban/<int:pk>/buka-lagi/", obligations.reopen, name="reopen_obligation"),
]
