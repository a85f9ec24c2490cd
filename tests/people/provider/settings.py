"""Settings of the provider: a Django project of its own, with SQLite."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

FOLDER = Path(os.environ["PROVIDER_FOLDER"])
SECRET_KEY = "of a provider that lives for one test"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "tests.people.provider.urls"
LOGIN_URL = "/masuk/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "provider.sqlite3"}}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "oauth2_provider",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
SESSION_COOKIE_NAME = "provider"  # cookies know no ports
CSRF_COOKIE_NAME = "provider-csrf"
LOGIN = "<form method=post>{% csrf_token %}{{ form.as_p }}<button>Sign in at the provider</button></form>"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request"],
            "loaders": [("django.template.loaders.locmem.Loader", {"registration/login.html": LOGIN})],
        },
    }
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
OAUTH2_PROVIDER = {
    "OIDC_ENABLED": True,
    "OIDC_RSA_PRIVATE_KEY": rsa.generate_private_key(65537, 2048)
    .private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    .decode(),
    "SCOPES": {"openid": "sign in", "email": "address", "profile": "name"},
    "OAUTH2_VALIDATOR_CLASS": "tests.people.provider.claims.Claims",
    "PKCE_REQUIRED": True,
}
