"""The planner: eCPM by network, what would match the median, what an install may cost."""

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from campaigns.models import App, Benchmark, Campaign, DailyCount, Network, NetworkTarget
from tests.browser import faults_in_any_look, look
from tests.make import LAST_DAY, make_app, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
QUERIES = 34


# (installs a day of 20,000 impressions, spend, revenue D7): IPM 5, 10, 4; CPI 2, 1.5, 1
NETWORKS = {"Alpha": (100, 200, 60), "Beta": (200, 300, 30), "Gamma": (80, 80, 40)}
# eCPM 10, 15, 4: the median is Alpha's


@made_once
def month():
    app = make_app()
    for network, (installs, spend, revenue) in NETWORKS.items():
        first = make_day(
            network, app=app, format="playable", creative="Game", impressions=20_000, clicks=800,
            installs=installs, spend=spend, revenue_d7=revenue,
        )  # fmt: skip
        days = []
        for back in range(1, 28):
            row = DailyCount(**{f.attname: getattr(first, f.attname) for f in first._meta.fields})
            row.pk, row.day = None, LAST_DAY - timedelta(days=back)
            days.append(row)
        DailyCount.objects.bulk_create(days)
    return app


def lines(client, **query) -> dict[str, dict[str, str]]:
    answer = client.get("/planner/", {"_export": "csv"} | query)
    head, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows}


def page(client, **query) -> str:
    return client.get("/planner/", query).content.decode()


def number(line: dict[str, str], name: str) -> float:
    return float(line[name])


def test_networks_are_ranked_by_what_they_pay_per_impression(viewer_client, month):
    found = lines(viewer_client)
    assert {name: line["Rank"] for name, line in found.items()} == {
        "Beta": "1", "Alpha": "2", "Gamma": "3", "Total": "",
    }  # fmt: skip
    for name, ecpm in (("Alpha", 10), ("Beta", 15), ("Gamma", 4)):
        line = found[name]
        assert number(line, "eCPM $") == pytest.approx(ecpm)
        assert number(line, "IPM") * number(line, "CPI $") == pytest.approx(ecpm)


def test_ipm_or_cpi_to_match_the_median_each_lead_to_it(viewer_client, month):
    for name, line in lines(viewer_client).items():
        if name == "Total":
            continue
        assert number(line, "IPM to match") * number(line, "CPI $") == pytest.approx(10)
        assert number(line, "CPI to match $") * number(line, "IPM") == pytest.approx(10)
    html = page(viewer_client)
    assert "The median eCPM is $10.00; 1 of 3 networks pays less." in html
    assert "Gamma is furthest below with $4.00: to match the median it needs IPM 10.00" in html
    assert "or a CPI of $2.50 at its IPM of 4.00." in html


def test_an_install_may_cost_what_users_bring_back_at_the_target(viewer_client, month):
    found = lines(viewer_client, roas=50)
    assert number(found["Alpha"], "Affordable CPI $") == pytest.approx(0.6 / 0.5)
    assert number(found["Gamma"], "Affordable CPI $") == pytest.approx(0.5 / 0.5)
    assert number(found["Gamma"], "Room $") == pytest.approx(0)
    assert number(found["Beta"], "Room $") == pytest.approx(0.15 / 0.5 - 1.5)
    html = page(viewer_client, roas=50)
    assert "At a ROAS D7 of 50.0 % installs cost too much at Beta and Alpha." in html


def test_networks_without_spend_are_in_no_ipm_that_makes_an_ecpm(viewer_client, month):
    day = LAST_DAY - timedelta(days=10)
    make_day("Delta", day, app=month, impressions=20_000, installs=900, revenue_d7=50)
    assert "IPM × CPI, of the 3 of 4 networks that report impressions and spend" in page(
        viewer_client
    )
    total = lines(viewer_client, roas=50)["Total"]
    assert number(total, "CPI $") == pytest.approx(580 / 380, abs=1e-4)
    assert total["Room $"] == ""


def test_the_levers_are_worked_out_by_the_server(viewer_client, month):
    html = page(viewer_client, ipm=8, cpi=1.5, cpm=6, roas=25)
    assert "eCPM $12.00" in html
    assert "between Beta and Alpha, place 2" in html
    assert "CPI $0.75" in html
    affordable = (60 + 30 + 40) / (100 + 200 + 80) / 0.25
    assert f"CPI ${affordable:.2f}" in html


def test_the_levers_start_from_what_is(viewer_client, month):
    html = page(viewer_client)
    ipm, cpi = 380 / 60, 580 / 380
    assert f'name="ipm" min="0.001" step="any" value="{ipm:.4g}"' in html
    assert f'name="cpi" min="0.001" step="any" value="{cpi:.4g}"' in html
    assert f"eCPM ${580 / 60:.2f}" in html


