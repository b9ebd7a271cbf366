"""What every surrounding shares. One file a person can read from top to bottom."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from training_site.settings import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
CACHE_DIR = BASE_DIR / ".cache"
# Where Debian's fonts-hanazono puts the font for rare names; another place where the package could not be installed.
RARE_FONT = env.text("DECORUM_RARE_FONT", "") or "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"

# How many proxies of ours a request comes through; each adds the address it was asked from to X-Forwarded-For.
PROXIES = env.number("DECORUM_PROXIES", 0)
SITE_NAME = {"zh": "礼范", "en": "Decorum"}
ORGANISATION = {"zh": env.text("DECORUM_ORGANISATION_ZH", "江岚通信"), "en": env.text("DECORUM_ORGANISATION_EN", "Jianglan Telecom")}
PUBLIC_URL = env.text("DECORUM_PUBLIC_URL", "http://127.0.0.1:8000")

# What is printed before the year in a certificate's number, whether strangers see whole names at the public check, and the
# seed of the signing key (64 hexadecimal digits; without it the key follows from SECRET_KEY).
CERTIFICATES = {
    "prefix": env.text("DECORUM_CERTIFICATE_PREFIX", "JL"),
    "show_names": env.flag("DECORUM_CERTIFICATE_SHOW_NAMES"),
    "signing_key": env.text("DECORUM_CERTIFICATE_KEY", ""),
}

# Where the daily heads of the audit chain are written (empty: media/private/ledger-heads) and to whom they are mailed.
LEDGER_HEADS: dict[str, Any] = {"folder": env.text("DECORUM_LEDGER_HEADS", ""), "mail": env.words("DECORUM_LEDGER_HEADS_MAIL")}

# For how many days each kind of data is kept (docs/operators/retention.md says on which basis), and how long after leaving
# somebody's data may be erased at the earliest.
RETENTION_DAYS = {
    "import_files": env.number("DECORUM_KEEP_IMPORT_FILES_DAYS", 30, at_least=1),
    "import_plans": env.number("DECORUM_KEEP_IMPORT_PLANS_DAYS", 90, at_least=1),
    "one_time_codes": env.number("DECORUM_KEEP_CODES_DAYS", 30, at_least=1),
    "sign_ins": env.number("DECORUM_KEEP_SIGN_INS_DAYS", 190, at_least=183),
    "sessions": env.number("DECORUM_KEEP_SESSIONS_DAYS", 1),
    "flood_limits": env.number("DECORUM_KEEP_FLOOD_LIMITS_DAYS", 1),
    "task_reports": env.number("DECORUM_KEEP_TASK_REPORTS_DAYS", 30, at_least=1),
    "data_exports": env.number("DECORUM_KEEP_DATA_EXPORTS_DAYS", 7, at_least=1),
    "correction_requests": env.number("DECORUM_KEEP_CORRECTION_REQUESTS_DAYS", 1095, at_least=30),
}
ERASURE_AFTER_DAYS = env.number("DECORUM_ERASURE_AFTER_DAYS", 730, at_least=0)

# Rooms stand from the lowest floor to the highest; docs/developers/rooms.md is their map.
ROOMS = [
    "training_site.lib",
    "training_site.logins",
    "training_site.ledger",
    "training_site.people",
    "training_site.transfers",
    "training_site.search",
    "training_site.privacy",
    "training_site.roster",
    "etiquette.norms",
    "etiquette.scenarios",
    "exams.kinds",
    "exams.bank",
    "exams.papers",
    "courses.lessons",
    "etiquette.signing",
    "exams.sittings",
    "exams.analysis",
    "courses.paths",
    "exams.certificates",
    "exams.reviews",
    "training_site.clockwork",
    "training_site.desk",
    "training_site.demo",
]

INSTALLED_APPS = [
    *ROOMS,
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "django_filters",
    "django_htmx",
    "import_export",
    "rules",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "training_site.wagtail_words",
]

MIDDLEWARE = [
    "exams.sittings.arrival.ArrivalMiddleware",  # first: the stamp that an exam's deadline is held against
    "training_site.people.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "training_site.people.middleware.NoNulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "training_site.people.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "training_site.people.middleware.PrivateResponseMiddleware",
    "training_site.people.middleware.AccessMiddleware",
    "training_site.people.middleware.RefusedInAdminMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "training_site.urls"
WSGI_APPLICATION = "training_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "training_site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "training_site.people.context.frame",
            ],
            "builtins": ["training_site.lib.templatetags.frame"],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{BASE_DIR / '.cache' / 'decorum.sqlite3'}")}
# Pages use each process's own memory; what limits floods must hold over all processes, so it is a table (people/limits.py).
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "limits": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "training_site_people_limits",
        "KEY_FUNCTION": "training_site.people.limits.keyed",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Who may come in
AUTH_USER_MODEL = "training_site_logins.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "training_site.people.backends.ActiveLoginBackend",
    "training_site.people.backends.OneTimeCodeBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "training_site.people.adapter.ClosedDoorAdapter"
ACCOUNT_FORMS = {"login": "training_site.people.forms.SignInForm"}
# A shop or a whole examination hall stands behind one address: per address these limits only stop floods. Single logins are
# guarded by axes, in the database.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "120/m/ip", "reset_password": "60/m/ip,5/h/key"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CHANGE_EMAIL = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "training_site.people.backends.attempted_name"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "staff_number", "code"]
AXES_LOCKOUT_CALLABLE = "training_site.people.doors.locked_out"
AXES_VERBOSE = False
PASSWORD_RESET_TIMEOUT = 3600
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "training_site.people.doors.csrf_failed"
X_FRAME_OPTIONS = "SAMEORIGIN"

# Strict on everything a member of staff sees; the Wagtail editor has inline scripts (dependencies.md, pitfall 10), so
# AccessMiddleware loosens the policy below /admin/.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

# Languages: message ids are English, Chinese first for people
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese (simplified)")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_COOKIE_SAMESITE = "Lax"
FORMAT_MODULE_PATH = ["training_site.formats"]
LOCALE_PATHS = [BASE_DIR / "training_site" / "locale", BASE_DIR / "training_site" / "wagtail_words" / "first" / "locale"]

# Wagtail
WAGTAIL_SITE_NAME = "礼范 Decorum"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # days and deadlines are those of one country; a choice of one is not asked for
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_NOTIFICATION_USE_HTML = True  # beside the text, as in every mail of this site (people/approval_mail.py)
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}

# Files: static ones are public, media/private/ is handed out by access-checked views only
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static-collected"
STATICFILES_DIRS = [BASE_DIR / "training_site" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.text("DECORUM_MEDIA", str(BASE_DIR / "media")))
PRIVATE_ROOT = MEDIA_ROOT / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Jobs
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = env.text("DECORUM_MAIL_FROM", "decorum@example.org")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("DECORUM_LOG_LEVEL", "WARNING")},
}
