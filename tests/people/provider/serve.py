"""Serve the provider: `python -m tests.people.provider.serve FOLDER PORT REDIRECT_URI`; prints "ready"."""

from __future__ import annotations

import os
import sys
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

PASSWORD = "kata-sandi-di-penyedia"
PEOPLE = ("terdaftar@contoh.id", "diundang@contoh.id", "asing@contoh.id", "unverified@contoh.id")


class Quiet(WSGIRequestHandler):
    """Answers without a line for each request."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        pass


def lay_out(redirect_uri: str) -> None:
    """Make the provider's accounts and its one client, which is us."""
    from django.contrib.auth.models import User
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    for email in PEOPLE:
        User.objects.create_user(email, email, PASSWORD, first_name=email.split("@")[0])
    Application.objects.create(
        name="Jejaring",
        client_id="jejaring",
        client_secret="rahasia-klien",
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=redirect_uri,
        algorithm=Application.RS256_ALGORITHM,
        skip_authorization=True,
    )


def main(folder: str, port: str, redirect_uri: str) -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.people.provider.settings", "PROVIDER_FOLDER": folder}
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # loopback, without TLS
    django.setup()
    lay_out(redirect_uri)
    with make_server("127.0.0.1", int(port), get_wsgi_application(), handler_class=Quiet) as server:
        print("ready", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:4])
