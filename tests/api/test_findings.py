"""Programs are told what the pages find, by the same question and in the same numbers."""

import pytest
from django.contrib.auth import get_user_model

from campaigns.models import App, RowAccess, Token
from tests.make import make_user
from tests.pages.test_concepts import account  # noqa: F401
from tests.pages.test_why import ONE_DAY, trap  # noqa: F401

pytestmark = pytest.mark.database


@pytest.fixture
def ask(client, db):
    """What the API answers a viewer."""
    user = get_user_model().objects.filter(username="program").first() or make_user("program")
    headers = {"Authorization": f"Bearer {Token.make(user, 'read', 1)[1]}"}

    def answer(path):
        response = client.get(f"/api/v1/{path}", headers=headers)
        return response.status_code, response.json()

    return answer


def test_why_is_the_split_of_the_page(ask, trap, viewer_client):  # noqa: F811
    status, said = ask(f"why?{ONE_DAY}&by=platform")
    page = viewer_client.get(f"/why/?{ONE_DAY}&by=platform")
    found = page.context["found"]
    assert status == 200 and said["headline"] == page.context["headline"].title
    assert (said["ipm_before"], round(said["ipm"], 3)) == (6.0, 4.917)
    assert {d["driver"]: d["change"] for d in said["drivers"]} == {
        d.key: d.value for d in found.drivers
    }
    assert sum(d["change"] for d in said["drivers"]) == pytest.approx(said["change"])
    movers = {v["name"]: v for v in said["values"]["platform"]}
    assert movers["iOS"]["now"]["ipm"] == 8.5
    assert movers["iOS"]["mix"] == pytest.approx(-0.931, abs=0.001)
    assert said["split"] == ["platform"]
    assert said["page"].endswith(f"/why/?{ONE_DAY}&by=platform"), "the page that was read above"


def test_why_says_what_it_cannot_split_by_and_when_nothing_can_be_split(ask, trap):  # noqa: F811
    status, said = ask("why?by=day")
    assert (status, said["errors"][0]["field"]) == (422, "by")
    status, said = ask("why?from=2020-01-01&to=2020-01-02")
    assert (status, said["change"], said["drivers"]) == (200, None, [])
    assert "no IPM" in said["headline"]


def test_concepts_are_the_ledger_of_the_page(ask, account, viewer_client):  # noqa: F811
    status, said = ask("concepts?rate=ctr")
    page = viewer_client.get("/concepts/?rate=ctr&field=hook")
    hooks = next(one for one in said["fields"] if one["field"] == "hook")
    rows = {row.record.value: row.record for row in page.context["table"].rows}
    assert status == 200 and {v["value"] for v in hooks["values"]} == set(rows) == {"Fail", "Story"}
    for value in hooks["values"]:
        row = rows[value["value"]]
        assert (value["creatives"], value["word"]) == (row.creatives, row.word)
        assert value["low"] <= value["effect"] <= value["high"]
    file = viewer_client.get("/concepts/?rate=ctr&field=hook&_export=csv").content.decode()
    fail = next(line for line in file.splitlines() if line.startswith("Fail")).split(",")
    told = next(v for v in hooks["values"] if v["value"] == "Fail")
    assert float(fail[file.lstrip("\ufeff").split(",").index("Effect")]) == pytest.approx(
        told["effect"], abs=1e-4
    )
    status, said = ask("concepts?rate=cpi")
    assert (status, said["errors"][0]["field"]) == (422, "rate")


def test_what_names_hold_splits_and_filters_a_report(ask, account):  # noqa: F811
    status, said = ask("report?by=hook")
    hooks = {row["hook"]["name"]: row["hook"]["id"] for row in said["rows"]}
    assert status == 200 and set(hooks) == {"Fail", "Story"}
    _, only = ask(f"report?hook={hooks['Fail']}")
    row = next(row for row in said["rows"] if row["hook"]["name"] == "Fail")
    assert only["total"]["installs"] == row["installs"]
    assert "hook" in [one["name"] for one in ask("dimensions")[1]]


def test_who_is_limited_is_told_of_their_own_app_alone(ask, trap):  # noqa: F811
    access = RowAccess.objects.create(user=get_user_model().objects.get(username="program"))
    access.apps.set(App.objects.filter(platform="ios"))
    _, said = ask(f"why?{ONE_DAY}&by=platform")
    assert [v["name"] for v in said["values"]["platform"]] == ["iOS"]
    assert (said["ipm_before"], said["ipm"]) == (8.0, 8.5)
