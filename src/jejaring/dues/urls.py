"""Addresses of dues."""

from __future__ import annotations

from django.urls import path

from jejaring.dues.views import invoices, payments, statements, tables

app_name = "dues"

urlpatterns = [
    path("ruang/iuran/", invoices.invoices, name="invoices"),
    path("ruang/iuran/terbitkan/", invoices.issue, name="issue_invoices"),
    path("ruang/iuran/tabel/", tables.tables, name="tables"),
    path("ruang/iuran/tagihan/<int:pk>/", invoices.invoice, name="invoice"),
    path("ruang/iuran/tagihan/<int:pk>/batal/", invoices.cancel, name="cancel_invoice"),
    path("ruang/iuran/mutasi/", statements.statements, name="bank_statements"),
    path("ruang/iuran/mutasi/<int:pk>/", statements.statement, name="bank_statement"),
    path("ruang/iuran/mutasi/<int:pk>/pratinjau/", statements.preview, name="preview_statement"),
    path("ruang/iuran/mutasi/<int:pk>/urungkan/", statements.undo, name="undo_statement"),
    path("ruang/iuran/pembayaran/", payments.payments, name="payments"),
    path("ruang/iuran/pembayaran/semua/", payments.all_payments, name="all_payments"),
    path("ruang/iuran/pembayaran/catat/", payments.receive, name="receive_payment"),
    path("ruang/iuran/pembayaran/<int:pk>/", payments.payment, name="match_payment"),
    path("ruang/iuran/pembayaran/<int:pk>/lainnya/", payments.settle, name="settle_payment"),
    path("ruang/iuran/pembayaran/<int:pk>/lepas/", payments.release, name="release_payment"),
    path("ruang/iuran/pembayaran/<int:pk>/hapus/", payments.remove, name="remove_payment"),
]
