"""Settings, all from the environment; without any, a safe production set-up that refuses to start.

`make demo` writes a `.env` for this machine; `.env.example` lists every variable.
"""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.demonstration import read_recul
from config.pages import PAGES, PAGES_DES_OBJETS
from config.papiers import PAPIERS  # noqa: F401

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is required: see .env.example, or run `make demo`.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Behind HTTPS unless said otherwise; the demo on http://127.0.0.1 says otherwise.
HTTPS = env.bool("HTTPS", default=True)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "widget_tweaks",
    "dsfr",
    "crispy_forms",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "comptes",
    "referentiels",
    "conventions",
    "remarques",
    "indicateurs",
    "avenants",
    "reporting",
    "pilotage",
    "api",
    "demonstration",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "api.guichet.GuichetMiddleware",
    "comptes.guard.RequeteLisibleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "reporting.typographie.TypographieMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "comptes.suppleants.SuppleanceMiddleware",
    "comptes.sessions.SessionGlissanteMiddleware",
    "comptes.sessions.ConnexionRequiseMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "comptes.guard.NoNulMiddleware",
    "comptes.entretemps.EntreTempsMiddleware",
    "comptes.guard.ReadOnlyGetMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["config.gabarits.SansMarges", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "comptes.horloge.tell_jour",
                "remarques.contexte.tell_remarques",
            ],
            "builtins": [
                "comptes.templatetags.formats",
                "comptes.templatetags.jeton",
                "comptes.templatetags.pages",
                "comptes.templatetags.tableaux",
                "dessins.templatetags.figures",
                "saisie.templatetags.signaux",
                "remarques.templatetags.fils",
                "indicateurs.templatetags.chiffres",
                "reporting.templatetags.affichage",
                "pilotage.templatetags.matrice",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["dsfr"]
CRISPY_TEMPLATE_PACK = "dsfr"

# SQLite as it must be for several writers; each line was needed (docs/decisions/0003).
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
    ),
}
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'calpae.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    # A connection kept from before the server was started again is asked first, and opened anew.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = ["comptes.backends.CompteBackend"]
CSRF_FAILURE_VIEW = "comptes.views.connexion.refuse_jeton"
LOGIN_URL = "comptes:connexion"
LOGIN_REDIRECT_URL = PAGES["accueil"]
LOGOUT_REDIRECT_URL = "comptes:connexion"
ABSOLUTE_URL_OVERRIDES = PAGES_DES_OBJETS
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "fr"
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Paris")
USE_I18N = True
# How far behind ours the days of a demo are: none in production.
DEMO_RECUL = read_recul(env.str("DEMO_AUJOURDHUI", default=""), env.str("DEMO_DEPUIS", default=""))
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# The manifest storage rewrites the sheets, so the digests django-dsfr ships no longer match.
DSFR_USE_INTEGRITY_CHECKSUMS = False
DSFR_MARK_OPTIONAL_FIELDS = True

# Messages travel in a signed cookie: showing one on a GET then writes nothing.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Largest parcours file accepted (bytes): 2,000,000 lines of `tests/bench/generer_parcours.py` weigh 151,150,403. What
# opens a file refuses more than `fichiers.porte.MAX_OCTETS`, whatever is said here.
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=400_000_000)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Work that outlives a request waits in our own database; `manage.py travailler` does it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Where a parcours file lies until its calculation ends; every host, site or worker, sees the same directory.
DEPOTS_DIR = Path(env.str("DEPOTS_DIR", default=str(BASE_DIR / "var" / "depots")))
# A calculation silent for so many seconds has lost its worker: another one takes it up.
SILENCE_MAX = env.int("SILENCE_MAX", default=60)

# How many times a minute one token may call the API.
API_APPELS_PAR_MINUTE = env.int("API_APPELS_PAR_MINUTE", default=120)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", default=12 * 3600)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# Subdomains and preloading bind a whole domain, which is not this site's to bind.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        # The DSFR draws some icons as data: URIs.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# smtp+tls://user:password@host:587; `consolemail://` writes mails on the worker's output, `dummymail://` nowhere.
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
# A demo writes to nobody: whatever is said above, its mails are kept here, to be read at /demo/courriels.
BOITE_DIR = BASE_DIR / "var" / "courriels"
if DEMO_RECUL:
    EMAIL_BACKEND = "demonstration.boite.Boite"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="CALPAE <ne-pas-repondre@localhost>")
# What the links of mails begin with.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
# Seconds that the link of an invitation, or of a forgotten password, is good for.
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600

# Who answers for the site, as its legal pages say it; `manage.py check --deploy` names what is missing.
EXPLOITANT = {
    quoi: env.str(f"EXPLOITANT_{quoi.upper()}", default="")
    for quoi in ("editeur", "directeur", "hebergeur", "contact", "delegue", "accessibilite")
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"refus": {"()": "config.journalisation.RefusEnUneLigne"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["refus"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
