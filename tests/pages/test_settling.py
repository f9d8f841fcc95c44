"""Settling days carry a forecast on overview, networks, trends and a network's page."""

from datetime import timedelta

import pytest

from campaigns.judgement.maturity import learn
from campaigns.models import Network, NetworkMaturity
from tests.judgement.maturing import import_nightly
from tests.make import LAST_DAY, make_campaign, make_day
from tests.worlds import made_once

TODAY = LAST_DAY + timedelta(days=1)
PAGES = ("/", "/networks/", "/trends/")
pytestmark = pytest.mark.django_db


@made_once
def slow_network():
    import_nightly("Slow", TODAY, 36)
    learn(TODAY)


def _text(client, address: str) -> str:
    return client.get(address).content.decode()


def test_settling_days_carry_their_forecast_and_its_range(viewer_client, slow_network):
    whole = 200 + 10 * LAST_DAY.weekday()
    for page in PAGES:
        text = _text(viewer_client, page)
        assert f"{round(0.6 * whole)} installs so far, likely" in text, page
        assert "once settled (IPM" in text, page


def test_a_forecast_is_drawn_beside_what_is_reported_and_in_no_number(viewer_client, slow_network):
    page = viewer_client.get("/").context
    before = page["tiles"][0]
    (line,) = page["chart"]["series"]
    assert line["forecast"]["points"][-1] > line["points"][-1]
    low, high = line["forecast"]["low"][-1], line["forecast"]["high"][-1]
    assert low < line["forecast"]["points"][-1] < high
    assert line["forecast"]["points"][0] is None
    NetworkMaturity.objects.update(counted=False)
    after = viewer_client.get("/")
    assert after.context["tiles"][0] == before
    assert "forecast" not in after.context["chart"]["series"][0]


def test_a_days_forecast_is_near_what_such_days_become(viewer_client, slow_network):
    whole = 200 + 10 * LAST_DAY.weekday()
    newest = viewer_client.get("/trends/").context["settling"][0]
    assert float(newest.forecast) == pytest.approx(whole / 40, rel=0.05)
    low, high = map(float, newest.range.split(" to "))
    assert low < whole / 40 < high
    assert newest.known == "60 %"


def test_settling_days_are_open_where_one_has_a_forecast_and_else_say_why(
    viewer_client, slow_network
):
    opened = '<details class="card fold" id="settling" open>'
    assert all(opened in _text(viewer_client, page) for page in PAGES)
    make_campaign(network="New", settle_days=None)
    for back in (0, 20):
        day = LAST_DAY - timedelta(days=back)
        make_day("New", day, impressions=400_000, installs=800)
    assert "1 of 2 with a forecast" in _text(viewer_client, "/networks/")
    text = _text(viewer_client, f"/?network={Network.objects.get(name='New').pk}")
    assert opened not in text and 'id="settling"' in text
    why = "No forecast: nothing is learned of what brought much of it yet"
    assert f'<span class="fold__said">{why}</span>' in text


def test_a_network_without_history_has_no_forecast_and_says_why(viewer_client, slow_network):
    make_campaign(network="New", settle_days=None)
    make_day("New", LAST_DAY, impressions=400_000, installs=800)
    assert "No forecast: nothing is learned of it yet." in _text(viewer_client, "/networks/")
    newest, *others = viewer_client.get("/trends/").context["settling"]
    assert newest.words == "No forecast: nothing is learned of what brought much of it yet."
    assert all("likely" in row.words for row in others)


def test_a_small_network_without_forecast_hides_none_of_the_others(viewer_client, slow_network):
    make_campaign(network="New", settle_days=None)
    make_day("New", LAST_DAY, impressions=1_000, installs=2)
    assert "likely" in _text(viewer_client, "/trends/")


def test_there_is_no_forecast_as_known_on_another_day(viewer_client, slow_network):
    assert "once settled (IPM" not in _text(
        viewer_client, f"/?as_of={LAST_DAY - timedelta(days=1)}"
    )


def test_a_networks_page_shows_how_soon_its_days_are_complete(viewer_client, slow_network):
    network = Network.objects.get()
    page = viewer_client.get(f"/networks/{network.pk}/")
    assert "settles after 4 days (learned)" in page.content.decode()
    lines = {line["name"]: line for line in page.context["maturity"]["chart"]["series"]}
    assert set(lines) == {"Installs", "Impressions"}
    assert lines["Installs"]["points"][0] == pytest.approx(60, abs=1)
    network.settle_days = 9
    network.save()
    assert "settles after 9 days (set by hand)" in _text(viewer_client, f"/networks/{network.pk}/")


def test_data_health_shows_the_curves_and_a_changed_habit(viewer_client, slow_network):
    assert "Slow 4 days (learned)" in _text(viewer_client, "/data/")
    row = NetworkMaturity.objects.get()
    row.delete()
    learn(TODAY)
    assert "Reports later" not in _text(viewer_client, "/data/")


def test_a_changed_habit_is_said_with_the_day_of_the_next_forecast(viewer_client):
    def share(ago: int, age: int) -> float:
        known = (0.2, 0.4, 0.6) if ago <= 4 else (0.9, 0.95, 1)
        return known[age] if age < 3 else 1.0

    import_nightly("Turning", TODAY, 38, share, ages=(0, 1, 2, 14))
    learn(TODAY)
    text = _text(viewer_client, "/data/")
    since, again = TODAY - timedelta(days=4), TODAY + timedelta(days=3)
    said = f"eports later since {since.day} Nov; forecast again from {again.day} Nov."
    assert said in text
    assert said in _text(viewer_client, f"/networks/{Network.objects.get().pk}/")
    assert f"No forecast until {again.day} Nov" in _text(viewer_client, "/networks/")
