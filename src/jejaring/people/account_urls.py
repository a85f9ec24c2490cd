"""Addresses of sign-in: allauth's pages under Indonesian words, with allauth's names.

Left out: sign-in by code, and allauth's pages of factors, passkeys and sessions (`people:security` has them).
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as social
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.generic.base import RedirectView

from jejaring.people.views import factors
from jejaring.people.whole import whole

TO_SECURITY = RedirectView.as_view(pattern_name="people:security")  # our page lists factors and passkeys

urlpatterns = [
    path("masuk/", whole(account.login), name="account_login"),
    path("keluar/", whole(account.logout), name="account_logout"),
    path("nonaktif/", whole(account.account_inactive), name="account_inactive"),
    path("daftar/", whole(account.signup), name="account_signup"),
    path("pastikan/", whole(account.reauthenticate), name="account_reauthenticate"),
    path("surel/", whole(account.email), name="account_email"),
    path("surel/kode/", whole(account.email_verification_sent), name="account_email_verification_sent"),
    path("kata-sandi/ubah/", whole(account.password_change), name="account_change_password"),
    path("kata-sandi/buat/", whole(account.password_set), name="account_set_password"),
    path("kata-sandi/lupa/", whole(account.password_reset), name="account_reset_password"),
    path("kata-sandi/lupa/terkirim/", whole(account.password_reset_done), name="account_reset_password_done"),
    path(
        "kata-sandi/baru/selesai/",
        whole(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^kata-sandi/baru/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        whole(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("faktor-kedua/", TO_SECURITY, name="mfa_index"),
    path("faktor-kedua/masuk/", whole(mfa.authenticate), name="mfa_authenticate"),
    path("faktor-kedua/pastikan/", whole(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("faktor-kedua/aplikasi/pasang/", whole(totp.activate_totp), name="mfa_activate_totp"),
    path("faktor-kedua/aplikasi/lepas/", whole(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("faktor-kedua/kode/", whole(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("faktor-kedua/kode/baru/", whole(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("faktor-kedua/kode/unduh/", whole(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("faktor-kedua/kunci/", TO_SECURITY, name="mfa_list_webauthn"),
    path("faktor-kedua/kunci/tambah/", whole(keys.add_webauthn), name="mfa_add_webauthn"),
    path("faktor-kedua/kunci/pastikan/", whole(keys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("faktor-kedua/kunci/<int:pk>/lepas/", whole(factors.remove_passkey), name="mfa_remove_webauthn"),
    path("faktor-kedua/kunci/<int:pk>/ubah/", whole(factors.rename_passkey), name="mfa_edit_webauthn"),
    path("faktor-kedua/kunci/masuk/", whole(keys.login_webauthn), name="mfa_login_webauthn"),
    path("sso/batal/", whole(social.login_cancelled), name="socialaccount_login_cancelled"),
    path("sso/gagal/", login_not_required(social.login_error), name="socialaccount_login_error"),
    path("sso/undangan/", whole(social.signup), name="socialaccount_signup"),
    path("sso/taut/", whole(social.connections), name="socialaccount_connections"),
]
