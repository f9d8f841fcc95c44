"""The pages of creatives: what is ranked, what is said of it, and what the address keeps."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest

from campaigns.importing.storing.names import default_page
from campaigns.judgement.creatives.ranking import creatives
from campaigns.models import Creative, DailyCount
from campaigns.periods import Period
from campaigns.reports import ReportQuery
from tests.make import (
    LAST_DAY,
    TODAY,
    make_app,
    make_campaign,
    make_case,
    make_creative,
    make_day,
)
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
SETTLED = LAST_DAY - timedelta(days=3)
PERIOD = Period.of_days(28, LAST_DAY)
NETWORKS = ("Lumio Ads", "Kite", "Playgrid", "Vantage")
FIELD = {"Best": 80, "Second": 60, "Third": 58, "Fourth": 57, "Fifth": 56, "Sixth": 55, "Poor": 25}
"""Installs a day in each network and country, of 10,000 impressions."""


@made_once
def field():
    """Seven creatives that run side by side, one that is new, and counts without a creative."""
    app = make_app()
    made = {name: make_creative(app, name, "rewarded_video") for name in FIELD}
    page = default_page(app)
    DailyCount.objects.bulk_create(
        DailyCount(
            day=LAST_DAY - timedelta(days=back), campaign=campaign, creative=made[name],
            country=country, store_page=page, impressions=10_000, clicks=300, spend=100,
            installs=installs + (back + len(campaign.network.name)) % 3,
        )
        for campaign in [make_campaign(app, network, settle_days=3) for network in NETWORKS]
        for back in range(28)
        for country in ("US", "DE")
        for name, installs in FIELD.items()
    )  # fmt: skip
    for back in range(8):
        make_day(
            "Lumio Ads", LAST_DAY - timedelta(days=back), app=app, creative="Young",
            format="rewarded_video", impressions=9_000, installs=99, spend=10,
        )  # fmt: skip
    make_day("Circle", app=app, installs=40, spend=70)
    Creative.objects.filter(name__in=("Best", "Poor")).update(tags="hook, rescue")
    return app


def asked(**where):
    return creatives(ReportQuery(PERIOD, where=where, today=TODAY), TODAY)


def status(page):
    return {part.name: part.place.status for part in page.named if part.place}


def pk_of(name):
    return Creative.objects.get(name=name).pk


def test_creatives_are_ranked_within_app_and_format(field):
    make_day(
        day=SETTLED, app=field, creative="Banner", format="banner", impressions=9_000, installs=5
    )
    found = status(asked())
    assert found["Best"] == "leader" and found["Poor"] == "worse"
    assert found["Banner"] == "alone"
    assert found["Young"] == "few_days"


def test_a_creative_that_is_shown_no_more_has_no_rank(field, viewer_client):
    late = DailyCount.objects.filter(creative__name="Best", day__gt=SETTLED - timedelta(days=7))
    late.exclude(day=SETTLED - timedelta(days=6)).delete()
    assert status(asked())["Best"] == "leader"
    late.delete()
    best = next(part for part in asked().named if part.name == "Best")
    assert (best.place.status, best.place.rank, best.place.p_best) == ("stopped", None, 0)
    assert best.field.first.creative == pk_of("Second")
    page = viewer_client.get(f"/creatives/{pk_of('Best')}/").content.decode()
    assert "No rank: not shown on the last 7 settled days here." in page
    DailyCount.objects.filter(day__gt=SETTLED - timedelta(days=9)).delete()
    assert "stopped" not in set(status(asked()).values()) - {status(asked())["Best"]}


def test_a_creative_is_ranked_on_settled_days_only(field):
    make_campaign(field, "New network", settle_days=3)
    for back in range(3):
        make_day(
            "New network", LAST_DAY - timedelta(days=back), app=field, creative="Poor",
            format="rewarded_video", impressions=90_000, installs=9_000,
        )  # fmt: skip
    assert status(asked())["Poor"] == "worse"


def test_choosing_one_creative_leaves_its_rank_as_it_is(field):
    whole, one = asked(), asked(creative=(pk_of("Third"),))
    (part,) = one.parts
    assert part.place == next(p.place for p in whole.parts if p.name == "Third")
    assert status(asked(format=("rewarded_video",))) == status(whole)


def test_without_a_network_the_field_is_another(field):
    page = asked(network=(make_campaign(field, "Kite").network_id,))
    assert {share.name for part in page.named for share in part.mix} == {"Kite"}
    assert "Young" not in status(page)


def test_the_mix_of_a_creative_adds_up(field):
    part = next(part for part in asked().parts if part.name == "Best")
    assert [share.name for share in part.mix] == sorted(NETWORKS, key=NETWORKS.index)
    assert sum(share.part for share in part.mix) == pytest.approx(1)


def test_most_of_it_from_networks_with_an_open_case_leaves_it_without_a_rank(field):
    make_case(field, "Kite")
    make_case(field, "Playgrid")
    assert status(asked())["Best"] == "leader"
    make_case(field, "Vantage")
    assert status(asked())["Best"] == "case_open"
    best = next(part for part in asked().parts if part.name == "Best")
    assert best.place.rank is None and best.place.p_best == 0


def test_a_tired_creative_has_no_rank_and_never_leads(field):
    """The best one loses 45 % in the last 20 of 70 days, and is still the best."""
    DailyCount.objects.all().delete()
    page = default_page(field)
    DailyCount.objects.bulk_create(
        DailyCount(
            day=LAST_DAY - timedelta(days=back), campaign=campaign, creative=creative,
            country="US", store_page=page, impressions=10_000, clicks=300,
            installs=installs * (110 if creative.name == "Best" and back < 23 else 200) // 100,
        )
        for campaign in [make_campaign(field, network, settle_days=3) for network in NETWORKS]
        for creative, installs in ((Creative.objects.get(name=n), x) for n, x in FIELD.items())
        for back in range(70)
    )  # fmt: skip
    page = asked()
    best = next(part for part in page.named if part.name == "Best")
    assert best.fatigue.verdict == "fatigue"
    assert (best.place.status, best.place.rank) == ("tired", None)
    assert page.fields[best.group].first.creative == pk_of("Second")


def test_the_page_answers_first(viewer_client, field):
    answer = viewer_client.get("/creatives/")
    text = answer.content.decode()
    assert answer.context["headline"].title == "“Best” leads rewarded video."
    (waste,) = answer.context["headline"].more
    assert waste.startswith("86 % of the spend goes to 6 creatives that are probably worse")
    assert "The money of “Poor”, “Sixth” and “Fifth” would win most" in waste
    words = [item.word for item in answer.context["to_do"]]
    assert words == ["Scale", "Move budget", "Move budget", "Wait"]
    assert text.index("<h1") < text.index("Move budget") < text.index("ranking card")
    assert "40 installs are reported without a creative" in text
    assert names(answer) == [*FIELD, "Young"]  # and no card of those installs
    assert "No preview" in text and "id_asset" not in text


def test_a_creative_whose_name_another_app_has_is_named_with_its_app(viewer_client, field):
    namesake = make_app("Merge Harbor", "ios")
    for back in range(4, 7):
        make_day("Kite", LAST_DAY - timedelta(days=back), app=namesake, creative="Poor",
                 format="video", impressions=9000, installs=40, spend=9)  # fmt: skip
    answer = viewer_client.get("/creatives/")
    (waste,) = answer.context["headline"].more
    assert "“Poor” in Merge Harbor (Android), “Sixth” and “Fifth” would win most" in waste
    assert "Poor</a></b> in Merge Harbor (Android): " in answer.content.decode()


def test_nothing_is_said_where_nothing_is_sure(viewer_client):
    app = make_app()
    for name in ("One", "Two"):
        make_day(
            day=SETTLED, app=app, creative=name, format="banner", impressions=9_000, installs=9
        )
    answer = viewer_client.get("/creatives/")
    assert answer.context["headline"] is None and answer.context["to_do"] == []
    assert b"Ranked from 7 settled days on." in answer.content


def test_an_empty_database_says_what_to_do(viewer_client):
    assert viewer_client.get("/creatives/").context["empty"]["title"] == "No counts yet"


def names(answer):
    return [card.name for section in answer.context["sections"] for card in section.cards]


def test_the_gallery_is_sorted_by_what_the_address_says(viewer_client, field):
    firsts = {"days_live": "Young", "-creative": "Young", "ipm": "Poor", "-spend": "Best"}
    for sort, first in firsts.items():
        answer = viewer_client.get(f"/creatives/?sort={sort}")
        assert names(answer)[0] == first, sort
        assert not any(section.bars for section in answer.context["sections"])


def test_the_way_of_looking_stays_in_the_address(viewer_client, field):
    answer = viewer_client.get("/creatives/?view=table&sort=-ipm&country=US")
    assert ("view", "table") in answer.context["filters"]["kept"]
    assert answer.context["views"][0]["url"] == "?country=US&sort=-ipm"
    assert b"data-drill" in answer.content and b"view=table" not in answer.context["state"].encode()
    assert "Not stated" in [row.record.name for row in answer.context["table"].rows]
    wrong = viewer_client.get("/creatives/?view=cinema")
    assert wrong.context["gallery"] and "View: " in wrong.context["filters"]["errors"][0]


def test_formats_and_tags_are_chosen_by_links(viewer_client, field):
    make_day(
        day=SETTLED, app=field, creative="Banner", format="banner", impressions=9_000, installs=5
    )
    context = viewer_client.get("/creatives/").context
    assert [(chip["label"], chip["count"]) for chip in context["chips"]] == [
        ("All formats", 9), ("Rewarded video", 8), ("Banner", 1),
    ]  # fmt: skip
    assert names(viewer_client.get("/creatives/" + context["chips"][2]["url"])) == ["Banner"]
    (hook, _) = context["tags"]
    assert (hook["label"], hook["count"]) == ("hook", 2)
    tagged = viewer_client.get("/creatives/" + hook["url"])
    assert names(tagged) == ["Best", "Poor"]
    assert tagged.context["tags"][0]["active"]


def test_many_creatives_are_turned_page_by_page(viewer_client):
    app = make_app()
    for number in range(30):
        make_day(app=app, creative=f"C{number:02}", format="video", impressions=900 + number)
    assert len(names(viewer_client.get("/creatives/"))) == 24
    answer = viewer_client.get("/creatives/?page=2")
    assert len(names(answer)) == 6
    assert b"Page 2 of 2" in answer.content


def test_the_export_holds_what_the_table_shows(viewer_client, field):
    for view in ("gallery", "table"):
        answer = viewer_client.get(f"/creatives/?view={view}&_export=csv")
        head, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
        lines = [dict(zip(head, row, strict=True)) for row in rows]
        assert [line["Creative"] for line in lines] == [*FIELD, "Young", "Not stated", "Total"]
        best, total = lines[0], lines[-1]
        assert (best["Rank"], best["Days live"], best["Tags"]) == ("1", "28", "hook, rescue")
        assert best["Verdict"] == "Can’t say before its 31st day."
        assert float(lines[6]["Like for like %"]) < -50
        assert float(best["Likely best %"]) > 98
        assert (total["Rank"], float(total["Spend %"])) == ("", 100)


def test_who_may_upload_is_shown_where(viewer_client, staff_client, field):
    address = f"/admin/campaigns/creative/{pk_of('Best')}/change/#id_asset".encode()
    for path in ("/creatives/", f"/creatives/{pk_of('Best')}/"):
        assert address in staff_client.get(path).content
    seen = viewer_client.get(path).content
    assert address not in seen and b"No preview" in seen


# One creative


def test_the_page_of_a_creative_says_where_it_stands_and_how_it_lived(viewer_client, field):
    answer = viewer_client.get(f"/creatives/{pk_of('Poor')}/")
    verdict, chart = answer.context["verdict"], answer.context["chart"]
    assert verdict.badge.word == "Can’t say" and verdict.place == "7 of 7 in rewarded video"
    assert "below “Best”" in verdict.title
    assert re.match(
        r"\d+ % below what others get in its networks and countries, likely \d+ to \d+ %, on the",
        verdict.text,
    )
    assert chart["labels"] == [str(day) for day in range(1, 29)]
    assert [line["name"] for line in chart["series"]] == ["Poor", "others of its format"]
    assert chart["settling_from"] == 25
    lived = dict(answer.context["what"])
    assert lived["Live"] == "27 Oct to 23 Nov 2026, on 28 days"
    assert lived["Tags"] == "hook, rescue"


def test_its_life_is_whole_whatever_the_range(viewer_client, field):
    young = pk_of("Young")
    answer = viewer_client.get(f"/creatives/{young}/?from=2026-11-20&to=2026-11-20")
    assert len(answer.context["chart"]["labels"]) == 8
    before = viewer_client.get(f"/creatives/{young}/?from=2026-01-01&to=2026-01-20")
    assert before.context["empty"] and before.context["verdict"] is None
    assert len(before.context["chart"]["labels"]) == 8


def test_a_long_life_is_told_by_week(viewer_client):
    app = make_app()
    for back in range(130):
        make_day(
            "Lumio Ads", LAST_DAY - timedelta(days=back), app=app, creative="Old", format="video",
            impressions=1_000 + back, installs=7,
        )  # fmt: skip
    chart = viewer_client.get(f"/creatives/{pk_of('Old')}/").context["chart"]
    assert (chart["per"], len(chart["labels"]), chart["labels"][:2]) == ("week", 19, ["1", "8"])
    first_week = 7 * 7 / sum(1_000 + back for back in range(123, 130)) * 1000
    assert chart["series"][0]["points"][0] == pytest.approx(first_week, abs=1e-4)


@pytest.mark.parametrize("split", ["network", "store_page", "day"])
def test_a_creative_is_split_by_anything_and_adds_up(viewer_client, field, split):
    answer = viewer_client.get(
        f"/creatives/{pk_of('Best')}/?by={split}&columns=installs&_export=csv"
    )
    *rows, total = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))[1:]
    assert rows and sum(int(row[1]) for row in rows) == int(total[1])


def test_an_address_outside_is_a_link_and_no_embed(viewer_client, field):
    Creative.objects.filter(name="Best").update(preview_url="https://ads.example/best")
    page = viewer_client.get(f"/creatives/{pk_of('Best')}/").content.decode()
    assert '<a href="https://ads.example/best" rel="noopener noreferrer">' in page
    assert page.count("ads.example") == 1
    Creative.objects.filter(name="Best").update(preview_url="javascript:alert(1)")
    assert b"javascript:" not in viewer_client.get(f"/creatives/{pk_of('Best')}/").content


def test_rows_of_other_pages_lead_to_the_page_of_a_creative(viewer_client, field):
    seen = viewer_client.get("/quality/?by=creative&country=US").content.decode()
    assert f'href="/creatives/{pk_of("Best")}/?country=US" data-drill' in seen
    formats = viewer_client.get("/quality/?by=format").content.decode()
    assert 'href="/creatives/?format=rewarded_video" data-drill' in formats


HOSTILE = (
    "view=<b>&sort=nonsense&page=9&format=nothing",
    "view=table&sort=-verdict&columns=rank&columns=x&page=-1",
    "creative=1&from=2026-11-23&to=2026-11-23&compare=none&sort=rank",
    "from=2024-01-01&by=day&sort=-rank&sort=creative",
)


def test_a_hostile_address_never_breaks_a_page(viewer_client, field):
    DailyCount.objects.filter(day__lt=LAST_DAY - timedelta(days=15)).delete()
    for path in ("/creatives/", f"/creatives/{pk_of('Best')}/"):
        for query in HOSTILE:
            assert viewer_client.get(f"{path}?{query}").status_code == 200, (path, query)


def test_a_creative_that_is_not_there_is_not_found(viewer_client):
    assert viewer_client.get("/creatives/77/").status_code == 404


def test_queries_do_not_grow_with_the_creatives(viewer_client, field, queries_of):
    paths = ("/creatives/", "/creatives/?view=table", f"/creatives/{pk_of('Best')}/")
    before = {path: queries_of(viewer_client, path) for path in paths}
    for number in range(6):
        make_day(
            f"Network {number}", app=make_app(f"App {number}"), creative=f"C{number}",
            format="video", impressions=900, installs=3,
        )  # fmt: skip
    assert {path: queries_of(viewer_client, path) for path in paths} == before
