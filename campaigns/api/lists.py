"""What there is: networks, campaigns, creatives, verdicts, cases, notes, and the counts."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema

from campaigns.api.access import TokenAuth
from campaigns.api.asking import QUESTION, asked, in_range, link, told_as
from campaigns.api.problems import Problem, read_again
from campaigns.judgement import thresholds
from campaigns.judgement.networks import flags, sentences
from campaigns.metrics import COUNTS, MONEY
from campaigns.models import Annotation, Campaign, Case, Creative, DailyCount, Network
from campaigns.reports import DIMENSIONS
from campaigns.ui.report_form import ReportForm

router = Router(auth=TokenAuth(), tags=["lists"])
PAGE = 500
PLAIN = (
    *("app", "platform", "network", "campaign", "creative", "country", "store_page"),
    "reported_by",
)
"""Filters that one stored count answers by itself."""


class NetworkOut(Schema):
    id: int
    name: str
    kind: str


class CampaignOut(Schema):
    id: int
    name: str
    external_id: str
    app_id: int
    network_id: int
    targeting: str
    bid_type: str
    status: str


class CreativeOut(Schema):
    id: int
    name: str
    external_id: str
    app_id: int
    format: str
    tags: str


class VerdictOut(Schema):
    """The verdict in force on a network in an app, with the numbers it rests on: those of its
    settled days from `first_day` to `day`."""

    app_id: int
    app: str
    platform: str
    network_id: int
    network: str
    first_day: date
    day: date
    verdict: str
    decision: str
    decision_reason: str
    ipm: float | None
    ipm_low: float | None
    ipm_high: float | None
    expected_ipm: float | None
    chance: float | None
    impressions: int
    installs: int
    low_since: date | None
    flagged: date | None
    reason: str
    page: str


class CaseOut(Schema):
    """A fraud case; `stake` is the spend on the installs concerned."""

    id: int
    app_id: int
    network_id: int
    source_app: str
    kind: str
    status: str
    first_day: date
    last_day: date
    installs: int
    stake: float | None
    opened_on: date
    closed_on: date | None

    @staticmethod
    def resolve_status(case: Case) -> str:
        """As the page of cases says it."""
        return case.state


class NoteOut(Schema):
    id: int
    day: date
    last_day: date | None
    text: str


class CountsOut(Schema):
    """A page of stored counts, and the cursor of the next; null where there is none."""

    rows: list[dict[str, Any]]
    next: int | None


OF_VERDICT = (
    *("app_id", "network_id", "first_day", "day", "verdict", "decision", "decision_reason"),
    *("ipm", "ipm_low", "ipm_high", "expected_ipm", "chance", "impressions", "installs"),
    *("low_since", "flagged"),
)


@router.get("/networks", response=read_again(list[NetworkOut]), summary="Networks")
def networks(request: HttpRequest, cursor: int = 0):
    """Networks by id, 500 at once: `cursor` is the last id of the page before."""
    return _after(Network.objects.all(), cursor)


@router.get("/campaigns", response=read_again(list[CampaignOut]), summary="Campaigns")
def campaigns(request: HttpRequest, cursor: int = 0):
    """Campaigns by id, 500 at once: `cursor` is the last id of the page before."""
    return _after(Campaign.objects.all(), cursor)


@router.get("/creatives", response=read_again(list[CreativeOut]), summary="Creatives")
def creatives(request: HttpRequest, cursor: int = 0):
    """Creatives by id, 500 at once: `cursor` is the last id of the page before."""
    return _after(Creative.objects.all(), cursor)


@router.get(
    "/verdicts",
    response=read_again(list[VerdictOut]),
    summary="Verdicts",
    openapi_extra=told_as(QUESTION),
)
def verdicts(request: HttpRequest):
    """The verdict of every network in every app, with what to do, as the pages say it.

    Filters are those of every page; `app`, `platform`, `network` and `as_of` choose verdicts.
    """
    return verdicts_out(asked(request.GET))


def verdicts_out(form: ReportForm) -> list[dict[str, Any]]:
    """The verdicts of a question, those that need somebody first, by the names of `VerdictOut`."""
    values = thresholds.current()
    return [
        {
            **{name: getattr(one, name) for name in OF_VERDICT},
            "app": one.app.name,
            "platform": one.app.platform,
            "network": one.network.name,
            "reason": sentences.sentence(one, values),
            "page": link("network", form, one.network_id),
        }
        for one in (flag.verdict for flag in flags.flags(form.where, form.as_of))
    ]


@router.get("/cases", response=read_again(list[CaseOut]), summary="Fraud cases")
def cases(request: HttpRequest, cursor: int = 0):
    """Cases by id, 500 at once."""
    return _after(Case.objects.all(), cursor)


@router.get("/notes", response=read_again(list[NoteOut]), summary="Notes")
def notes(request: HttpRequest, cursor: int = 0):
    """Notes on days, by id, 500 at once."""
    return _after(Annotation.objects.all(), cursor)


@router.get(
    "/counts",
    response=read_again(CountsOut),
    summary="Stored counts",
    openapi_extra=told_as({n: QUESTION[n] for n in ("from", "to", "days", *PLAIN)}),
)
def counts(request: HttpRequest, cursor: int = 0):
    """The stored counts of the days asked for, 500 at once, for a warehouse.

    Filters are those that each stored count states itself, each repeatable: app, platform, network,
    campaign, creative, country, store_page, reported_by.
    """
    form = asked(request.GET, "cursor")
    wrong = [
        name for name in (*form.where, *(["as_of"] if form.as_of else [])) if name not in PLAIN
    ]
    if wrong:
        raise Problem(422, "Stored counts know nothing of it.", [(n, "No filter.") for n in wrong])
    days = (form.period.first, form.period.last)
    chosen = {f"{DIMENSIONS[name].path}__in": values for name, values in form.where.items()}
    rows = _after(DailyCount.objects.filter(day__range=days, **chosen), cursor)
    found = [_count_out(row) for row in rows]
    return {"rows": found, "next": found[-1]["id"] if len(found) == PAGE else None}


def _after(rows: QuerySet, cursor: int) -> list:
    return list(rows.filter(pk__gt=in_range(cursor)).order_by("pk")[:PAGE])


def _count_out(row: DailyCount) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in COUNTS}
    return {
        "id": row.pk,
        "day": row.day.isoformat(),
        "campaign_id": row.campaign_id,
        "creative_id": row.creative_id,
        "store_page_id": row.store_page_id,
        "country": row.country,
        "reported_by": row.reported_by,
        "counted": row.counted,
        **{
            name: None if value is None else float(value) if name in MONEY else int(value)
            for name, value in told.items()
        },
    }
