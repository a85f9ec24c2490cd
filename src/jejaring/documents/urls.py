"""Addresses of documents and files."""

from __future__ import annotations

from django.urls import path

from jejaring.documents import views

app_name = "documents"

urlpatterns = [
    path("verifikasi/", views.verify_upload, name="verify_upload"),
    path("verifikasi/akar.pem", views.root_certificates, name="roots"),
    path("verifikasi/<str:public_id>/", views.verify, name="verify"),
    path("dokumen/<uuid:public_id>.pdf", views.pdf, name="pdf"),
    path("dokumen/<uuid:public_id>.docx", views.docx, name="docx"),
    path("berkas/<uuid:public_id>/", views.file, name="file"),
]