def test_what_an_install_may_cost_is_held_against_the_target_that_decides(viewer_client, month):
    App.objects.update(target_roas_d7=Decimal("0.25"))
    assert number(lines(viewer_client)["Beta"], "Affordable CPI $") == pytest.approx(0.15 / 0.25)
    html = page(viewer_client)
    assert 'name="roas" min="0.001" step="any" value="25"' in html
    assert "At a ROAS D7 of 25.0 % installs cost too much at Beta." in html
    App.objects.create(name="Other", platform="ios", target_roas_d7=Decimal("0.5"))
    today = 100 * (60 + 30 + 40) / (200 + 300 + 80)
    assert f'name="roas" min="0.001" step="any" value="{today:.4g}"' in page(viewer_client)
    assert 'name="roas" min="0.001" step="any" value="25"' in page(viewer_client, app=month.pk)


def test_a_network_with_a_target_of_its_own_is_held_against_it_until_another_is_set(
    viewer_client, month
):
    App.objects.update(target_roas_d7=Decimal("0.25"))
    beta = Network.objects.get(name="Beta")
    NetworkTarget.objects.create(app=month, network=beta, target_roas_d7=Decimal("0.1"))
    assert number(lines(viewer_client)["Beta"], "Affordable CPI $") == pytest.approx(0.15 / 0.1)
    assert (
        "Affordable at a target of its own, not the apps’: Beta (its own target 10.0 %)."
        in page(viewer_client, ipm=8, roas=25)
    )
    assert number(lines(viewer_client, roas=50)["Beta"], "Affordable CPI $") == pytest.approx(0.3)


def test_networks_bought_by_cpm_have_a_table_of_their_own(viewer_client, month):
    assert "No campaign with the bid type CPM" in page(viewer_client)
    Campaign.objects.filter(network__name="Alpha").update(bid_type="cpm")
    found = lines(viewer_client, table="cpm", cpm=8)
    assert list(found) == ["Alpha", "Total"]
    assert number(found["Alpha"], "CPI $") == pytest.approx(10 / 5)
    assert number(found["Alpha"], "CPI at the CPM set $") == pytest.approx(8 / 5)


def test_a_network_without_impressions_has_no_rank_but_a_cpi_that_is_affordable(
    viewer_client, month
):
    make_day("Silent", app=month, installs=40, spend=80, revenue_d7=20)
    make_day("Silent", LAST_DAY - timedelta(days=14), app=month, installs=40, spend=80,
             revenue_d7=20)  # fmt: skip
    silent = lines(viewer_client, roas=25)["Silent"]
    assert (silent["Rank"], silent["IPM to match"], silent["eCPM $"]) == ("", "", "")
    assert number(silent, "Affordable CPI $") == pytest.approx(0.5 / 0.25)
    assert "No rank without reported impressions and spend: Silent." in page(viewer_client)


def test_filters_and_range_hold_for_the_planner_and_the_levers_stay(viewer_client, month):
    beta = Campaign.objects.get(network__name="Beta").network_id
    html = page(viewer_client, network=beta, roas=33)
    assert "Beta" in html and "The median" not in html
    assert '<input type="hidden" name="roas" value="33.0">' in html
    assert f'<input type="hidden" name="network" value="{beta}">' in html


def test_a_number_that_cannot_be_is_said_and_left_as_it_is(viewer_client, month):
    html = page(viewer_client, cpi="-3", ipm="x", roas="nan", cpm="1e99")
    for label in ("IPM", "CPI", "Target ROAS D7", "CPM"):
        assert f">{label}: " in html
    assert "It is shown as it is today." in html
    assert f"eCPM ${580 / 60:.2f}" in html


@pytest.mark.parametrize(
    "query",
    ["", "from=2020-01-01&to=2020-01-28", "sort=zz&cpm-sort=-zz&benchmark-sort=range&page=x",
     "table=zz&_export=csv", "bid_type=cpi&table=cpm&_export=xlsx", "columns=rank&columns=zz"],
)  # fmt: skip
def test_no_address_breaks_the_planner(viewer_client, month, query):
    assert viewer_client.get(f"/planner/?{query}").status_code == 200


def test_without_counts_the_page_says_what_to_do(viewer_client):
    html = page(viewer_client)
    assert "No counts yet" in html
    assert html.count("<h1") == 1


# Benchmarks


