"""A process that tells, to be killed: it says when it begins."""

import django
from django.db import connection

if __name__ == "__main__":
    django.setup()
    from campaigns.telling.nightly import tell_all

    connection.ensure_connection()
    print("ready", flush=True)
    tell_all()
