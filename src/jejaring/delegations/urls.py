"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from jejaring.delegations.views import delegations, invitations, mail

app_name = "delegations"

DELEGATION = "delegasi/<uuid:public_id>"
MEMBER = f"{DELEGATION}/anggota/<uuid:person>"
EVENT = "acara/<slug:slug>"
PARTICIPANTS = f"{EVENT}/kelola/peserta"
PERSON = f"{PARTICIPANTS}/<uuid:public_id>"
SETUP = f"{PARTICIPANTS}/pengaturan"
TICKET = "tiket/<str:token>"

urlpatterns: list[URLPattern] = [
    path(f"{PARTICIPANTS}/delegasi/", invitations.delegations, name="delegations"),
    path(f"{PARTICIPANTS}/delegasi/undang/", invitations.invite_cities, name="invite_cities"),
    path(f"{PARTICIPANTS}/delegasi/tanda-tangan/", invitations.sign_invitations, name="sign_invitations"),
    path(f"{PARTICIPANTS}/surat/", mail.messages, name="messages"),
    path(f"{PARTICIPANTS}/surat/tulis/", mail.announce, name="announce"),
    path(f"{PARTICIPANTS}/surat/kirim-ulang/", mail.resend_failed, name="resend_failed"),
    path(f"{PARTICIPANTS}/surat/kata/", mail.wordings_of, name="wordings"),
    path(f"{PARTICIPANTS}/surat/kata/<slug:kind>/<slug:language>/", mail.wording, name="wording"),
    path(f"{PARTICIPANTS}/surat/<int:pk>/", mail.message, name="message"),
    path(f"{PARTICIPANTS}/surat/<int:pk>/kirim-ulang/", mail.resend_message, name="resend_message"),
    path(f"{DELEGATION}/", delegations.delegation, name="delegation"),
    path(f"{DELEGATION}/terima/", delegations.accept, name="accept_invitation"),
    path(f"{DELEGATION}/tolak/", delegations.decline, name="decline_invitation"),
    path(f"{DELEGATION}/narahubung/", delegations.contact, name="delegation_contact"),
    path(f"{DELEGATION}/nama/", delegations.check_names, name="check_names"),
    path(f"{DELEGATION}/anggota/", delegations.add_member, name="add_member"),
    path(f"{MEMBER}/", delegations.change_member, name="change_member"),
    path(f"{MEMBER}/ganti/", delegations.replace_member, name="replace_member"),
    path(f"{MEMBER}/tarik/", delegations.withdraw_member, name="withdraw_member"),
    path(f"{DELEGATION}/daftar/", delegations.roster, name="roster"),
    path(f"{DELEGATION}/daftar/<int:pk>/", delegations.loaded_roster, name="loaded_roster"),
    path(f"{DELEGATION}/kursi/", invitations.change_terms, name="delegation_terms"),
    path(f"{DELEGATION}/cabut/", invitations.withdraw, name="withdraw_invitation"),
]
