"""`/targets/`: what each app shall reach, set from the overview's tile."""

from decimal import Decimal

import pytest

from campaigns.models import App
from tests.make import LAST_DAY, make_app, make_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def app():
    app = make_app("Merge Harbor")
    make_day("Kite", LAST_DAY, app=app, impressions=1000, installs=5, spend=10, revenue_d7=2)
    return app


def test_a_target_of_ipm_and_of_roas_is_set_where_the_tile_leads(staff_client, app):
    assert 'href="/targets/">Set a target' in staff_client.get("/").content.decode()
    name = f"app{app.pk}"
    sent = {f"{name}-target_ipm": "6.5", f"{name}-roas": "20"}
    told = staff_client.post("/targets/", sent, follow=True)
    app.refresh_from_db()
    assert (app.target_ipm, app.target_roas_d7) == (Decimal("6.5"), Decimal("0.2"))
    assert str(app) in told.content.decode() and "target 6.5" in told.content.decode()
    page = staff_client.get("/targets/").content.decode()
    assert 'value="6.5"' in page and 'value="20"' in page and "now IPM 5.00" in page


def test_an_empty_target_is_none_and_zero_is_refused(staff_client, app):
    App.objects.update(target_ipm=6, target_roas_d7=Decimal("0.2"))
    name = f"app{app.pk}"
    wrong = staff_client.post("/targets/", {f"{name}-target_ipm": "0", f"{name}-roas": "20"})
    assert wrong.status_code == 400 and b"Zero is no target" in wrong.content
    staff_client.post("/targets/", {f"{name}-target_ipm": "", f"{name}-roas": ""})
    app.refresh_from_db()
    assert (app.target_ipm, app.target_roas_d7) == (None, None)


def test_who_may_not_change_apps_is_offered_no_target(viewer_client, app):
    assert "/targets/" not in viewer_client.get("/").content.decode()
