"""For a real site behind HTTPS. Refuses to start without its own key, host names and public address."""

from django.core.exceptions import ImproperlyConfigured

from training_site.settings import env
from training_site.settings.base import *
from training_site.settings.base import PUBLIC_URL

SECRET_KEY = env.text("DECORUM_SECRET_KEY")
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith(("demo-only", "test-only")):
    raise ImproperlyConfigured("DECORUM_SECRET_KEY must be a random text of at least 50 characters of your own.")
ALLOWED_HOSTS = env.words("DECORUM_HOSTS")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("DECORUM_HOSTS must list the host names of this site, separated by commas.")
if not PUBLIC_URL.startswith("https://"):
    raise ImproperlyConfigured("DECORUM_PUBLIC_URL must start with https://, for it is printed on certificates.")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
PROXIES = env.number("DECORUM_PROXIES", 1)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("DECORUM_MAIL_HOST", "localhost")
EMAIL_PORT = env.number("DECORUM_MAIL_PORT", 25)
EMAIL_TIMEOUT = env.number("DECORUM_MAIL_TIMEOUT", 10, at_least=1)  # seconds; without it a host that says nothing holds a job for ever
EMAIL_USE_TLS = env.flag("DECORUM_MAIL_TLS")
EMAIL_HOST_USER = env.text("DECORUM_MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("DECORUM_MAIL_PASSWORD", "")
