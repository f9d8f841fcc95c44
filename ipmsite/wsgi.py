"""The door for gunicorn: `gunicorn ipmsite.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipmsite.settings")

application = get_wsgi_application()
