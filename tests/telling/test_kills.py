"""Senders killed at random moments: each message arrives, and none is put out or sent anew.

KILLS says how many, SEED which moments.
"""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from campaigns.models import Delivery
from campaigns.telling.messages import Message
from campaigns.telling.send import send_due, tell
from tests.jobs.test_kills import database_url
from tests.telling.receivers import webhook_receiver
from tests.telling.test_channels import pass_time, to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
KILLS = int(os.environ.get("KILLS", "2"))
SEED = int(os.environ.get("SEED", "1"))
MESSAGES = 40


def test_what_a_killed_sender_left_is_sent_by_the_next_under_the_same_id(settings):
    settings.ALLOW_PRIVATE_WEBHOOKS = True
    chance, number = random.Random(SEED), 0
    with webhook_receiver() as hooks:
        channel = to("webhook", hooks.url)
        for _ in range(KILLS):
            for _ in range(MESSAGES):
                tell([channel], f"news {number}", Message("alert", f"News {number}", "Text\n"))
                number += 1
            environment = os.environ | {
                "DATABASE_URL": database_url(),
                "DJANGO_SETTINGS_MODULE": "ipmsite.settings",
                "PERMILLE_ALLOW_PRIVATE_WEBHOOKS": "1",
            }
            child = subprocess.Popen(
                [sys.executable, "-m", "tests.telling.sender"],
                stdout=subprocess.PIPE,
                env=environment,
            )
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.6))
            child.send_signal(signal.SIGKILL)
            child.communicate()
            pass_time(minutes=4)
            while send_due() != (0, 0):
                pass_time(minutes=4)
        ids = [headers["X-Permille-Delivery"] for headers, _ in hooks.taken]
        assert len(set(ids)) == number == Delivery.objects.filter(state="sent").count()
        assert len(ids) - number <= KILLS, "at most the one at hand when a sender was killed"
        print(f"{len(ids) - number} of {number} arrived twice, under one id, in {KILLS} kills")
