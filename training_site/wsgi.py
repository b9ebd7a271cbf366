"""The WSGI entry for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.production")
application = get_wsgi_application()

from training_site.ledger.api import missing_triggers  # noqa: E402  (models are there only now)

# gunicorn runs no system checks: a site whose history could be altered unseen must not answer (reliability.md R17).
if _missing := missing_triggers():
    raise SystemExit(f"Triggers are missing: {', '.join(_missing)}. Run ./dev manage migrate, which puts them up again.")
