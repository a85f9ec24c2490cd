"""Addresses of dues."""

from __future__ import annotations

from django.urls import path

from jejaring.dues import views

app_name = "dues"

urlpatterns = [
    path("ruang/iuran/", views.invoices, name="invoices"),
    path("ruang/iuran/terbitkan/", views.issue, name="issue_invoices"),
    path("ruang/iuran/tabel/", views.tables, name="tables"),
    path("ruang/iuran/tagihan/<int:pk>/", views.invoice, name="invoice"),
    path("ruang/iuran/tagihan/<int:pk>/batal/", views.cancel, name="cancel_invoice"),
    path("ruang/iuran/mutasi/", views.statements, name="bank_statements"),
    path("ruang/iuran/mutasi/<int:pk>/", views.statement, name="bank_statement"),
    path("ruang/iuran/pembayaran/", views.payments, name="payments"),
    path("ruang/iuran/pembayaran/<int:pk>/", views.match, name="match_payment"),
]
