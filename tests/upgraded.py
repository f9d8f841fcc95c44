"""A site as it was with the first tables and what people had in them then, brought up to date.

`python -m tests.upgraded` does that to the empty database of `DATABASE_URL`, and prints what the
site says of it now.
"""

import json
import os
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

FIRST = ("campaigns", "0001_initial")
BEFORE_DECISIONS = ("campaigns", "0045_demo_jobs")
"""The last tables that kept no decision on a case or an experiment."""
LAST = date(2026, 11, 20)
DAYS = 40
NETWORKS = {"Lumio Ads": 20, "Playgrid": 9}
"""Installs a day of 4,000 impressions, as the network reports them; the MMP counts one fewer."""


def fill(apps: Any) -> None:
    """What a first site held."""

    def make(model: str, **fields: Any) -> Any:
        return apps.get_model("campaigns", model).objects.create(**fields)

    user = apps.get_model("auth", "User").objects.create(username="ann", is_active=True)
    app = make("App", name="Merge Harbor", platform="android", target_ipm=Decimal("4.5"))
    creative = make("Creative", app=app, name="Fail hook", format="video", tags="hook")
    page = make("StorePage", app=app, name="", kind="default")
    batch = make(
        "ImportBatch",
        file_name="old.csv",
        source="generic",
        first_day=LAST,
        last_day=LAST,
        user=user,
    )
    rows = []
    for name, installs in NETWORKS.items():
        network = make("Network", name=name, kind="sdk", aliases=f"{name} Inc\n", settle_days=3)
        campaign = make("Campaign", app=app, network=network, name="Broad", external_id="7")
        for back in range(DAYS):
            for reporter in ("network", "mmp"):
                rows.append(
                    apps.get_model("campaigns", "DailyCount")(
                        day=LAST - timedelta(days=back), campaign=campaign, creative=creative,
                        store_page=page, country="US", reported_by=reporter, batch=batch,
                        impressions=4000 if reporter == "network" else None, clicks=100,
                        installs=installs - (reporter == "mmp"), spend=Decimal("12.5"),
                    )
                )  # fmt: skip
        make("Response", app=app, network=network, user=user, note=f"Asked {name}")
        make(
            "CountRevision", day=LAST, campaign=campaign, creative=creative, store_page=page,
            country="US", reported_by="network", installs=3, removed=False, batch=batch,
        )  # fmt: skip
        make(
            "Verdict", app=app, network=network, first_day=LAST - timedelta(days=27), day=LAST,
            verdict="fine", condition="fine", judged=True, act_run=0, watch_run=0, calm_run=9,
            impressions=112_000, installs=28 * installs, ipm=installs / 4, reason="As usual.",
        )  # fmt: skip
    apps.get_model("campaigns", "DailyCount").objects.bulk_create(rows)
    make("Threshold", name="min_impressions", value=2000)
    make("ThresholdChange", name="min_impressions", before=1000, after=2000, user=user)


def decide(apps: Any) -> None:
    """A case that was asked, one that was opened again that day, and a test that was decided."""

    def find(model: str) -> Any:
        return apps.get_model("campaigns", model).objects

    user, app = apps.get_model("auth", "User").objects.get(), find("App").get()
    states_of = {"Lumio Ads": ["asked"], "Playgrid": ["asked", "open"]}
    for network in find("Network").order_by("name"):
        states = states_of[network.name]
        case = find("Case").create(
            app=app, network=network, kind="flooding", state=states[-1], first_day=LAST,
            last_day=LAST, installs=9, opened_on=LAST, judged_day=LAST, week_from=LAST,
        )  # fmt: skip
        for state in states:
            find("CaseNote").create(case=case, user=user, day=LAST, state=state, note="Sent")
    find("Experiment").create(
        app=app, name="Old hook", kind="creative", lift_percent=20, planned_start=LAST,
        planned_days=7, planned_exposure=1000, start=LAST, end=LAST, status="decided",
        decision="beats", decided_by=user, decided_at=f"{LAST}T12:00Z", note="Taken",
        seen_lift=0.3, seen_low=0.1, seen_high=0.5,
    )  # fmt: skip


def told() -> dict[str, Any]:
    """What the site says now: numbers by network, people's words, and its pages."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    from campaigns.models import CountRevision, DailyCount, Decision, Network, Verdict
    from campaigns.periods import Period
    from campaigns.reports import ReportQuery, report

    call_command("check_rollups", stdout=StringIO())
    period = Period.of_days(DAYS, LAST)
    ann = User.objects.get(username="ann")
    client = Client(headers={"host": "localhost"})
    client.force_login(ann)
    days = f"?from={period.first}&to={period.last}"
    paths = ("/", "/networks/", "/campaigns/", "/creatives/", "/why/", "/decisions/", "/method/")
    return {
        "rows": DailyCount.objects.count(),
        "by_network": {
            row.names["network"]: [row.counts.impressions, row.counts.installs, row.counts.ipm]
            for row in report(ReportQuery(period, ("network",), today=LAST + timedelta(days=4)))
        },
        "roles": [group.name for group in ann.groups.all()],
        "notes": sorted(Decision.objects.filter(word="").values_list("note", flat=True)),
        "decided": [
            [one.kind, one.word, one.note, str(one.day), one.user.username, one.numbers]
            for one in Decision.objects.exclude(word="").order_by("pk")
        ],
        "aliases": sorted(Network.objects.values_list("aliases", flat=True)),
        "verdicts": sorted(Verdict.objects.values_list("sentence", "ipm")),
        "revisions": CountRevision.objects.count(),
        "pages": {path: client.get(path + days).status_code for path in paths},
    }


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipmsite.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.migrate([FIRST])
    fill(executor.loader.project_state([FIRST]).apps)
    executor = MigrationExecutor(connection)
    executor.migrate([BEFORE_DECISIONS])
    decide(executor.loader.project_state([BEFORE_DECISIONS]).apps)
    call_command("migrate", verbosity=0, skip_checks=True)
    print(json.dumps(told()))


if __name__ == "__main__":
    main()
