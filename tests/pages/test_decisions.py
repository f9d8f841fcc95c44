"""`/decisions/`: what was decided, on which numbers, and what IPM did afterwards."""

import csv
from datetime import timedelta
from io import StringIO
from math import exp, sqrt

import pytest

from campaigns.judgement.afterwards import afterwards
from campaigns.models import Decision
from campaigns.stats.special import t_quantile
from tests.make import LAST_DAY, TODAY, make_app, make_campaign, make_day

pytestmark = pytest.mark.django_db


def decide(app, network, *, back, word="ask", **more):
    return Decision.objects.create(
        app=app, network=network, word=word, day=LAST_DAY - timedelta(days=back), **more
    )


@pytest.fixture
def fallen():
    """Lumio had 8 installs per mille until its decision twelve days ago and has 6 since."""
    app = make_app()
    network = make_campaign(app, "Lumio").network
    for back in range(41):
        installs = (80 if back >= 12 else 60) + (4 if back % 2 else -4)
        make_day("Lumio", LAST_DAY - timedelta(days=back), app=app, impressions=10_000,
                 installs=installs)  # fmt: skip
    numbers = {"installs": 2240, "impressions": 280_000}
    return decide(app, network, back=12, note="Asked for placements", numbers=numbers)


def test_what_followed_is_the_rate_since_over_the_rate_before_with_the_noise_of_days(fallen):
    (one,) = afterwards({}, TODAY)
    assert (one.before.ipm, one.since.ipm, one.days) == (8.0, 6.0, 12)
    # Days of 10,000 impressions that lie 4 installs off their mean: 12/11 x 12 x 16 / 720^2 is
    # under the counting noise 1 / 720, so that stands (Cochran 1977, 6.3, floored at Poisson).
    variance = 1 / one.before.installs + 1 / 720
    reach = t_quantile(0.975, 11) * sqrt(variance)
    assert one.moved.value == pytest.approx(6 / one.before.ipm - 1)
    assert one.moved.low == pytest.approx((1 + one.moved.value) * exp(-reach) - 1)
    assert one.moved.high == pytest.approx((1 + one.moved.value) * exp(reach) - 1)
    assert one.moved.sure


def test_the_time_after_a_decision_ends_with_the_next_one_and_with_what_has_settled(fallen):
    later = decide(fallen.app, fallen.network, back=5, word="cap")
    newest = decide(fallen.app, fallen.network, back=1, word="cut")
    told = {one.decision.pk: one for one in afterwards({}, TODAY)}
    assert [told[one.pk].days for one in (fallen, later, newest)] == [7, 4, 1]
    assert told[newest.pk].moved is None
    fallen.network.settle_days = 3
    fallen.network.save()
    assert {one.decision.pk: one.days for one in afterwards({}, TODAY)}[newest.pk] == 0


def test_the_page_says_it_and_the_file_has_the_numbers(viewer_client, fallen):
    answer = viewer_client.get("/decisions/")
    assert answer.context["title"] == "Of 1 decision, 1 by a lower: Lumio."
    page = answer.content.decode()
    assert "Asked for placements" in page and "IPM 8.00, 2,240 installs" in page
    assert f"app={fallen.app_id}&amp;as_of={fallen.day}" in page
    file = viewer_client.get("/decisions/?_export=csv").content.decode("utf-8-sig")
    (told,) = csv.DictReader(StringIO(file))
    assert float(told["IPM since"]) == pytest.approx(-0.25, abs=0.01)
    assert float(told["IPM since, low"]) < -0.2 < float(told["IPM since, high"]) < 0


def test_without_decisions_it_says_how_one_is_made(viewer_client):
    page = viewer_client.get("/decisions/").content.decode()
    assert "Nothing has been decided yet." in page and "#decide" in page


def test_its_queries_do_not_grow_with_the_decisions(viewer_client, fallen, queries_of):
    before = queries_of(viewer_client, "/decisions/")
    for back in range(2, 9):
        decide(fallen.app, fallen.network, back=back)
    assert queries_of(viewer_client, "/decisions/") == before
