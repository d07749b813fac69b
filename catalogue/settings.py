"""Settings of the catalogue, all read from the environment. `docs/settings.md` lists them."""

import sqlite3
from pathlib import Path
from urllib.parse import quote

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import environment

BASE_DIR = Path(__file__).resolve().parent.parent
# What this machine keeps for itself, and nobody else reads: the SQLite file, the search index, a secret key.
DATA_DIR = environment.private_folder(environment.folder("DATA_DIR", default=BASE_DIR / "var"))

DEBUG = environment.boolean("DEBUG", default=False)
SECRET_KEY = environment.secret_key(DATA_DIR / "secret-key")

SITE = environment.site("SITE_URL", default="http://127.0.0.1:8000")
SITE_URL = f"{SITE.scheme}://{SITE.netloc}"
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SITE_HOST = f"[{SITE.hostname}]" if ":" in str(SITE.hostname) else SITE.hostname
ALLOWED_HOSTS = [SITE_HOST, *environment.hosts("ALLOWED_HOSTS")]
if SITE_HOST in LOCAL_HOSTS:
    ALLOWED_HOSTS += LOCAL_HOSTS
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CONTACT_EMAIL = environment.bare_mail_address("CONTACT_EMAIL")
# Who is responsible for personal data, with an address: /privacy/ says so.
DATA_CONTROLLER = environment.text("DATA_CONTROLLER", default="")
# Who publishes the catalogue, as references name it, and the licence of its own text. Sources keep theirs.
PUBLISHER = environment.text("PUBLISHER", default="International Organization for Migration")
# As ADMS names kinds of publishers.
PUBLISHER_TYPE = environment.word("PUBLISHER_TYPE", default="SupraNationalAuthority")
LICENCE_NAME = environment.text("LICENCE_NAME", default="CC BY 4.0")
LICENCE_URL = environment.address("LICENCE_URL", default="https://creativecommons.org/licenses/by/4.0/")
# Whom to tell of a weakness, and what becomes of a report: /.well-known/security.txt says so.
SECURITY_CONTACT = environment.contact("SECURITY_CONTACT", default=CONTACT_EMAIL)
SECURITY_POLICY_URL = environment.address("SECURITY_POLICY_URL", default="")
CSRF_FAILURE_VIEW = "practices.views.csrf.refused"

INSTALLED_APPS = [
    "modeltranslation",  # before the admin, whose forms it extends
    "practices.desk.apps.CuratorsConfig",  # Django's admin, with our site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "corsheaders",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_filters",
    "django_htmx",
    "ninja",  # so that the API's documentation page loads its own files, none from elsewhere
    "practices",
]

MIDDLEWARE = [
    "practices.monitoring.middleware.ObservingMiddleware",  # first, so that it sees every answer
    "django.middleware.security.SecurityMiddleware",
    "practices.web.headers.HeadersMiddleware",
    "practices.web.saving.SaveDataMiddleware",
    "catalogue.static_files.Files",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "practices.web.framing.FramingMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "practices.monitoring.middleware.ProbeMiddleware",  # before all that may ask database, session or index
    "practices.web.busy.PatientSessionMiddleware",
    "catalogue.locale.LanguageOfAddress",
    "practices.signin.middleware.RefusalMiddleware",  # before what costs time, after the language is known
    "practices.api.throttling.RateLimitMiddleware",
    "practices.web.limits.LimitMiddleware",
    "practices.api.problems.ProblemMiddleware",
    "practices.views.pasted.AddressMiddleware",
    "practices.web.methods.MethodMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "practices.caching.editions.EditionMiddleware",
    "practices.changelog.middleware.RecordsMiddleware",
]

ROOT_URLCONF = "catalogue.urls"
WSGI_APPLICATION = "catalogue.wsgi.application"

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
            ],
            "builtins": ["practices.templatetags.assets"],  # links to styles and scripts stand in most templates
        },
    },
]

# Database ------------------------------------------------------------------------------------

