"""Addresses of this room; those of sign-in are in `account_urls`."""

from __future__ import annotations

from django.urls import path

from jejaring.people.views import account, deletions, factor_resets, invitations, links, privacy

app_name = "people"
urlpatterns = [
    path("ruang/akun/", account.profile, name="account"),
    path("ruang/akun/keamanan/", account.security, name="security"),
    path("ruang/akun/faktor-kedua/", account.set_up_second_factor, name="second_factor"),
    path("ruang/akun/sesi/akhiri/", account.end_other_sessions, name="end_other_sessions"),
    path("ruang/akun/sesi/<int:pk>/akhiri/", account.end_session, name="end_session"),
    path("ruang/akun/privasi/", privacy.privacy, name="privacy"),
    path("ruang/akun/pembacaan/", privacy.reads, name="reads"),
    path("ruang/akun/unduh/", privacy.export, name="export"),
    path("ruang/akun/persetujuan/<slug:key>/setuju/", privacy.agree, name="agree"),
    path("ruang/akun/persetujuan/<int:pk>/tarik/", privacy.withdraw, name="withdraw_consent"),
    path("ruang/akun/hapus/", privacy.ask_deletion, name="ask_deletion"),
    path("ruang/akun/hapus/batal/", privacy.cancel_deletion, name="cancel_deletion"),
    path("ruang/undangan/", invitations.invitations, name="invitations"),
    path("ruang/undangan/baru/", invitations.invite, name="invite"),
    path("ruang/undangan/<uuid:public_id>/tarik/", invitations.withdraw, name="withdraw_invitation"),
    path("undangan/<str:token>/", invitations.accept, name="accept_invitation"),
    path("tautan/<str:token>/", links.one_use_link, name="one_use_link"),
    path("tautan/<str:token>/baru/", links.renew, name="renew_link"),
    path("ruang/penghapusan/", deletions.deletions, name="deletions"),
    path("ruang/penghapusan/<int:pk>/", deletions.deletion, name="deletion"),
    path("ruang/pemulihan/", factor_resets.factor_resets, name="factor_resets"),
    path("ruang/pemulihan/minta/", factor_resets.ask, name="ask_factor_reset"),
    path("ruang/pemulihan/<int:pk>/", factor_resets.factor_reset, name="factor_reset"),
    path("ruang/pemulihan/<int:pk>/setujui/", factor_resets.confirm, name="confirm_factor_reset"),
    path("ruang/pemulihan/<int:pk>/hentikan/", factor_resets.stop, name="stop_factor_reset"),
]
