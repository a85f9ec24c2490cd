"""Addresses for load balancers and monitoring; they have no language. `middleware.Probes` answers them."""

from __future__ import annotations

from django.urls import path

from jejaring.operation import views

app_name = "operation"

urlpatterns = [
    path("sehat/", views.alive, name="alive"),
    path("siap/", views.ready, name="ready"),
    path("metrik/", views.metrics, name="metrics"),
]