DATABASE_URL = environment.text("DATABASE_URL", default="") or f"sqlite:///{quote(str(DATA_DIR / 'catalogue.sqlite3'))}"
# Whether that leads to a pooler, such as PgBouncer, that gives a connection for a transaction (docs/scaling.md).
DATABASE_POOLER = environment.boolean("DATABASE_POOLER", default=False)
# A replica that public pages are read from (practices/web/replica.py).
DATABASE_REPLICA_URL = environment.text("DATABASE_REPLICA_URL", default="")

# Seconds that a writer waits for its turn before people are asked to try again (practices/web/busy.py). A save takes
# tenths of a second, moving a hundred practices at once about four seconds. An import of 2,000 rows takes a dozen or
# more: nobody waits for that, since a few who did would have all threads, and readers none.
LONGEST_WAIT = 5


def _existing(name: str) -> str:
    """Return a SQLite file, made if need be, as one that no connection makes anew, empty, where it is gone later."""
    if name == ":memory:":
        return name
    # It may lie in a folder that others can enter. What SQLite puts beside it takes after it.
    environment.private_file(Path(name))
    return f"file:{quote(name)}?mode=rw"


def _database(url: str, name: str = "DATABASE_URL") -> dict[str, object]:
    """Return Django's settings for one database, with what this catalogue needs of it."""
    try:
        database: dict[str, object] = {**dj_database_url.parse(url, disable_server_side_cursors=DATABASE_POOLER)}
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} can't be read: {error}") from error
    given = database.get("OPTIONS", {})
    options: dict[str, object] = {**given} if isinstance(given, dict) else {}
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["ENGINE"] = "catalogue.databases.sqlite3"
        database["CONN_MAX_AGE"] = 60  # seconds: opening one takes as long as an answer from the cache
        database["NAME"] = _existing(str(database["NAME"]))
        # IMMEDIATE: a writer waits for its turn at the start rather than failing half way.
        options |= {"transaction_mode": "IMMEDIATE", "timeout": LONGEST_WAIT}
        # Before these versions two connections that reset the write-ahead log can corrupt the file.
        version = sqlite3.sqlite_version_info
        if version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45):
            options["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"
    elif database["ENGINE"] == "django.db.backends.postgresql":
        database["ENGINE"] = "catalogue.databases.postgresql"
        # As many connections as `make run` has threads, and one for /readyz; a database that is down, or cut off, is
        # told within seconds.
        options["pool"] = {"min_size": 1, "max_size": 9, "timeout": 2}
        options = {"connect_timeout": 2, "tcp_user_timeout": 5000, **options}  # seconds; milliseconds
        if not DATABASE_POOLER:  # a pooler takes none of these with a connection: it sets them itself
            # By itself it waits for ever for a row that somebody else has locked.
            options["options"] = f"-c lock_timeout={LONGEST_WAIT}s {options.get('options', '')}".strip()
    else:
        raise ImproperlyConfigured(f"{name} names a database other than SQLite or PostgreSQL.")
    return {**database, "OPTIONS": options}


def _replica(url: str) -> dict[str, object]:
    """Return the same for a copy of the database that follows it, which is only read."""
    database = _database(url, "DATABASE_REPLICA_URL")
    kinds = {database["ENGINE"], DATABASES["default"]["ENGINE"]}
    if kinds != {"catalogue.databases.postgresql"}:
        raise ImproperlyConfigured("DATABASE_REPLICA_URL needs PostgreSQL, which DATABASE_URL must name, too.")
    if url == DATABASE_URL:
        raise ImproperlyConfigured("DATABASE_REPLICA_URL is DATABASE_URL; write the address of the replica.")
    return {**database, "TEST": {"MIRROR": "default"}}


# The pages asked for last (practices/caching/kept.py), which readers get while the database is gone. Most are 10 to 20
# kB, as browsers take them: about 10 MB a process, and 150 MB if each were the largest that is kept.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 500},
    }
}

