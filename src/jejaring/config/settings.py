"""The one settings file. The environment is read here and nowhere else."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from jejaring.config import counters, environment
from jejaring.config.mail_url import MailServer

django_stubs_ext.monkeypatch()

ENV: dict[str, Any] = environment.read()
MODE: str = ENV["JEJARING_MODE"]
DEMO = MODE == "demo"
PRODUCTION = MODE == "production"
DATA: Path = ENV["JEJARING_DATA"]
PACKAGE = Path(__file__).resolve().parents[1]
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))

SECRET_KEY: str = ENV["JEJARING_SECRET_KEY"] or "for development only, never in production"
DEBUG = False
ALLOWED_HOSTS: list[str] = ENV["JEJARING_HOSTS"]
PUBLIC_URL: str = ENV["JEJARING_URL"]
NETWORK_NAME: str = ENV["JEJARING_NETWORK"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ROOT_URLCONF = "jejaring.config.urls"
WSGI_APPLICATION = "jejaring.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

ROOMS = [
    "operation",
    "portal",
    *(["gallery"] if MODE == "development" else []),
    "setup",
    "outcomes",
    "certificates",
    "minutes",
    "attendance",
    "delegations",
    "proposals",
    "registration",
    "agenda",
    "speakers",
    "events",
    "deliberation",
    "admission",
    "dues",
    "membership",
    "cities",
    "people",
    "documents",
    "notices",
    "ledger",
    "files",
    "frame",
    "imports",
    "drafts",
    "questionnaires",
    "kit",
    "texts",
]

INSTALLED_APPS = [
    *[f"jejaring.{room}" for room in ROOMS],
    "django.forms",
    "jejaring.config.apps.ReferenceAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "procrastinate.contrib.django",
    "template_partials",
]

MIDDLEWARE = [
    "jejaring.operation.middleware.NumberRequests",
    "jejaring.operation.middleware.Probes",
    "jejaring.operation.middleware.Unavailables",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jejaring.frame.compression.CompressAnswers",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "jejaring.people.middleware.NoStoreMiddleware",
    "jejaring.people.middleware.SecondFactorMiddleware",
    "jejaring.kit.addresses.MovedAddresses",
    "jejaring.operation.replica.ReadReplica",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "kit" / "templates"],  # before contrib apps, so that our forms and account pages win
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jejaring.kit.context.page",
                *(["jejaring.portal.demo.context.bar"] if DEMO else []),
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "jejaring.kit.templatetags.kit",
                "jejaring.frame.templatetags.frame",
                "jejaring.imports.templatetags.imports",
            ],
        },
    }
]


def database_of(parameters: dict[str, str], *, pooler: bool = False) -> dict[str, Any]:
    """Return Django's settings for the parameters of DATABASE_URL; libpq obeys those that Django does not know.

    Behind a pooler in transaction mode nothing may outlive a transaction, cursors on the server included.
    """
    options: dict[str, Any] = dict(parameters)
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    own = {name: options.pop(key, "") for name, key in names.items()}
    ours = {
        "ENGINE": "jejaring.operation.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": pooler,
    }
    return {**ours, **own, "OPTIONS": options}


DIRECT_DATABASE: dict[str, str] = ENV["JEJARING_DATABASE_DIRECT_URL"]  # commands have it as DATABASE_URL already
DATABASES: dict[str, dict[str, Any]] = {
    "default": database_of(
        ENV["DATABASE_URL"] or {"dbname": "jejaring"},
        pooler=bool(DIRECT_DATABASE) and ENV["DATABASE_URL"] != DIRECT_DATABASE,
    )
}
if ENV["JEJARING_DATABASE_POOL"]:
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": ENV["JEJARING_DATABASE_POOL"],
        "timeout": 1,  # seconds; then it is looked whether the server is away or the pool is busy
        "reconnect_timeout": 1,  # seconds; then whoever asks next has it tried again at once
    }

if ENV["JEJARING_DATABASE_READ_URL"]:  # one that is away is noticed within seconds: jejaring.operation.replica
    soon = {"connect_timeout": "2", "tcp_user_timeout": "5000"}  # seconds, milliseconds
    DATABASES["read"] = database_of(soon | ENV["JEJARING_DATABASE_READ_URL"]) | {"CONN_MAX_AGE": 60}

CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
}
if PRODUCTION:  # in each process, until the rooms a page reads go on: jejaring.ledger.freshness
    for _pages in ("pages", "own pages"):  # the public's, and those of persons
        CACHES[_pages] = {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": _pages,
            "OPTIONS": {"MAX_ENTRIES": 200},
        }

# --- people ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "jejaring.people.backends.ModelBackend",
    "jejaring.people.backends.AccountBackend",
]
SESSION_ENGINE = "jejaring.people.sessions"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:workroom"
LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_FORMS = {"login": "jejaring.people.forms.SignInForm"}
ACCOUNT_ADAPTER = "jejaring.people.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # sign-up is closed: accounts come by invitation
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = PUBLIC_URL.partition(":")[0]
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/m/ip,5/300s/key",
    "ask_for_account": "5/h/ip,100/h/key",
    "register": "30/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT: int = ENV["JEJARING_PROXIES"]
FACTOR_RESET_DAYS: int = ENV["JEJARING_FACTOR_RESET_DAYS"]
ACCOUNT_REQUEST_DAYS: int = ENV["JEJARING_ACCOUNT_REQUEST_DAYS"]
INVITATION_DAYS: int = ENV["JEJARING_INVITATION_DAYS"]
MFA_FORMS = {
    "add_webauthn": "jejaring.people.forms.AddPasskeyForm",
    "edit_webauthn": "jejaring.people.forms.RenamePasskeyForm",
}
MFA_ADAPTER = "jejaring.people.accounts.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost while trying and testing
MFA_TOTP_ISSUER = NETWORK_NAME


def single_sign_on(env: dict[str, Any]) -> dict[str, Any]:
    """Return allauth's providers for the JEJARING_OIDC_… variables: one, or none."""
    if not env["JEJARING_OIDC_ISSUER"]:
        return {}
    app = {
        "provider_id": "sso",
        "name": env["JEJARING_OIDC_NAME"],
        "client_id": env["JEJARING_OIDC_CLIENT_ID"],
        "secret": env["JEJARING_OIDC_CLIENT_SECRET"],
        "settings": {"server_url": env["JEJARING_OIDC_ISSUER"], "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


SOCIALACCOUNT_ADAPTER = "jejaring.people.accounts.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS = single_sign_on(ENV)
SOCIALACCOUNT_FORMS = {"signup": "jejaring.people.forms.SingleSignOnInvitationForm"}
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # the configured issuer is trusted to have verified its addresses
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION and ENV["JEJARING_SECURE"]
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- language, time ---------------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / room / "locale" for room in ROOMS]
TIME_ZONE: str = ENV["JEJARING_TIME_ZONE"]
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = MODE == "development"
UPLOAD_LIMIT_BYTES: int = ENV["JEJARING_UPLOAD_LIMIT_MB"] * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024


def _file_storage() -> dict[str, Any]:
    if not ENV["JEJARING_S3_BUCKET"]:
        return {
            "BACKEND": "jejaring.files.folder.Folder",
            "OPTIONS": {"location": DATA / "files", "base_url": None, "file_permissions_mode": 0o600},
        }
    return {
        "BACKEND": "jejaring.files.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": ENV["JEJARING_S3_BUCKET"],
            "endpoint_url": ENV["JEJARING_S3_ENDPOINT"] or None,
            "default_acl": "private",
            "file_overwrite": True,  # names are hashes of the content
        },
    }


