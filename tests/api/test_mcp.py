"""Assistants ask by the protocol's own client, and are told nothing without what it rests on."""

import json
import re
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, timedelta
from queue import Queue

import anyio
import httpx2
import pytest
from django.contrib.auth import get_user_model
from django.test import Client as Browser
from django.utils.html import strip_tags
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from campaigns.api.tools import TOOLS
from campaigns.judgement.networks.flags import flags, judge_days
from campaigns.models import DailyCount, Network, RowAccess, Token
from tests.make import (
    LAST_DAY,
    TODAY,
    make_app,
    make_campaign,
    make_creative,
    make_store_page,
    make_user,
)
from tests.pages.test_experiments import make_test
from tests.worlds import made_once

pytestmark = pytest.mark.database
ADDRESS = "http://testserver/api/mcp"
CREATIVES = {"Best": 80, "Second": 60, "Third": 58, "Fourth": 57}
"""Installs a day of 10,000 impressions; the first tires."""


@made_once
def account():
    app = make_app()
    made = {name: make_creative(app, name, "rewarded_video") for name in CREATIVES}
    DailyCount.objects.bulk_create(
        DailyCount(
            day=LAST_DAY - timedelta(days=back), campaign=campaign, creative=made[name],
            country="US", store_page=make_store_page(app), impressions=10_000, clicks=300, spend=9,
            installs=installs * (110 if name == "Best" and back < 16 else 200) // 100 + back % 3,
        )
        for campaign in [make_campaign(app, name) for name in ("Lumio Ads", "Playgrid", "Kite")]
        for name, installs in CREATIVES.items()
        for back in range(48)
    )  # fmt: skip
    for arm in make_test(app, "Second", "Third").arms.all():
        arm.creative = made[arm.creative.name]
        arm.save()
    make_user("assistant")
    judge_days([TODAY])


@pytest.fixture
def user(account):
    return get_user_model().objects.get(username="assistant")


@pytest.fixture
def talk(client, user):
    """What the client of the protocol finds, and is answered to each of several calls.

    It talks in a thread of its own: the site answers in that of the test, which sees its rows.
    """
    headers = {"Authorization": f"Bearer {Token.make(user, 'read', 1)[1]}"}
    asked = Queue()

    async def wait(request: httpx2.Request) -> httpx2.Response:
        answer = Future()
        asked.put((request, answer))
        return await anyio.to_thread.run_sync(answer.result)

    async def conversation(calls):
        async with (
            httpx2.AsyncClient(transport=httpx2.MockTransport(wait), headers=headers) as http,
            Client(streamable_http_client(ADDRESS, http_client=http)) as client,
        ):
            return [await client.list_tools()] + [await client.call_tool(*c) for c in calls]

    def talked(*calls):
        with ThreadPoolExecutor(1) as pool:
            found = pool.submit(anyio.run, conversation, calls)
            found.add_done_callback(lambda _: asked.put(None))
            for request, answer in iter(asked.get, None):
                said = client.generic(
                    request.method, request.url.path, request.content, "application/json",
                    headers=dict(request.headers),
                )  # fmt: skip
                more = {"headers": dict(said.headers), "content": said.content}
                answer.set_result(httpx2.Response(said.status_code, **more))
            return found.result()

    return talked


def told(answer) -> dict:
    assert not answer.is_error
    assert json.loads(answer.content[0].text) == answer.structured_content
    return answer.structured_content


def test_the_client_of_the_protocol_finds_five_tools_that_only_read(talk):
    (listed,) = talk()
    assert [tool.name for tool in listed.tools] == [
        *("report", "verdicts", "why", "tired_creatives_and_tests", "method")
    ]
    assert all(tool.annotations.read_only_hint for tool in listed.tools)


