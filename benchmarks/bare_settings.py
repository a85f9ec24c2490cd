"""Settings of the bare peer: Django's own pages over the same database, none of our code."""

import os

from jejaring.config import settings as ours

SECRET_KEY = ours.SECRET_KEY  # reads the same session cookies
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "benchmarks.bare"
DATABASES = ours.DATABASES
CACHES = ours.CACHES
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
if os.environ.get("BARE_SIGNED_IN") == "yes":
    MIDDLEWARE.append("django.contrib.sessions.middleware.SessionMiddleware")
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
