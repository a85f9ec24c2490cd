"""Addresses of the ledger's pages."""

from __future__ import annotations

from django.urls import path

from jejaring.ledger import views

app_name = "ledger"
urlpatterns = [
    path("riwayat/", views.chain, name="chain"),
    path("riwayat/ujung.txt", views.heads, name="heads"),
    path("riwayat/<str:record_type>/<str:record_id>/", views.of_record, name="record"),
    path("ruang/riwayat/", views.mine, name="mine"),
    path("ruang/riwayat/<uuid:public_id>/", views.of_person, name="person"),
]