def test_no_number_is_told_without_its_interval_its_days_and_its_page(talk, user):
    """The schema that the client checks asks for all of them; here they must say something."""
    names = ("report", "verdicts", "why", "tired_creatives_and_tests")
    _, *answers = talk(*((name, {"by": ["network"]} if name == "report" else {}) for name in names))
    browser = Browser()
    browser.force_login(user)
    for name, answer in zip(names, answers, strict=True):
        facts = told(answer)["facts"]
        assert len(facts) >= 3, name
        for fact in facts:
            if fact["number"] or not fact["what"].startswith("Of the change"):
                assert fact["low"] <= fact["number"] <= fact["high"], (name, fact)
            assert sum(fact["n"].values()) > 0 and fact["settled"] is True
            assert date.fromisoformat(fact["from"]) <= date.fromisoformat(fact["to"]) <= LAST_DAY
        pages = [*(fact["page"] for fact in facts), told(answer)["page"]]
        for page in {re.sub(r"/\d+/", "", page): page for page in pages}.values():
            assert browser.get(page.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_a_report_is_that_of_the_page_it_leads_to(talk, user):
    _, answer = talk(("report", {"by": ["network"], "days": 7}))
    whole, *parts = told(answer)["facts"]
    browser = Browser()
    browser.force_login(user)
    page = browser.get(parts[0]["page"].removeprefix("http://127.0.0.1:8000"))
    shown = strip_tags(page.content.decode())
    assert len(parts) == 3 and whole["what"] == "IPM of everything asked for"
    for part in parts:
        assert f"{part['number']:.2f}" in shown
        assert part["what"].removeprefix("IPM of ") in shown


def test_a_range_that_still_settles_is_told_as_such(talk):
    Network.objects.update(settle_days=5)
    days = {"from": str(LAST_DAY - timedelta(days=6)), "to": str(LAST_DAY)}
    _, own, preset = talk(("report", days), ("report", {}))
    assert told(own)["facts"][0]["settled"] is False
    assert told(preset)["facts"][0]["settled"] is True


def test_verdicts_are_those_in_force(talk):
    _, answer = talk(("verdicts", {}))
    stored = {f"{f.verdict.network}": f.verdict for f in flags()}
    assert len(stored) == 3
    for fact in told(answer)["facts"]:
        verdict = next(v for name, v in stored.items() if f" {name} " in fact["what"])
        assert (fact["number"], fact["verdict"]) == (verdict.ipm, verdict.verdict)
        assert fact["n"] == {"impressions": verdict.impressions, "installs": verdict.installs}


def test_the_parts_of_a_change_add_up_to_it(talk):
    _, answer = talk(("why", {}))
    facts = {fact["what"]: fact["number"] for fact in told(answer)["facts"]}
    parts = [number for what, number in facts.items() if what.startswith("Of the change: ")]
    assert len(parts) >= 4
    assert sum(parts) == pytest.approx(facts["IPM"] - facts["IPM before"])
    assert facts["Change of IPM against before"] == pytest.approx(
        facts["IPM"] / facts["IPM before"] - 1
    )


def test_tired_creatives_and_running_tests_are_told(talk):
    _, answer = talk(("tired_creatives_and_tests", {}))
    facts = told(answer)["facts"]
    tired = [fact for fact in facts if fact["verdict"] == "fatigue"]
    assert {fact["what"].split(" on ")[0] for fact in tired} == {"Change of the IPM of Best"}
    assert len(tired) == 3 and all(-0.6 < fact["number"] < -0.3 for fact in tired)
    (lift,) = [fact for fact in facts if fact["what"].startswith("Lift of ")]
    assert lift["what"] == "Lift of Third over Second in Hook test"
    assert lift["n"]["impressions"] > 0 and "/experiments/" in lift["page"]


def test_the_method_is_told_part_by_part(talk):
    _, parts, one, other = talk(
        ("method", {}), ("method", {"part": "interval"}), ("method", {"part": "moon"})
    )
    assert "IPM = 1,000 × installs ÷ impressions" in told(parts)["answer"]
    assert "fatigue: Creative fatigue" in told(parts)["answer"]
    assert "spread between the days decides" in told(one)["answer"]
    assert told(one)["page"].endswith("/method/#interval")
    assert other.is_error and "One of: interval" in other.content[0].text


def test_what_cannot_be_asked_is_told_with_its_name(talk):
    _, *answers = talk(
        ("report", {"moon": 1}), ("report", {"from": "soon"}), ("why", {"by": ["day"]}),
        ("report", {"limit": 0}), ("report", {"network": [{}]}), ("verdicts", {"days": True}),
    )  # fmt: skip
    for answer, name in zip(
        answers, ("moon", "from", "by", "limit", "network", "days"), strict=True
    ):
        assert answer.is_error and f"{name}: " in answer.content[0].text


def test_an_assistant_sees_the_rows_of_its_user_alone(talk, user):
    access = RowAccess.objects.create(user=user)
    access.networks.set(Network.objects.filter(name="Kite"))
    _, *answers = talk(
        ("report", {"by": ["network"]}), ("verdicts", {}), ("why", {}),
        ("tired_creatives_and_tests", {}),
    )  # fmt: skip
    for answer in answers:
        said = json.dumps(told(answer))
        assert "Lumio" not in said and "Playgrid" not in said
    assert len(told(answers[0])["facts"]) == 2


def test_what_is_no_message_of_the_protocol_is_refused(client, user):
    headers = {"Authorization": f"Bearer {Token.make(user, 'read', 1)[1]}"}

    def post(body, **more):
        text = body if isinstance(body, str) else json.dumps(body)
        return client.post(
            "/api/mcp", text, content_type="application/json", headers=headers | more
        )

    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    assert post(ping).json() == {"jsonrpc": "2.0", "id": 1, "result": {}}
    assert (post(ping | {"id": None}).status_code, post("{").status_code) == (400, 400)
    assert post([ping]).json()["error"]["code"] == -32600
    assert post("[" * 60_000).json()["error"]["code"] == -32700
    assert post(ping | {"method": "moon"}).json()["error"]["code"] == -32601
    call = ping | {"method": "tools/call"}
    for params in ({}, {"name": []}, {"name": "report", "arguments": [1]}):
        assert post(call | {"params": params}).json()["error"]["code"] == -32602
    assert post({"jsonrpc": "2.0", "method": "notifications/initialized"}).status_code == 202
    assert post(ping, **{"MCP-Protocol-Version": "1999-01-01"}).status_code == 400
    assert post(ping, Origin="https://evil.example").status_code == 403
    assert post(" " * 70_000).status_code == 413
    assert client.get("/api/mcp", headers=headers).status_code == 405


def test_nobody_asks_without_a_token_and_a_role(client, db):
    assert client.post("/api/mcp").status_code == 401
    for role, status in (("", 403), ("viewer", 400)):
        text = Token.make(make_user(role or "nobody", role), "read", 1)[1]
        headers = {"Authorization": f"Bearer {text}"}
        assert client.post("/api/mcp", headers=headers).status_code == status
    assert client.post("/api/mcp", headers={"Authorization": text}).status_code == 401


def test_no_argument_of_a_tool_is_without_words():
    for tool in TOOLS.values():
        assert all({"description", "enum"} & set(asked) for asked in tool.asks.values()), tool.name
