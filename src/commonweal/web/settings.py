"""Settings. Everything that differs between deployments comes from the environment; see docs/how-to/run-it.md."""

from __future__ import annotations

import json
import os
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from commonweal.database.embedded import default_data_dir


def _env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def _flag(name: str, default: bool = False) -> bool:
    return _env(name, "1" if default else "").lower() in {"1", "true", "yes", "on"}


def database() -> dict[str, object]:
    """The database that `commonweal.cli.boot` found or started."""
    parts = conninfo_to_dict(_env("COMMONWEAL_CONNINFO", "dbname=commonweal"))
    pooled = _flag("COMMONWEAL_POOL")
    # Statements are planned once a connection: with row policies, planning takes longer than most questions do.
    # Behind a pooler that hands a connection on between transactions, 0 turns it off.
    prepare = int(_env("COMMONWEAL_PREPARE_AFTER", "1"))
    planned = {"server_side_binding": True, "prepare_threshold": prepare} if prepare else {}
    options: dict[str, object] = {key: value for key, value in parts.items() if key not in _STANDARD}
    options |= planned
    if pooled:
        # One while nobody else asks: the pool hands its connections out in turn, and each has to plan for itself.
        options["pool"] = {"min_size": 1, "max_size": 16, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{setting: str(parts.get(key, "")) for key, setting in _STANDARD.items()},
        "CONN_MAX_AGE": 0,
        # After a restart of PostgreSQL the pool's connections are dead: each is tried before it is handed out.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


_STANDARD = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = False
SECRET_KEY = _env("COMMONWEAL_SECRET_KEY", "not secret: set COMMONWEAL_SECRET_KEY, or start by `commonweal`")
ALLOWED_HOSTS = _env("COMMONWEAL_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in _env("COMMONWEAL_ORIGINS").split(",") if origin]
SITE_ADDRESS = _env("COMMONWEAL_ADDRESS", "http://127.0.0.1:8000")
"""Where links in e-mails lead."""
DEMO = _flag("COMMONWEAL_DEMO")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "bootstrap",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "procrastinate.contrib.django",
    "anymail",
    "commonweal.database",
    "commonweal.access",
    "commonweal.audit",
    "commonweal.components",
    "commonweal.partners",
    "commonweal.agreements",
    "commonweal.directory",
    "commonweal.clients",
    "commonweal.referrals",
    "commonweal.charter",
    "commonweal.alignment",
    "commonweal.governance",
    "commonweal.plans",
    "commonweal.performance",
    "commonweal.payments",
    "commonweal.communications",
    "commonweal.technology",
    "commonweal.helm",
    "commonweal.interchange",
    "commonweal.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "commonweal.web.sign_in.IdleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commonweal.web.middleware.HeadersMiddleware",
    "commonweal.web.middleware.ActingMiddleware",
]

ROOT_URLCONF = "commonweal.web.urls"
ASGI_APPLICATION = "commonweal.web.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commonweal.web.context.frame",
            ],
        },
    }
]

FORM_RENDERER = "commonweal.components.forms.PlainRenderer"

DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # one person per address is kept by a constraint on lower(email)

AUTH_USER_MODEL = "access.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "commonweal.web.sign_in.InvitationOnly"
SOCIALACCOUNT_ADAPTER = "commonweal.web.sign_in.KnownPeopleOnly"
ACCOUNT_USER_DISPLAY = "commonweal.web.sign_in.display"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser, or when idle
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,6/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_TOTP_ISSUER = "Commonweal"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "single-sign-on",
                "name": _env("COMMONWEAL_OIDC_NAME", "Single sign-on"),
                "client_id": _env("COMMONWEAL_OIDC_CLIENT_ID"),
                "secret": _env("COMMONWEAL_OIDC_SECRET"),
                "settings": {
                    "server_url": _env("COMMONWEAL_OIDC_SERVER"),
                    # Addresses whose owners the issuer knows although it does not say `email_verified`.
                    "verified_email": [one for one in _env("COMMONWEAL_OIDC_DOMAINS").split(",") if one],
                },
            }
        ]
        if _env("COMMONWEAL_OIDC_SERVER")
        else [],
    }
}

IDLE_MINUTES = int(_env("COMMONWEAL_IDLE_MINUTES", "60"))
SESSION_COOKIE_AGE = IDLE_MINUTES * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
_SECURE = SITE_ADDRESS.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SECURE_SSL_REDIRECT = _SECURE
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("COMMONWEAL_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

UPLOADS_DIR = Path(
    _env("COMMONWEAL_UPLOADS") or Path(_env("COMMONWEAL_DATA_DIR") or default_data_dir()) / "uploads"
)
"""Where partners' files wait for their run; web servers and workers must reach the same folder."""

FEEDS_DIR = _env("COMMONWEAL_FEEDS") or None
"""Drop folders: in a folder named by an organisation's identifier those it may point at; nothing: there are none."""

CACHES = {
    # What all processes must count together, such as tries to sign in (allauth's rate limits).
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # What each may work out for itself: drawings, counts of a whole network.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
NETWORK_FIGURES_KEPT = int(_env("COMMONWEAL_NETWORK_FIGURES_KEPT", "30"))
"""Seconds for which the counts of a whole network are kept; 0: counted anew for each page."""

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["commonweal.web.formats"]
TIME_ZONE = _env("COMMONWEAL_TIMEZONE", "America/New_York")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = _env("COMMONWEAL_STATIC_ROOT") or None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# The demo writes e-mails into a folder, where they can be read; others send them.
EMAIL_FILE_PATH = _env("COMMONWEAL_OUTBOX")
EMAIL_BACKEND = _env(
    "COMMONWEAL_EMAIL_BACKEND",
    f"django.core.mail.backends.{'filebased' if DEMO and EMAIL_FILE_PATH else 'smtp'}.EmailBackend",
)
EMAIL_HOST = _env("COMMONWEAL_SMTP_HOST", "localhost")
EMAIL_PORT = int(_env("COMMONWEAL_SMTP_PORT", "25"))
EMAIL_HOST_USER = _env("COMMONWEAL_SMTP_USER")
EMAIL_HOST_PASSWORD = _env("COMMONWEAL_SMTP_PASSWORD")
EMAIL_USE_TLS = _flag("COMMONWEAL_SMTP_TLS")
ANYMAIL = {"IGNORE_UNSUPPORTED_FEATURES": True} | json.loads(_env("COMMONWEAL_ANYMAIL", "{}"))
"""Keys of the mail provider and WEBHOOK_SECRET, as JSON; docs/how-to/send-newsletters.md."""
DESK_MAILDIR = _env("COMMONWEAL_DESK_MAILDIR")
"""A maildir into which the mail server puts what comes for service desks; docs/how-to/run-a-service-desk.md."""
DESK_ADDRESS = _env("COMMONWEAL_DESK_ADDRESS", "desk@localhost")
"""Its address; a partnership's own is this one with a plus sign and the secret of a way in."""
DEFAULT_FROM_EMAIL = _env("COMMONWEAL_FROM", "Commonweal <no-reply@localhost>")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": _env("COMMONWEAL_LOG", "WARNING")},
}