STORAGES = {
    "default": _file_storage(),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "development"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- e-mail -----------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = cast(str, ENV["JEJARING_EMAIL_FROM"])
if _mail := cast(MailServer | None, ENV["JEJARING_EMAIL_URL"]):
    EMAIL_BACKEND = "jejaring.notices.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starttls, _mail.tls
    EMAIL_TIMEOUT = 10  # seconds
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"

# --- ledger -----------------------------------------------------------------------------------
LEDGER_HEADS: Path = ENV["JEJARING_LEDGER_HEADS"] or DATA / "ledger-heads.txt"
LEDGER_HEADS_TO: list[str] = ENV["JEJARING_LEDGER_HEADS_TO"]

# --- webhooks ---------------------------------------------------------------------------------
WEBHOOK_SCHEMES = ("https", "http") if MODE == "development" else ("https",)  # http to this machine only
WEBHOOK_NETWORKS = [*ENV["JEJARING_WEBHOOK_NETWORKS"], *(LOOPBACK if MODE == "development" else ())]

# --- documents --------------------------------------------------------------------------------
SIGNER: str = ENV["JEJARING_SIGNER"]
SIGNER_CONFIG: Path | None = ENV["JEJARING_SIGNER_CONFIG"]


# --- browsers ---------------------------------------------------------------------------------
def _issuer_origin(issuer: str) -> list[str]:
    """Return where the sign-in form may lead besides ourselves: to the OpenID Connect issuer, if there is one."""
    parts = urlsplit(issuer)
    return [f"{parts.scheme}://{parts.netloc}"] if issuer else []


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", *_issuer_origin(ENV["JEJARING_OIDC_ISSUER"])],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- operation ----------------------------------------------------------------------------------
OPERATOR_TOKEN: str = ENV["JEJARING_OPERATOR_TOKEN"]
OPERATOR_TO: list[str] = ENV["JEJARING_OPERATOR_TO"]
BACKUP_TO: str = ENV["JEJARING_BACKUP_TO"]
BACKUP_KEYS: list[str] = ENV["JEJARING_BACKUP_KEY"]
BACKUP_KEEP: int = ENV["JEJARING_BACKUP_KEEP"]
BACKUP_HOUR: int = ENV["JEJARING_BACKUP_HOUR"]
PROCRASTINATE_IMPORT_PATHS = ["jejaring.config.backups.tasks"]  # besides the `tasks` of rooms
METRICS: Path = counters.folder_of(DATA)  # where web processes count, each in files of its own
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "jejaring.operation.logs.Text"},
        "json": {"()": "jejaring.operation.logs.Json"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": ENV["JEJARING_LOG"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"jejaring.requests": {"level": "INFO" if ENV["JEJARING_LOG"] == "json" else "WARNING"}},
}
