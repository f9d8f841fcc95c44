"""The OpenAPI document is true: schemathesis asks what it allows, and more, and compares.

A small seeded sample; `python -m tests.long schemathesis` asks far more.
"""

import os
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings

from campaigns.api.urls import api
from campaigns.judgement.networks.flags import judge_days
from campaigns.models import Token
from tests.make import LAST_DAY, TODAY, make_day, make_user
from tests.worlds import made_once

pytestmark = [pytest.mark.database, pytest.mark.slow]
EXAMPLES = int(os.environ.get("EXAMPLES", "2"))
SEED = int(os.environ.get("SEED", "1"))


@made_once
def account():
    for back in range(16):
        for network, installs in (("Lumio Ads", 20), ("Playgrid", 9), ("Kite", 15)):
            make_day(
                network, LAST_DAY - timedelta(days=back), format="video", clicks=100, spend=10,
                impressions=4000, installs=installs + back % 3,
            )  # fmt: skip
    make_user("program", "analyst")
    judge_days([TODAY])


@pytest.fixture
def site():
    """The site as a server calls it, in the transaction of the test."""
    whole = get_wsgi_application()

    def answered(environ, start_response):
        response = whole(environ, start_response)
        try:
            return [b"".join(response)]
        finally:
            response.close()

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield answered
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


OPERATIONS = [
    (way, path) for path, ways in api.get_openapi_schema()["paths"].items() for way in ways
]


@pytest.mark.parametrize("mode", ["POSITIVE", "NEGATIVE"])
def test_every_answer_is_one_that_the_document_tells(mode, account, site, monkeypatch):
    """Of what the document allows, and of what it does not allow."""
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    monkeypatch.setattr("campaigns.api.access.PER_MINUTE", 10**6)
    monkeypatch.setattr("django.conf.settings.ALLOWED_HOSTS", ["localhost"])
    user = get_user_model().objects.get(username="program")
    headers = {"Authorization": f"Bearer {Token.make(user, 'import', 1)[1]}"}
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", site, headers=headers)
    assert len(OPERATIONS) >= 14
    statuses = set()
    for way, path in OPERATIONS:
        cases = document[path][way.upper()].as_strategy(GenerationMode[mode])

        @seed(SEED)
        @settings(
            max_examples=EXAMPLES,
            phases=[Phase.generate],
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(cases)
        def ask(case):
            answer = case.call_and_validate(
                headers=headers,
                checks=[
                    not_a_server_error,
                    checks.status_code_conformance,
                    checks.content_type_conformance,
                    checks.response_headers_conformance,
                    checks.response_schema_conformance,
                ],
            )
            statuses.add(answer.status_code)

        ask()
    assert {"POSITIVE": 200, "NEGATIVE": 422}[mode] in statuses
