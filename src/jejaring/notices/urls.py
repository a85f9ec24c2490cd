"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from jejaring.notices.views import deliveries, notices, webhooks

app_name = "notices"
urlpatterns = [
    path("ruang/pemberitahuan/", notices.notices, name="list"),
    path("ruang/pemberitahuan/dibaca/", notices.mark_all_read, name="mark_all_read"),
    path("ruang/pemberitahuan/<int:pk>/", notices.notice, name="notice"),
    path("ruang/webhook/", webhooks.webhooks, name="webhooks"),
    path("ruang/webhook/tambah/", webhooks.add_webhook, name="add_webhook"),
    path("ruang/webhook/kiriman/<int:pk>/", deliveries.delivery, name="delivery"),
    path("ruang/webhook/kiriman/<int:pk>/kirim-ulang/", deliveries.replay, name="replay"),
    path("ruang/webhook/<uuid:public_id>/", webhooks.webhook, name="webhook"),
    path("ruang/webhook/<uuid:public_id>/ubah/", webhooks.change_webhook, name="change_webhook"),
    path("ruang/webhook/<uuid:public_id>/jeda/", webhooks.pause_webhook, name="pause_webhook"),
    path("ruang/webhook/<uuid:public_id>/lanjutkan/", webhooks.resume_webhook, name="resume_webhook"),
    path("ruang/webhook/<uuid:public_id>/kunci/", webhooks.renew_secret, name="renew_secret"),
    path("ruang/webhook/<uuid:public_id>/uji/", webhooks.test_webhook, name="test_webhook"),
    path("ruang/webhook/<uuid:public_id>/kirim-ulang/", webhooks.replay_since, name="replay_since"),
    path("ruang/webhook/<uuid:public_id>/hapus/", webhooks.remove_webhook, name="remove_webhook"),
]
