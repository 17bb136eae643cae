"""Settings, read top to bottom. Installations differ in variables only."""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from dotenv import load_dotenv

from pdfsum.lib.embedded import read_addresses
from pdfsum.lib.env import (
    env_bool,
    env_choice,
    env_int,
    env_path,
    env_str,
    make_private_folder,
)
from pdfsum.lib.redis_url import broker_url, with_database
from pdfsum.lib.release import release_id
from pdfsum.lib.secret_key import get_or_create_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
# Variables that are set already win over the file.
load_dotenv(BASE_DIR / ".env")

DEBUG = env_bool("DEBUG", default=False)

# Everything this installation writes: database, files, keys, dumps, logs.
DATA_DIR = env_path("PDFSUM_DATA_DIR") or BASE_DIR / ".data"
make_private_folder(DATA_DIR)
SECRET_KEY = env_str("SECRET_KEY", "") or get_or_create_secret_key(DATA_DIR)

# --- Address -----------------------------------------------------------------

PDFSUM_HOST = env_str("PDFSUM_HOST", "127.0.0.1")
PDFSUM_PORT = env_int("PDFSUM_PORT", default=8000, minimum=1)

# The address people type. Hosts, origins and secure cookies follow from it.
APP_URL = env_str("APP_URL", f"http://127.0.0.1:{PDFSUM_PORT}").rstrip("/")
_app = urlsplit(APP_URL)
_https = _app.scheme == "https"
ALLOWED_HOSTS = [_app.hostname or "127.0.0.1", "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"{_app.scheme}://{_app.netloc}"]
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
# Only for this host: other names of the domain are not ours to speak for.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_NAME = "pdfsum_session"
CSRF_COOKIE_NAME = "pdfsum_csrf"
CSRF_FAILURE_VIEW = "pdfsum.answers.csrf_failure"

# --- Apps --------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "django_htmx",
    "heroicons",
    "ninja",
    "pgvector.django",
    "pdfsum",
    "pdfsum.accounts",
    "library",
    "search",
    "chat",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pdfsum.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pdfsum.middleware.AppErrorMiddleware",
]

ROOT_URLCONF = "pdfsum.urls"
ASGI_APPLICATION = "pdfsum.asgi.application"

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
            ]
        },
    }
]

# --- Database, cache, queue --------------------------------------------------

# `manage.py serve` leaves the addresses of its embedded servers in the data folder.
_embedded = read_addresses(DATA_DIR)

DATABASE_URL = env_str("DATABASE_URL", "") or (
    _embedded.database_url if _embedded else ""
)
# Commands that need no database run without one; port 1 refuses the others at once.
_nowhere = "postgres://localhost:1/pdfsum"
_database = dj_database_url.parse(DATABASE_URL or _nowhere, conn_health_checks=True)
# One pool per process. Each connection is checked before it is lent.
PDFSUM_DB_POOL_SIZE = env_int("PDFSUM_DB_POOL_SIZE", default=10, minimum=1)
if DATABASE_URL:
    _database.setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": PDFSUM_DB_POOL_SIZE,
        "timeout": 30,
        "max_lifetime": 3600,
    }
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env_str("REDIS_URL", "") or (
    _embedded.redis_url if _embedded else "redis://localhost:1/0"
)
# How long a cached value may live when its module says nothing else, in seconds.
CACHE_TTL = env_int("CACHE_TTL", default=300, minimum=1)
# The lifetimes of docs/caching.md, one for each data set.
CACHE_TTL_TAG_COUNTS = env_int("CACHE_TTL_TAG_COUNTS", default=CACHE_TTL, minimum=1)
CACHE_TTL_DOCUMENT_META = env_int("CACHE_TTL_DOCUMENT_META", default=1800, minimum=1)
CACHE_TTL_PROVIDER_USER = env_int("CACHE_TTL_PROVIDER_USER", default=3600, minimum=1)
CACHE_TTL_PAGES = env_int("CACHE_TTL_PAGES", default=CACHE_TTL, minimum=1)
_cache_options = {
    # A cache that is down makes pages slower, never wrong.
    "IGNORE_EXCEPTIONS": True,
    "SOCKET_CONNECT_TIMEOUT": 1,
    "SOCKET_TIMEOUT": 1,
}
CACHES = {
    # Data: JSON, under keys that read in Valkey as they do in the code.
    "default": {
        "BACKEND": "pdfsum.lib.data_cache.DataCache",
        "LOCATION": with_database(REDIS_URL, 1),
        "TIMEOUT": CACHE_TTL,
        "KEY_FUNCTION": "pdfsum.lib.data_cache.exact_key",
        "REVERSE_KEY_FUNCTION": "pdfsum.lib.data_cache.same_key",
        "OPTIONS": _cache_options
        | {"SERIALIZER": "django_redis.serializers.json.JSONSerializer"},
    },
    # Whole pages that are the same for everyone. A new release starts anew.
    "pages": {
        "BACKEND": "pdfsum.lib.data_cache.DataCache",
        "LOCATION": with_database(REDIS_URL, 2),
        "TIMEOUT": CACHE_TTL_PAGES,
        "KEY_PREFIX": f"pages:{release_id(BASE_DIR)}",
        "OPTIONS": _cache_options
        | {"SERIALIZER": "pdfsum.lib.shared_pages.PageSerializer"},
    },
}

