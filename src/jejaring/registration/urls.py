"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from jejaring.registration.views import (
    badges,
    codes,
    delegations,
    invitations,
    mail,
    participants,
    public,
    setup,
    tickets,
)

app_name = "registration"

DELEGATION = "delegasi/<uuid:public_id>"
MEMBER = f"{DELEGATION}/anggota/<uuid:person>"
EVENT = "acara/<slug:slug>"
PARTICIPANTS = f"{EVENT}/kelola/peserta"
PERSON = f"{PARTICIPANTS}/<uuid:public_id>"
SETUP = f"{PARTICIPANTS}/pengaturan"
TICKET = "tiket/<str:token>"

PEOPLE = [
    path(f"{EVENT}/daftar/", public.register, name="register"),
    path(f"{EVENT}/daftar/terkirim/", public.registered, name="registered"),
    path(f"{EVENT}/peserta/", public.participants, name="listed"),
    path("tiket/<uuid:public_id>/", tickets.own_ticket, name="own_ticket"),
    path(f"{TICKET}/", tickets.ticket, name="ticket"),
    path(f"{TICKET}/ubah/", tickets.change, name="change_ticket"),
    path(f"{TICKET}/batal/", tickets.cancel, name="cancel_ticket"),
    path(f"{PARTICIPANTS}/", participants.participants, name="participants"),
    path(f"{PARTICIPANTS}/tambah/", participants.add, name="add_participant"),
    path(f"{PERSON}/", participants.participant, name="participant"),
    path(f"{PERSON}/terima/", participants.approve, name="approve"),
    path(f"{PERSON}/tolak/", participants.reject, name="reject"),
    path(f"{PERSON}/batal/", participants.cancel, name="cancel_participant"),
    path(f"{PERSON}/ubah/", participants.change, name="change_participant"),
    path(f"{PERSON}/pindah/", participants.move, name="move_participant"),
    path(f"{PERSON}/gabung/", participants.merge, name="merge_participant"),
    path(f"{SETUP}/", setup.set_up, name="set_up"),
    path(f"{SETUP}/kelompok/", setup.group, name="add_group"),
    path(f"{SETUP}/kelompok/<int:pk>/", setup.group, name="group"),
    path(f"{SETUP}/kelompok/<int:pk>/hapus/", setup.remove_group, name="remove_group"),
    path(f"{SETUP}/pertanyaan/", setup.questions, name="questions"),
    path(f"{SETUP}/pertanyaan/pratinjau/", setup.preview, name="preview_questions"),
    path(f"{SETUP}/pertanyaan/<slug:key>/", setup.question, name="question"),
]
urlpatterns: list[URLPattern] = [
    *PEOPLE,
    path("acara/<slug:slug>/kode/<str:code>/", codes.code, name="code"),
    path("acara/<slug:slug>/kelola/peserta/<uuid:public_id>/kode/", codes.renew_code, name="renew_code"),
    path("acara/<slug:slug>/kelola/lencana/", badges.badges, name="badges"),
    path("acara/<slug:slug>/kelola/lencana/cetak/", badges.print_badges, name="print_badges"),
    path("acara/<slug:slug>/kelola/lencana/<uuid:public_id>.pdf", badges.badge, name="badge"),
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
