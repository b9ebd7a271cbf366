"""The WSGI entry for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.production")
application = get_wsgi_application()

from django.db import connections  # noqa: E402  (after the settings are named)

from training_site.ledger.api import refuse_to_start_without_triggers  # noqa: E402  (models are there only now)

refuse_to_start_without_triggers()  # gunicorn runs no system checks
# Under --preload this runs in the master: its workers, forked from it, would all speak over the one connection that the question opened.
connections.close_all()
