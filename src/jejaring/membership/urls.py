"""Addresses of membership."""

from __future__ import annotations

from django.urls import URLPattern, path

from jejaring.membership.views import (
    application,
    deliberation,
    dues,
    journey,
    letters,
    members,
    obligations,
    organs,
    register,
    standing,
)

app_name = "membership"

JOURNEY = "perjalanan/<uuid:public_id>"

journey_patterns: list[URLPattern] = [
    path("bergabung/", journey.how_to_join, name="how_to_join"),
    path("bergabung/minat/<slug:slug>/", journey.express_interest, name="express_interest"),
    path("perjalanan/", journey.journeys, name="journeys"),
    path(f"{JOURNEY}/", journey.journey, name="journey"),
    path(f"{JOURNEY}/riwayat/", journey.history, name="journey_history"),
    path(f"{JOURNEY}/loi/", letters.draft_loi, name="draft_loi"),
    path(f"{JOURNEY}/loi/tanda-tangan/", letters.sign_loi, name="sign_loi"),
    path(f"{JOURNEY}/rapat/undangan/", deliberation.call, name="call_deliberation"),
    path(f"{JOURNEY}/rapat/hasil/", deliberation.conclude, name="conclude_deliberation"),
    path(f"{JOURNEY}/rapat/undangan/tanda-tangan/", letters.sign_invitation, name="sign_invitation"),
    path(f"{JOURNEY}/rapat/hasil/tanda-tangan/", letters.sign_minutes, name="sign_minutes"),
    path(f"{JOURNEY}/permohonan/", application.write, name="application"),
    path(f"{JOURNEY}/permohonan/tanda-tangan/", application.submit, name="submit_application"),
    path(f"{JOURNEY}/permohonan/periksa/", application.review, name="review_application"),
    path(f"{JOURNEY}/permohonan/versi/", application.versions, name="application_versions"),
    path(f"{JOURNEY}/keputusan/", journey.decide, name="decide"),
    path(f"{JOURNEY}/pks/", letters.draft_agreement, name="draft_agreement"),
    path(f"{JOURNEY}/pks/tanda-tangan/", letters.sign_agreement, name="sign_agreement"),
    path(f"{JOURNEY}/nomor/", journey.grant_membership, name="grant_membership"),
    path(f"{JOURNEY}/mundur/", journey.withdraw, name="withdraw"),
]

member_patterns: list[URLPattern] = [
    path("anggota/", register.register, name="register"),
    path("anggota/data.<str:kind>", register.register_data, name="register_data"),
    path("anggota/peta.svg", register.map_image, name="register_map"),
    path("keikutsertaan/", members.kinds, name="kinds"),
    path("organ/", organs.organs, name="organs"),
    path("ruang/anggota/", members.members, name="members"),
    path("ruang/anggota/<slug:slug>/", standing.standing, name="standing"),
    path("ruang/anggota/<slug:slug>/keputusan/<slug:verb>/", standing.decide, name="decide_standing"),
    path("ruang/usulan/<int:pk>/", standing.proposal, name="standing_proposal"),
    path("ruang/kewajiban/", obligations.obligations, name="obligations"),
    path("ruang/kewajiban/kalender/", obligations.calendar, name="obligations_calendar"),
    path("ruang/kewajiban/<int:pk>/", obligations.obligation, name="obligation"),
    path("ruang/iuran/", dues.invoices, name="dues"),
    path("ruang/iuran/terbitkan/", dues.issue, name="issue_invoices"),
    path("ruang/iuran/tabel/", dues.tables, name="dues_tables"),
    path("ruang/iuran/tagihan/<int:pk>/", dues.invoice, name="invoice"),
    path("ruang/iuran/tagihan/<int:pk>/batal/", dues.cancel, name="cancel_invoice"),
    path("ruang/iuran/mutasi/", dues.statements, name="bank_statements"),
    path("ruang/iuran/mutasi/<int:pk>/", dues.statement, name="bank_statement"),
    path("ruang/iuran/pembayaran/", dues.payments, name="payments"),
    path("ruang/iuran/pembayaran/<int:pk>/", dues.match, name="match_payment"),
]

urlpatterns = [*journey_patterns, *member_patterns]