DATABASES = {"default": _database(DATABASE_URL)}
DATABASE_ROUTERS = []
if DATABASE_REPLICA_URL:
    DATABASES["replica"] = _replica(DATABASE_REPLICA_URL)
    DATABASE_ROUTERS = ["catalogue.databases.router.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The search index: files that this machine can rebuild from the database at any time.
SEARCH_INDEX_DIR = environment.folder("SEARCH_INDEX_DIR", default=DATA_DIR / "index")
# Whether a sentence encoder has a say in the order of answers without all the words (practices/search/encoder.py).
SEARCH_ENCODER = environment.boolean("SEARCH_ENCODER", default=False)

# Whole copies of the catalogue for whoever wants all of it (practices/dumps/).
DUMPS_DIR = environment.folder("DUMPS_DIR", default=DATA_DIR / "dumps")

# Days for which a briefing can be read from when it was made (practices/briefings/).
BRIEFINGS_KEPT = environment.number("BRIEFINGS_KEPT", default=730)

# Backups of the whole database, and the key of age that they are encrypted with (practices/backup/).
BACKUP_DIR = environment.folder("BACKUP_DIR", default=DATA_DIR / "backups")
BACKUP_KEY_FILE = environment.text("BACKUP_KEY_FILE", default="")

# Languages -----------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "practices" / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)


def MODELTRANSLATION_BUILD_LOCALIZED_VERBOSE_NAME(name: str, code: str) -> str:
    """Return the label of a translated field in one language: 'title (French)' rather than 'title [fr]'."""
    return format_lazy("{} ({})", name, dict(LANGUAGES)[code])  # type: ignore[return-value]


USE_I18N = True
FORMAT_MODULE_PATH = ["catalogue.formats"]
TIME_ZONE = "UTC"
USE_TZ = True

# Static files --------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ROOT = BASE_DIR / "root"  # what programs look for right below the site's address, without reading a page
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "catalogue.static_files.Storage"},
}

# Security ------------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "practices.signin.passwords.LengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "practices.signin.passwords.GuessingValidator"},
]

# Everything starts forbidden. Pages load only what this site serves.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],  # the API's documentation page draws its arrows as data: URLs
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-src": [SELF],  # a practice's page shows the card that partners may embed
        "frame-ancestors": [NONE],  # but for those cards (practices/web/framing.py)
    }
}

HTTPS = SITE.scheme == "https"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
# With this name a browser takes a cookie from this host alone: not from a neighbour's subdomain, nor without TLS.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
MESSAGE_STORAGE = "practices.web.messages.Storage"
CSRF_COOKIE_HTTPONLY = True  # pages carry the token in their forms
# Probes of a load balancer come over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = environment.boolean("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    # Only behind a proxy that sets this header itself, else anybody could. So for the address (web/visitors.py).
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The site has no other way to its root, whatever a request says of it: else one page could be taken for another.
FORCE_SCRIPT_NAME = ""

# What the server lets a client hold (catalogue/worker.py): seconds, connections of a process, and of one address.
CLIENT_TIMEOUT = environment.number("CLIENT_TIMEOUT", default=20)
MAX_CONNECTIONS = environment.number("MAX_CONNECTIONS", default=500)
MAX_CONNECTIONS_PER_ADDRESS = environment.number("MAX_CONNECTIONS_PER_ADDRESS", default=100)
# Requests that may wait for a thread of a process (catalogue/shedding.py): as many searches as are answered in half a
# second, or five browsers that fetch a page at the same moment, each with its styles, scripts and pictures.
MAX_WAITING = environment.number("MAX_WAITING", default=32)

