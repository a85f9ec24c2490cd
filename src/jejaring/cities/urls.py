"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from jejaring.cities.views import account_requests, holidays, offices, organisations, public

app_name = "cities"
urlpatterns = [
    path("bergabung/akun/", account_requests.ask, name="ask_for_account"),
    path("bergabung/akun/terkirim/", account_requests.asked, name="account_asked"),
    path("ruang/permintaan-akun/", account_requests.account_requests, name="account_requests"),
    path("ruang/permintaan-akun/<uuid:public_id>/", account_requests.account_request, name="account_request"),
    path("wilayah/", public.regions, name="regions"),
    path("peta/indonesia.svg", public.map_image, name="map_image"),
    path("peta/<str:code>/", public.province, name="province"),
    path("hari-libur/", public.holidays_now, name="holidays_now"),
    path("hari-libur/<int:year>/", public.holidays, name="holidays"),
    path("ruang/hari-libur/", holidays.kept_holidays, name="kept_holidays"),
    path("ruang/hari-libur/tambah/", holidays.add_holiday, name="add_holiday"),
    path("ruang/hari-libur/<int:pk>/hapus/", holidays.remove_holiday, name="remove_holiday"),
    path("ruang/organisasi/", organisations.organisations, name="organisations"),
    path("ruang/organisasi/buka/", organisations.open_organisation, name="open_organisation"),
    path("ruang/organisasi/<slug:slug>/", offices.organisation, name="organisation"),
    path("ruang/organisasi/<slug:slug>/fakta/", organisations.facts, name="facts"),
    path("ruang/organisasi/<slug:slug>/opd/", organisations.departments, name="departments"),
    path("ruang/organisasi/<slug:slug>/opd/<int:pk>/tutup/", organisations.close_department, name="close_department"),
    path("ruang/organisasi/<slug:slug>/jabatan/buka/", offices.open_office, name="open_office"),
    path("ruang/organisasi/<slug:slug>/jabatan/<int:pk>/isi/", offices.appoint, name="appoint"),
    path("ruang/organisasi/<slug:slug>/jabatan/<int:pk>/serah-terima/", offices.hand_over, name="hand_over"),
    path("ruang/organisasi/<slug:slug>/pemegang/<int:pk>/akhiri/", offices.end_holding, name="end_holding"),
]
