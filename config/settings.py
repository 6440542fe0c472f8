"""The one settings file: everything that differs between installations comes from the environment.

Nothing set: SQLite, local disk and a Redis on a unix socket, all in `$ZHIJI_DATA`.
"""

import os
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from config.runtime import celery_broker, redis_socket, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
ZHIJI_DATA = Path(os.environ.get("ZHIJI_DATA") or BASE_DIR / "var").resolve()
ZHIJI_KEYS = os.environ.get("ZHIJI_KEYS", "")


def env_bool(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def env_list(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


# Core

ALLOWED_HOSTS = env_list("ZHIJI_HOSTS") or ["localhost", "127.0.0.1", "[::1]", socket.gethostname()]
AUTH_USER_MODEL = "enforcement.Person"
CSRF_FAILURE_VIEW = "enforcement.views.errors.stale_page"
CSRF_TRUSTED_ORIGINS = env_list("ZHIJI_ORIGINS")
DEBUG = env_bool("ZHIJI_DEBUG")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "enforcement",
    "cases",
    "devices",
    "media_evidence",
    "records",
    "disclosure",
    "legal_review",
    "config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "storages",
    "template_partials",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "enforcement.middleware.ActorMiddleware",
    "enforcement.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
SECRET_KEY = os.environ.get("SECRET_KEY") or secret_key(ZHIJI_DATA / "keys" / "secret")
# W006 asks for the address beside the account, for the reason given at AXES_LOCKOUT_PARAMETERS
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "enforcement.context.page",
            ],
        },
    }
]
WSGI_APPLICATION = "config.wsgi.application"

# Accounts

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "/login/"
LOGOUT_REDIRECT_URL = "/login/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_DISABLE_ACCESS_LOG = True
AXES_FAILURE_LIMIT = 5
# by account alone: behind a reverse proxy every visitor has the proxy's address
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# API

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "enforcement.tokens.TokenAuthentication",
        "enforcement.tokens.SignedInAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["enforcement.tokens.HasActor"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "enforcement.rest.refusal_response",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "执迹 Zhiji",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# Database

if os.environ.get("DATABASE_URL"):
    DATABASES = {"default": dict(dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60))}
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ZHIJI_DATA / "zhiji.sqlite3",
            "OPTIONS": {
                # FULL: what was answered "saved" survives a power cut, which WAL's usual NORMAL does not promise
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
            },
            "TEST": {"NAME": ZHIJI_DATA / "test.sqlite3"},
        }
    }

# Language and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Logging: paths, ids and kinds only. What people typed never reaches a log.

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("ZHIJI_LOG_LEVEL", "INFO")},
    "loggers": {
        "axes": {"level": "ERROR"},
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}

# Queue: it only wakes workers; the job table says what has to be done

CELERY_BEAT_SCHEDULE_FILENAME = str(ZHIJI_DATA / "beat-schedule")
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# max_retries: without it a request that queues a job waits six seconds for a broker that is gone
CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0, "socket_connect_timeout": 2, "socket_timeout": 10}
CELERY_BROKER_URL = celery_broker(os.environ.get("REDIS_URL") or f"unix://{redis_socket(ZHIJI_DATA)}")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1

# Security

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "base-uri": [NONE],
        "default-src": [SELF],
        "form-action": [SELF],
        # a page of ours shows the PDF of a document in a frame
        "frame-ancestors": [SELF],
        "object-src": [NONE],
        # the upload page hashes in WebAssembly
        "script-src": [SELF, "'wasm-unsafe-eval'"],
        "style-src": [SELF],
    }
}
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT = env_bool("ZHIJI_HTTPS")
SECURE_HSTS_SECONDS = 31536000 if env_bool("ZHIJI_HTTPS") else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("ZHIJI_HTTPS") else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = int(float(os.environ.get("ZHIJI_SESSION_HOURS", "8")) * 3600)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
X_FRAME_OPTIONS = "SAMEORIGIN"

# Static files and stored bytes

STATICFILES_DIRS = [BASE_DIR / "static"]
# where footage lies while it arrives: several machines need one folder that all of them see
SPOOL_DIR = Path(os.environ.get("SPOOL_DIR") or ZHIJI_DATA / "spool")
STATIC_ROOT = ZHIJI_DATA / "static"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = DEBUG

STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": ZHIJI_DATA / "blobs"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "config.static.StaticStorage",
    },
}
if os.environ.get("STORAGE_URL"):
    _url = urlsplit(os.environ["STORAGE_URL"])
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(_url.username or ""),
            "addressing_style": "path",
            "bucket_name": _url.path.strip("/"),
            "endpoint_url": f"{_url.scheme.removeprefix('s3+')}://{_url.netloc.rpartition('@')[2]}",
            "file_overwrite": False,
            "region_name": parse_qs(_url.query).get("region", ["us-east-1"])[0],
            "secret_key": unquote(_url.password or ""),
            "signature_version": "s3v4",
        },
    }
