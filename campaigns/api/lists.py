"""What there is: networks, campaigns, creatives, verdicts, cases, notes, and the counts."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema

from campaigns.api.access import TokenAuth
from campaigns.api.problems import Problem, ProblemOut
from campaigns.api.reports import ERRORS, asked
from campaigns.judgement import thresholds
from campaigns.judgement.networks import sentences
from campaigns.metrics import COUNTS, MONEY
from campaigns.models import Annotation, Campaign, Case, Creative, DailyCount, Network, Verdict

router = Router(auth=TokenAuth(), tags=["lists"])
PAGE = 500


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
    """What was said of a network in an app on the last day it was judged."""

    app_id: int
    network_id: int
    day: date
    verdict: str
    decision: str
    decision_reason: str
    ipm: float | None
    expected_ipm: float | None
    low_since: date | None
    flagged: date | None
    reason: str


class CaseOut(Schema):
    id: int
    app_id: int
    network_id: int
    status: str

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


@router.get("/networks", response={200: list[NetworkOut], ERRORS: ProblemOut}, summary="Networks")
def networks(request: HttpRequest):
    """All networks."""
    return Network.objects.order_by("pk")


@router.get(
    "/campaigns", response={200: list[CampaignOut], ERRORS: ProblemOut}, summary="Campaigns"
)
def campaigns(request: HttpRequest, cursor: int = 0):
    """Campaigns by id, 500 at once: `cursor` is the last id of the page before."""
    return _after(Campaign.objects.all(), cursor)


@router.get(
    "/creatives", response={200: list[CreativeOut], ERRORS: ProblemOut}, summary="Creatives"
)
def creatives(request: HttpRequest, cursor: int = 0):
    """Creatives by id, 500 at once: `cursor` is the last id of the page before."""
    return _after(Creative.objects.all(), cursor)


@router.get("/verdicts", response={200: list[VerdictOut], ERRORS: ProblemOut}, summary="Verdicts")
def verdicts(request: HttpRequest):
    """The newest verdict of every network in every app, with what to do, as the pages say it."""
    values = thresholds.current()
    newest: dict[tuple[int, int], Verdict] = {}
    rows = Verdict.objects.select_related("app", "network").order_by("day", "pk")
    for verdict in rows:
        newest[verdict.app_id, verdict.network_id] = verdict
    return [
        {
            "app_id": v.app_id,
            "network_id": v.network_id,
            "day": v.day,
            "verdict": v.verdict,
            "decision": v.decision or "",
            "decision_reason": v.decision_reason or "",
            "ipm": v.ipm,
            "expected_ipm": v.expected_ipm,
            "low_since": v.low_since,
            "flagged": v.flagged,
            "reason": sentences.sentence(v, values),
        }
        for v in newest.values()
    ]


@router.get("/cases", response={200: list[CaseOut], ERRORS: ProblemOut}, summary="Fraud cases")
def cases(request: HttpRequest, cursor: int = 0):
    """Cases by id, 500 at once."""
    return _after(Case.objects.all(), cursor)


@router.get("/notes", response={200: list[NoteOut], ERRORS: ProblemOut}, summary="Notes")
def notes(request: HttpRequest, cursor: int = 0):
    """Notes on days, by id, 500 at once."""
    return _after(Annotation.objects.all(), cursor)


@router.get("/counts", response={200: CountsOut, ERRORS: ProblemOut}, summary="Stored counts")
def counts(request: HttpRequest, cursor: int = 0):
    """The stored counts of the days asked for, 500 at once, for a warehouse."""
    period = asked(request).query().period
    rows = _after(DailyCount.objects.filter(day__range=(period.first, period.last)), cursor)
    found = [_count_out(row) for row in rows]
    return {"rows": found, "next": found[-1]["id"] if len(found) == PAGE else None}


def _after(rows: QuerySet, cursor: int) -> list:
    if not 0 <= cursor < 2**63:
        raise Problem(422, "The page is out of range.", [("cursor", "This is no id.")])
    return list(rows.filter(pk__gt=cursor).order_by("pk")[:PAGE])


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