# What machines read, scripts on other sites may read too: services, and each file but those of the curators' rooms. No
# cookie goes with it, so whatever headers a program or a measuring tool adds may come with the question.
CORS_ALLOW_ALL_ORIGINS = True
_FILES = r"(?!(fr/|es/)?admin/).+\.(atom|bib|csv|docx|json|jsonld|md|ndjson|nt|png|rdf|ris|rss|svg|ttl|txt|xlsx|xml)$"
CORS_URLS_REGEX = rf"^/(api/|oembed/?$|oai/?$|dcat$|dumps/|{_FILES})"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = [
    *["accept", "accept-language", "authorization", "baggage", "cache-control", "content-type", "if-match"],
    *["if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "pragma", "range", "sentry-trace"],
    *["traceparent", "tracestate", "x-requested-with"],
    "*",  # stands for all others, but not for Authorization, and not in old browsers
]
CORS_EXPOSE_HEADERS = [
    *["Accept-Ranges", "Content-Disposition", "Content-Range", "ETag", "Link", "Location"],
    *["RateLimit", "RateLimit-Policy", "Retry-After", "X-Robots-Tag"],
]
# Requests a minute from one address: to the API (practices/api/throttling.py), for files of results, for pages of
# results that were asked for something (practices/web/limits.py). 0: as many as they like.
API_RATE_LIMIT = environment.number("API_RATE_LIMIT", default=300)
EXPORT_RATE_LIMIT = environment.number("EXPORT_RATE_LIMIT", default=120)
SEARCH_RATE_LIMIT = environment.number("SEARCH_RATE_LIMIT", default=0)
# The server of Redis or Valkey that counts for all processes and machines (practices/web/counts.py).
CACHE_URL = environment.cache("CACHE_URL", default="")

# Signing in (docs/signing-in.md) -----------------------------------------------------------------

# The only roads to a password: bounded by the guard (practices/signin/guard.py), and few at the same moment.
AUTHENTICATION_BACKENDS = ["practices.signin.passwords.GuardedBackend"]
PASSWORD_HASHERS = ["practices.signin.passwords.InTurn"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SECOND_FACTOR = environment.boolean("SECOND_FACTOR", default=HTTPS)
PASSWORD_RESET_TIMEOUT = 3600  # seconds: of a link for a new password
OTP_TOTP_ISSUER = "Labour Mobility Practices"  # what the app on the phone calls this site

# A session lasts while somebody works, at most a day (practices/signin/session.py), or until the browser is closed.
SESSION_ENGINE = "practices.signin.session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Mail ----------------------------------------------------------------------------------------

EMAIL_HOST = environment.host("EMAIL_HOST", default="")
# Without a mail server, mails are written to the console.
EMAIL_BACKEND = f"practices.monitoring.mail.{'Smtp' if EMAIL_HOST else 'Console'}Backend"
EMAIL_PORT = environment.port("EMAIL_PORT", default=587)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD", default="")
# Port 465 is encrypted from the start; the others are after STARTTLS.
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = environment.boolean("EMAIL_USE_TLS", default=True) and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 10  # seconds
# What seals the addresses of those who are told by mail, the key in use first (practices/mails/sealing.py).
ADDRESS_KEYS = environment.keys("ADDRESS_KEYS")
DEFAULT_FROM_EMAIL = environment.mail_address("DEFAULT_FROM_EMAIL", default=CONTACT_EMAIL or f"noreply@{SITE_HOST}")

# Sight (docs/operations.md) --------------------------------------------------------------------

# Who may read /metrics: addresses and networks. Nobody else learns that it is there.
METRICS_ALLOWED = environment.networks("METRICS_ALLOWED")
# Where several processes add up what they counted. Without it each tells of itself.
PROMETHEUS_MULTIPROC_DIR = environment.figures_folder("PROMETHEUS_MULTIPROC_DIR")
# Milliseconds from which on a query to the database is logged. 0: none is.
SLOW_QUERY_MS = environment.number("SLOW_QUERY_MS", default=500)
LOG_FORMAT = environment.choice("LOG_FORMAT", among=["line", "json"], default="line")
LOG_LEVEL = environment.choice("LOG_LEVEL", among=["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], default="INFO")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "practices.monitoring.logs.RequestFilter"}},
    "formatters": {
        "line": {"()": "practices.monitoring.logs.LineFormatter"},
        "json": {"()": "practices.monitoring.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request"]}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # robots: a traceback for each would fill a disk
        "waitress": {"level": "WARNING"},  # it tells of whoever goes away before the answer
        "waitress.queue": {"level": "ERROR"},  # and of each request that waits for a thread
    },
}
