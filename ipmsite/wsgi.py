"""The door for gunicorn: `gunicorn ipmsite.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from ipmsite.logs import write_alike

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipmsite.settings")

application = get_wsgi_application()
write_alike("gunicorn.error")