def benchmark(**fields) -> Benchmark:
    return Benchmark.objects.create(
        **{"ipm_low": 3, "ipm_high": 6, "source": "A report", "published": LAST_DAY} | fields
    )


def test_a_benchmark_stands_beside_the_own_ipm_of_the_same_kind(viewer_client, month):
    benchmark(format="playable", platform="android", country="US")
    benchmark(format="playable", ipm_low=8, ipm_high=9)
    benchmark(platform="android", ipm_low=1, ipm_high=2, genre="Puzzle")
    benchmark(format="banner")
    found = lines(viewer_client, table="benchmarks")
    own = 1000 * 380 / 60_000
    stands = {name: (line["You stand"], line["Own IPM"]) for name, line in found.items()}
    within = stands["Playable, Android, United States"]
    assert (within[0], float(within[1])) == ("Above", pytest.approx(own))
    assert stands["Playable, All platforms, all countries"][0] == "Below"
    assert stands["All formats, Puzzle, Android, all countries"][0] == "Above"
    assert stands["Banner, All platforms, all countries"] == ("None of your own", "")


def test_few_installs_say_nothing_against_a_benchmark(viewer_client):
    make_day(creative="Game", format="playable", impressions=2000, installs=3)
    benchmark(format="playable", ipm_low=50, ipm_high=60)
    found = lines(viewer_client, table="benchmarks")
    assert [line["You stand"] for line in found.values()] == ["Too few installs"]


def test_without_benchmarks_none_are_invented(viewer_client, staff_client, month):
    assert "No benchmark has been entered yet. Staff enter them" in page(viewer_client)
    assert "Enter what somebody published, with its source" in page(staff_client)


def test_benchmarks_of_the_demo_say_that_they_are_invented_and_go_with_it(viewer_client):
    benchmark(source="A real report")
    call_command("load_demo", days=1)
    demo = Benchmark.objects.filter(is_demo=True)
    assert {one.source for one in demo} == {"Invented for the demo"}
    assert "Invented for the demo" in page(viewer_client)
    call_command("load_demo", remove=True)
    assert [one.source for one in Benchmark.objects.all()] == ["A real report"]


def test_staff_enter_benchmarks_in_the_admin(staff_client):
    entered = {
        "format": "", "genre": "Puzzle", "platform": "ios", "country": "US", "ipm_low": "3",
        "ipm_high": "6", "source": "A report", "published": "2026-10-01", "trust": "high",
    }  # fmt: skip
    refused = staff_client.post("/admin/campaigns/benchmark/add/", entered | {"ipm_high": "2"})
    assert "The range ends before it starts." in refused.content.decode()
    assert staff_client.post("/admin/campaigns/benchmark/add/", entered).status_code == 302
    assert "A report" in staff_client.get("/admin/campaigns/benchmark/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"ipm_low": 7}, {"ipm_low": -1}, {"trust": "x"}, {"platform": "x"}, {"country": "XX"},
     {"format": "x"}],
    ids=str,
)  # fmt: skip
def test_the_database_refuses_a_benchmark_that_cannot_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        benchmark(**wrong)


def test_more_networks_and_benchmarks_take_no_more_queries(viewer_client, month):
    found = []
    for place in range(2):
        benchmark(country=("US", "BR")[place])
        with CaptureQueriesContext(connection) as asked:
            page(viewer_client, ipm=8)
        found.append(len(asked))
        make_day(f"Delta {place}", app=month, impressions=20_000, installs=100, spend=100)
    assert found[0] == found[1] <= QUERIES


# In a browser


def test_a_slider_moves_its_number_and_the_answer_comes(open_as, page, axe, viewer, month):
    benchmark(format="playable")
    address = f"/planner/?from={LAST_DAY - timedelta(days=27)}&to={LAST_DAY}"
    open_as(viewer, address)
    assert faults_in_any_look(page, axe) == []
    page.fill("#lever-ipm", "8")
    page.fill("#lever-cpi", "1.5")
    page.locator("#answer-1:has-text('eCPM $12.00')").wait_for()
    assert "ipm=8" in page.url
    slider = page.locator("input[data-for=lever-roas]")
    slider.evaluate(
        "e => { e.value = e.max; e.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    assert page.input_value("#lever-roas") == slider.evaluate("e => e.max")
    page.wait_for_url("**roas=**")
    assert page.locator("#networks").is_visible()
    look(page, 390, "light")
    row = page.locator("#networks tbody tr").first
    assert row.locator("[data-label='IPM']").is_visible()
    assert not row.locator("[data-label='Room $']").is_visible()
    row.locator("button:has-text('More')").click()
    assert row.locator("[data-label='Room $']").is_visible()
