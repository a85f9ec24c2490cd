"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from jejaring.certificates.views import badges, issuing, own, signing, templates

app_name = "certificates"

_WORK = "acara/<slug:slug>/kelola/sertifikat/"
urlpatterns = [
    path("acara/<slug:slug>/kelola/lencana/", badges.badges, name="badges"),
    path("acara/<slug:slug>/kelola/lencana/cetak/", badges.print_badges, name="print_badges"),
    path("acara/<slug:slug>/kelola/lencana/<uuid:public_id>.pdf", badges.badge, name="badge"),
    path("ruang/sertifikat/", own.mine, name="mine"),
    path("sertifikat/<uuid:public_id>/", own.own, name="own"),
    path("sertifikat/<uuid:public_id>.pdf", own.own_pdf, name="own_pdf"),
    path(_WORK, issuing.certificates, name="certificates"),
    path(f"{_WORK}templat/", templates.template, name="template"),
    path(f"{_WORK}aturan/", templates.rules, name="rules"),
    path(f"{_WORK}terbitkan/", issuing.issue, name="issue"),
    path(f"{_WORK}tanda-tangan/", signing.sign, name="sign"),
    path(f"{_WORK}peserta/<uuid:public_id>/", issuing.give, name="give"),
    path(f"{_WORK}<uuid:public_id>/", issuing.certificate, name="certificate"),
    path(f"{_WORK}<uuid:public_id>/koreksi/", issuing.correct, name="correct"),
    path(f"{_WORK}<uuid:public_id>/cabut/", issuing.revoke, name="revoke"),
]
