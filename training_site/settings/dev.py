"""For ./dev demo and ./dev manage: a local site over HTTP with a key of its own."""

from training_site.settings.base import *
from training_site.settings.base import STORAGES

SECRET_KEY = "demo-only-not-a-secret-" + "0" * 40  # nosec B105: the demo's own key, refused by production.py
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
