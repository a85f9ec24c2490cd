"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path

from jejaring.portal.views import about, pages, register

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("kota/", pages.cities, name="cities"),
    path("belajar/", pages.learn, name="learn"),
    path("data/", pages.data, name="data"),
    path("jejaring/", pages.network, name="network"),
    path("kontak/", about.contact, name="contact"),
    path("privasi/", about.privacy, name="privacy"),
    path("aksesibilitas/", about.accessibility, name="accessibility"),
    path("cari/", pages.search, name="search"),
    path("ruang/", pages.workroom, name="workroom"),
    path("anggota/", register.register, name="register"),
    path("anggota/data.<str:kind>", register.register_data, name="register_data"),
    path("anggota/peta.svg", register.map_image, name="register_map"),
    path("anggota/<slug:slug>/", pages.organisation, name="organisation"),
]
