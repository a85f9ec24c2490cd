"""Addresses of single sign-on: the issuer knows one, so they have no language."""

from __future__ import annotations

from django.urls import path

from jejaring.people.views import single_sign_on
from jejaring.people.whole import whole

urlpatterns = [
    path("<str:provider_id>/login/", single_sign_on.login, name="openid_connect_login"),
    path("<str:provider_id>/login/callback/", whole(single_sign_on.callback), name="openid_connect_callback"),
]
