"""Addresses of the way into the network, and of the public register."""

from __future__ import annotations

from django.urls import path

from jejaring.admission.views import application, journey, letters

app_name = "admission"

JOURNEY = "perjalanan/<uuid:public_id>"

urlpatterns = [
    path("bergabung/", journey.how_to_join, name="how_to_join"),
    path("bergabung/minat/<slug:slug>/", journey.express_interest, name="express_interest"),
    path("perjalanan/", journey.journeys, name="journeys"),
    path(f"{JOURNEY}/", journey.journey, name="journey"),
    path(f"{JOURNEY}/riwayat/", journey.history, name="journey_history"),
    path(f"{JOURNEY}/loi/", letters.draft_loi, name="draft_loi"),
    path(f"{JOURNEY}/loi/tanda-tangan/", letters.sign_loi, name="sign_loi"),
    path(f"{JOURNEY}/kembalikan/", letters.return_letter, name="return_letter"),
    path(f"{JOURNEY}/rapat/undangan/tanda-tangan/", letters.sign_invitation, name="sign_invitation"),
    path(f"{JOURNEY}/rapat/hasil/tanda-tangan/", letters.sign_minutes, name="sign_minutes"),
    path(f"{JOURNEY}/permohonan/", application.write, name="application"),
    path(f"{JOURNEY}/permohonan/tanda-tangan/", application.submit, name="submit_application"),
    path(f"{JOURNEY}/permohonan/kembalikan/", application.return_draft, name="return_draft"),
    path(f"{JOURNEY}/permohonan/periksa/", application.review, name="review_application"),
    path(f"{JOURNEY}/permohonan/versi/", application.versions, name="application_versions"),
    path(f"{JOURNEY}/keputusan/", journey.decide, name="decide"),
    path(f"{JOURNEY}/pks/", letters.draft_agreement, name="draft_agreement"),
    path(f"{JOURNEY}/pks/periksa/", letters.check_agreement, name="check_agreement"),
    path(f"{JOURNEY}/pks/tanda-tangan/", letters.sign_agreement, name="sign_agreement"),
    path(f"{JOURNEY}/nomor/", journey.grant_membership, name="grant_membership"),
    path(f"{JOURNEY}/mundur/", journey.withdraw, name="withdraw"),
]
