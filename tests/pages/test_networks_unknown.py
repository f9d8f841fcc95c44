"""Where formats are not known nothing is called like for like, and no level is told as a loss."""

import re
from datetime import timedelta

import pytest
from django.utils.html import strip_tags

from campaigns.judgement.daily import judge_days
from campaigns.models import Creative, DailyCount, Verdict
from campaigns.periods import Period
from tests.judgement.test_flags import FIVE, world
from tests.make import LAST_DAY, TODAY
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
FELL = LAST_DAY - timedelta(days=24)


@made_once
def fallen():
    """Creatives without formats; Low loses a half of its installs for the last 25 days."""
    world({**FIVE, "Low": 0.8}, period=Period.of_days(75, LAST_DAY))
    Creative.objects.all().update(format="")
    rows = DailyCount.objects.filter(campaign__network__name="Low", day__gte=FELL)
    for installs in set(rows.values_list("installs", flat=True)):
        rows.filter(installs=installs).update(installs=installs // 2)
    DailyCount.objects.all().update(spend=100)
    judge_days([TODAY - timedelta(days=back) for back in range(15, -1, -1)], [])
    return Verdict.objects.filter(network__name="Low").latest("day")


def read(client, path):
    html = re.sub(r"<script.*?</script>", "", client.get(path).content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", strip_tags(html))


def test_a_fall_is_told_against_its_own_past_with_one_number_on_every_page(viewer_client, fallen):
    assert (fallen.verdict, fallen.reason) == ("watch", "formats_unknown")
    fell = f"{100 * (1 - fallen.fall_ratio):.0f} %"
    level = f"{100 * (1 - fallen.low_ratio):.0f} %"
    assert fell != level
    networks = read(viewer_client, "/networks/")
    page = read(viewer_client, f"/networks/{fallen.network_id}/")
    assert f"{fell} lower" in networks and f"{fell} lower" in page
    assert f"IPM {fell} low since" in networks and f"IPM {fell} low since" in page
    assert f"{level} below" not in networks + page


def test_nothing_is_called_like_for_like_or_missing_there(viewer_client, fallen):
    page = read(viewer_client, f"/networks/{fallen.network_id}/")
    for words in ("like for like", "like-for-like", "expected for its", "installs missing"):
        assert words not in page
    assert "formats are known for 0 % of its impressions" in page
    assert "by country alone" in page


def test_creatives_and_campaigns_without_formats_are_held_against_none(viewer_client, fallen):
    (item,) = viewer_client.get(f"/networks/{fallen.network_id}/").context["views"]
    said = {fold.name: (fold.said, fold.table) for fold in item.folds}
    assert said["creatives"] == ("nothing to compare: formats are not stated", None)
    assert "all" not in said