CELERY_BROKER_URL = broker_url(with_database(REDIS_URL, 0))
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 2,
    # Longer than the second for which a waiting worker asks at a time.
    "socket_timeout": 5,
    # A worker that consumes several queues empties the first one first.
    "queue_order_strategy": "priority",
    # No priorities within a queue: PostgreSQL knows who is next.
    "priority_steps": [0],
}
# In this order. `celery -A pdfsum worker` without -Q takes all of them. A message in
# interactive or bulk only says that there may be work (docs/jobs.md).
CELERY_TASK_QUEUES: dict[str, dict[str, str]] = {
    "upkeep": {},
    "answers": {},
    "interactive": {},
    "bulk": {},
}
CELERY_TASK_DEFAULT_QUEUE = "interactive"
# What must never wait behind a book.
CELERY_TASK_ROUTES = {
    "library.requeue_stuck": {"queue": "upkeep"},
    "library.clean_up": {"queue": "upkeep"},
    "library.change_documents": {"queue": "upkeep"},
    "library.watch_folder": {"queue": "upkeep"},
    "library.import_library": {"queue": "upkeep"},
    "pdfsum.delete_account": {"queue": "upkeep"},
    "pdfsum.resume_deletions": {"queue": "upkeep"},
    "library.empty_trash": {"queue": "upkeep"},
    "library.empty_trash_of": {"queue": "upkeep"},
    "library.write_summary": {"queue": "answers"},
}
# Publishing waits for a lost broker this long; the job is safe in PostgreSQL.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0.1}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TIMEZONE = "UTC"
# Documents at work at the same time, each in a process of its own.
PDFSUM_WORKER_PROCESSES = env_int("PDFSUM_WORKER_PROCESSES", default=2, minimum=1)
CELERY_WORKER_CONCURRENCY = PDFSUM_WORKER_PROCESSES
# A file whose time says that this worker or scheduler lives, for containers.
PDFSUM_SIGN_OF_LIFE = env_path("PDFSUM_SIGN_OF_LIFE")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    # The net under every lost message and dead worker.
    "requeue-stuck": {
        "task": "library.requeue_stuck",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "resume-deletions": {
        "task": "pdfsum.resume_deletions",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "clean-up": {
        "task": "library.clean_up",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    "empty-trash": {
        "task": "library.empty_trash",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
}

# --- Files -------------------------------------------------------------------

# What one request may carry; more is refused before it reaches the disk.
PDFSUM_MAX_UPLOAD_MB = env_int("PDFSUM_MAX_UPLOAD_MB", default=200, minimum=1)

# Days after which the trash deletes for good; 0 for never by itself.
EMPTY_TRASH_DELAY = env_int("EMPTY_TRASH_DELAY", default=30, minimum=0)

MEDIA_ROOT = DATA_DIR / "files"
# Beside the storage, so that a finished upload is renamed and not copied.
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads"
make_private_folder(FILE_UPLOAD_TEMP_DIR)
FILE_UPLOAD_HANDLERS = ["pdfsum.lib.uploads.HashingUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# A folder whose files are added to this user's library and moved aside.
PDFSUM_WATCH_DIR = env_path("PDFSUM_WATCH_DIR")
PDFSUM_WATCH_USER = env_str("PDFSUM_WATCH_USER", "")
if PDFSUM_WATCH_DIR:
    CELERY_BEAT_SCHEDULE["watch-folder"] = {
        "task": "library.watch_folder",
        "schedule": 5.0,
        "options": {"expires": 5},
    }

STATIC_URL = "static/"
# `serve` fills this folder; elsewhere than in the data folder, whoever names it does.
STATIC_ROOT = env_path("STATIC_ROOT") or DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
# Only the hashed names are ever asked for.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Source maps are for people with developer tools open: not worth 20 s of packing.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "png", "gif", "webp", "pdf", "gz"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        # Names are hashes: what is replaced are the same bytes.
        "OPTIONS": {"allow_overwrite": True},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Reading and writing -----------------------------------------------------

# What one PDF may cost. Each page is read in a child process under these limits.
PDFSUM_MAX_PAGES = env_int("PDFSUM_MAX_PAGES", default=20_000, minimum=1)
# Longest side in points; a larger page is read, and rendered smaller.
PDFSUM_MAX_PAGE_SIDE = env_int("PDFSUM_MAX_PAGE_SIDE", default=14_400, minimum=100)
PDFSUM_MAX_PICTURE_PIXELS = env_int(
    "PDFSUM_MAX_PICTURE_PIXELS", default=25_000_000, minimum=1_000_000
)
PDFSUM_READER_MEMORY_MB = env_int("PDFSUM_READER_MEMORY_MB", default=1024, minimum=256)
PDFSUM_PAGE_SECONDS = env_int("PDFSUM_PAGE_SECONDS", default=30, minimum=1)
PDFSUM_DOCUMENT_CPU_SECONDS = env_int(
    "PDFSUM_DOCUMENT_CPU_SECONDS", default=1800, minimum=10
)
# auto reads pictures of pages without usable text, force those of all pages.
OCR_MODE = env_choice("OCR_MODE", default="auto", choices=("auto", "off", "force"))
# Passages per run of the model: bounds memory. docs/performance.md measures it.
EMBEDDING_BATCH_SIZE = env_int("EMBEDDING_BATCH_SIZE", default=10, minimum=1)

# A folder in the sentence-transformers ONNX layout instead of the packaged model.
EMBEDDING_MODEL_PATH = env_path("EMBEDDING_MODEL_PATH")

# --- Accounts ----------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "library:document_list"
PDFSUM_SIGNUP = env_choice(
    "PDFSUM_SIGNUP", default="closed", choices=("open", "closed")
)
ACCOUNT_ADAPTER = "pdfsum.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True

# Without a mail server, messages are printed by the web process.
EMAIL_HOST = env_str("EMAIL_HOST", "")
EMAIL_PORT = env_int("EMAIL_PORT", default=587, minimum=1)
EMAIL_HOST_USER = env_str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=True)
DEFAULT_FROM_EMAIL = env_str("DEFAULT_FROM_EMAIL", "pdfsum@localhost")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.console.EmailBackend"
)

# --- Language, time, log -----------------------------------------------------

LANGUAGE_CODE = "en"
TIME_ZONE = env_str("TIME_ZONE", "UTC")
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        name: {"level": env_str("LOG_LEVEL", "INFO").upper()}
        for name in ("pdfsum", "library", "search", "chat")
    },
}

# --- Development -------------------------------------------------------------

if DEBUG:
    INSTALLED_APPS.append("debug_toolbar")
    MIDDLEWARE.insert(2, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1", "::1"]
