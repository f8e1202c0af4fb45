"""Settings, read from the environment. Import `django.conf.settings`, never this module."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def lire_secret(nom: str, default: str | None = None) -> str | None:
    """Value of NOM, or content of the file named by NOM_FILE (secrets mounted as files)."""
    fichier = env.str(f"{nom}_FILE", default="")
    if fichier:
        return Path(fichier).read_text(encoding="utf-8").strip()
    return env.str(nom, default=default)


# --- What this instance is ------------------------------------------------------------------------
VERSION = "0.1.0"
NOM_PRODUIT = "Ancrage"
DEMONSTRATION = env.bool("DEMONSTRATION", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = lire_secret("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
ADRESSE_PUBLIQUE = env.str("ADRESSE_PUBLIQUE", default="http://localhost:8000")

# --- Applications -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_htmx",
    "rest_framework",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "clauses_app.comptes",
    "clauses_app.audit",
    "clauses_app.interface",
    "marches",
    "beneficiaires",
    "suivi_heures",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "clauses_app.comptes.middleware.EntetesMiddleware",
    "clauses_app.comptes.middleware.TransactionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "clauses_app.comptes.middleware.GuichetMiddleware",
]
ROOT_URLCONF = "clauses_app.urls"
WSGI_APPLICATION = "clauses_app.wsgi.application"
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
                "clauses_app.interface.contexte.interface",
            ],
            "builtins": ["clauses_app.interface.templatetags.ancrage"],
        },
    }
]

# --- Database ---------------------------------------------------------------------------------------
# `default` serves (no right of its own: each transaction takes a role); `deploiement` migrates.
_BASE = {
    "ATOMIC_REQUESTS": True,
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {"options": "-c statement_timeout=30000 -c lock_timeout=5000 -c timezone=Europe/Paris"},
}
_ADRESSE_BASE = lire_secret("DATABASE_URL", default="postgres:///ancrage")
DATABASES = {
    "default": {**env.db_url_config(_ADRESSE_BASE), **_BASE},
    "deploiement": {
        **env.db_url_config(lire_secret("DATABASE_URL_DEPLOIEMENT", default=_ADRESSE_BASE)),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"options": "-c lock_timeout=5000 -c timezone=Europe/Paris"},
    },
}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Background work --------------------------------------------------------------------------------
REDIS_URL = lire_secret("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_DEFAULT_QUEUE = "defaut"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
# A child is warmed up before it says it is there: on a busy machine this takes far more than the four seconds given.
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 120.0
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "Europe/Paris"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "socket_timeout": 3,
    "socket_connect_timeout": 1,
    "max_retries": 0,  # a page does not wait for a broker that is down
}
CELERY_TASK_ROUTES = {
    "marches.tasks.importer_*": {"queue": "import"},
    "suivi_heures.tasks.importer_*": {"queue": "import"},
    "suivi_heures.tasks.reprendre_*": {"queue": "import"},
    "suivi_heures.tasks.produire_*": {"queue": "pdf"},
    "suivi_heures.tasks.envoyer_*": {"queue": "mail"},
    "clauses_app.comptes.tasks.envoyer_*": {"queue": "mail"},
}
# name → (task, seconds or crontab arguments); read by clauses_app.celery
TRAVAUX_REGULIERS = {
    "reprendre-les-travaux-perdus": {"task": "suivi_heures.tasks.relancer_travaux", "toutes_les": 300},
    "tenir-le-suivi": {"task": "suivi_heures.tasks.tenir_tous_les_suivis", "heure": 0, "minute": 5},
    "verifier-la-realisation": {
        "task": "suivi_heures.tasks.verifier_tous_les_guichets",
        "heure": 2,
        "minute": 30,
    },
    "relancer-les-entreprises": {
        "task": "suivi_heures.tasks.relancer_tous_les_guichets",
        "heure": 7,
        "minute": 40,
    },
}
# Counters of sign-in attempts live in the database: they hold, and sign-in works, without the broker.
CACHES = {
    "default": {
        "BACKEND": "clauses_app.comptes.cache.CacheDeTravail",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    },
    "compteurs": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "comptes_compteur",
    },
}

# --- Accounts ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "prenom", "nom")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 1800
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/compte/connexion/"
ACCOUNT_ADAPTER = "clauses_app.comptes.adaptateur.AdaptateurCompte"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account is born from an invitation sent to the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "clauses_app.comptes.forms_compte.ConnexionForm",
    "reset_password": "clauses_app.comptes.forms_compte.OubliForm",
    "reset_password_from_key": "clauses_app.comptes.forms_compte.NouveauMotDePasseForm",
    "change_password": "clauses_app.comptes.forms_compte.ChangementForm",
    "set_password": "clauses_app.comptes.forms_compte.DefinitionForm",
    "reauthenticate": "clauses_app.comptes.forms_compte.ConfirmationForm",
}
ACCOUNT_LOGIN_TIMEOUT = 900
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/15m/key", "reset_password": "20/m/ip,3/h/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = NOM_PRODUIT
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_COUNT = 8
MFA_ADAPTER = "clauses_app.comptes.facteurs.AdaptateurFacteurs"
MFA_FORMS = {
    "authenticate": "clauses_app.comptes.facteurs.SecondFacteurForm",
    "reauthenticate": "clauses_app.comptes.facteurs.SecondFacteurAncienForm",
    "activate_totp": "clauses_app.comptes.facteurs.ActivationForm",
    "add_webauthn": "clauses_app.comptes.facteurs.AjoutCleForm",
    "edit_webauthn": "clauses_app.comptes.facteurs.NomCleForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMONSTRATION
SECOND_FACTEUR_OBLIGATOIRE = env.bool("SECOND_FACTEUR_OBLIGATOIRE", default=not DEMONSTRATION)

# --- Sessions, cookies, headers ---------------------------------------------------------------------
_TLS = env.bool("TLS", default=not (DEBUG or DEMONSTRATION))
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session" if _TLS else "session"
SESSION_COOKIE_SECURE = _TLS
SESSION_COOKIE_AGE = 12 * 3600
SESSION_INACTIVITE_INTERNE = 3600
SESSION_INACTIVITE_EXTERNE = 4 * 3600
CSRF_COOKIE_SECURE = _TLS
CSRF_COOKIE_NAME = "__Host-csrf" if _TLS else "csrftoken"
CSRF_FAILURE_VIEW = "clauses_app.interface.erreurs.refus_csrf"
SECURE_SSL_REDIRECT = env.bool("REDIRIGER_VERS_TLS", default=_TLS)
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXYS_DE_CONFIANCE", default=1 if _TLS else 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if _TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _TLS
SECURE_HSTS_PRELOAD = _TLS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "frame-ancestors": ["'none'"],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
TAILLE_FICHIER_MAX = 10 * 1024 * 1024

# --- Language, files, mail --------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
USE_I18N = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", default=BASE_DIR / "staticfiles").__fspath__()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # files live in the database
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
_COURRIEL = env.str("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
_SMTP = {
    "host": env.str("EMAIL_HOST", default="localhost"),
    "port": env.int("EMAIL_PORT", default=25),
    "username": lire_secret("EMAIL_HOST_USER", default=""),
    "password": lire_secret("EMAIL_HOST_PASSWORD", default=""),
    "use_tls": env.bool("EMAIL_USE_TLS", default=False),
    "timeout": 20,
}
MAILERS = {"default": {"BACKEND": _COURRIEL, "OPTIONS": _SMTP if _COURRIEL.endswith("smtp.EmailBackend") else {}}}
# A mail service through django-anymail: EMAIL_BACKEND=anymail.backends.brevo.EmailBackend and its key. Its notices of
# refused messages come to /courriels/evenements/<service>/, opened by this secret only (« nom:mot-de-passe »).
COURRIEL_SERVICE = _COURRIEL.split(".")[2] if _COURRIEL.startswith("anymail.backends.") else ""
ANYMAIL = {
    "WEBHOOK_SECRET": lire_secret("COURRIEL_SECRET_AVIS", default=""),
    f"{COURRIEL_SERVICE.upper()}_API_KEY": lire_secret("COURRIEL_CLE_API", default=""),
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Ancrage <ne-pas-repondre@localhost>")

# --- API ----------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "suivi_heures.api.problemes.repondre_au_refus",
    "DEFAULT_THROTTLE_RATES": {"api": "600/min", "api_depots": "60/min"},
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Ancrage",
    "VERSION": "1.0.0",
    "DESCRIPTION": "Déposer les relevés d’heures d’insertion depuis un logiciel de paie ou de suivi.",
    "OAS_VERSION": "3.1.0",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ligne": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"sans_secret": {"()": "clauses_app.comptes.secrets_des_journaux.SansSecret"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ligne", "filters": ["sans_secret"]}},
    "root": {"handlers": ["console"], "level": env.str("NIVEAU_JOURNAL", default="INFO")},
    # the PDF engine tells every step of every page
    "loggers": {"weasyprint": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
}
