"""Saved views as mails: the numbers and sentences of the page, of the rows of whom they are for."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import Http404, QueryDict
from django.urls import resolve, reverse
from django.utils import timezone

from campaigns import formats
from campaigns.importing.batches import demo_present
from campaigns.judgement.headline import headline
from campaigns.judgement.networks.standing import Networks, Standing, need, network_breakdown
from campaigns.judgement.networks.words import VERDICTS, reason
from campaigns.metrics import Counts
from campaigns.models.access import limit_of
from campaigns.models.limits import limited
from campaigns.models.mailing import MailedReport
from campaigns.records import mailed_reports, saved_views
from campaigns.records.notes import annotations
from campaigns.reports.filter_words import narrowed
from campaigns.telling.messages import Message, link, rendered
from campaigns.telling.pictures import line_of, pictures
from campaigns.telling.send import tell
from campaigns.ui.note_words import sentence
from campaigns.ui.report_form import ReportForm
from campaigns.ui.saved_views import address
from campaigns.ui.tiles import tiles

SALT = "mailed report"
CANNOT_SAY = ("◌", "#5a6478")
SIGNS = {
    "act": ("◆", "#b3261e"),
    "watch": ("△", "#865100"),
    "fine": ("✓", "#12734a"),
    "not_enough": CANNOT_SAY,
    "no_data": CANNOT_SAY,
}
"""The sign of each verdict and its colour."""
LAST = (len(SIGNS), 0.0)
"""Sorts networks without a verdict behind those that have one."""


def tell_reports() -> list[str]:
    """Put the reports that are due into the outbox; their subjects."""
    told = []
    for report, at in mailed_reports.due(timezone.now()):
        try:
            message = message_of(report, timezone.localdate())
        except Http404:
            continue  # its view is gone for its reader
        with transaction.atomic():
            if mailed_reports.taken(report, at):
                tell([report.channel], f"report {report.pk} {at.isoformat()}", message)
                told.append(message.subject)
    return told


def message_of(report: MailedReport, today: date) -> Message:
    """What is sent today. Raises Http404 where its user may not open the view any more."""
    with limited(limit_of(report.user)):
        view = saved_views.view(report.user, report.view_id)
        path = address(view, today)
        form = _form(path, today)
        found = network_breakdown(form.query(), today)
        head = headline(found, form.compared_words)
        notes = annotations(form.query())
        line = line_of(found.total, [note.day for note in notes])
        drawn = pictures(line)
        context = {
            "view": view.name,
            "within": narrowed(view.query),
            "days": formats.day_range(form.period),
            "against": form.compared_words if found.compare else "",
            "title": head.title if head else "There are no counts with an IPM in these days.",
            "more": head.more if head else [],
            "tiles": tiles(found) if found.parts else [],
            "rows": rows_of(found, form),
            "notes": [sentence(note) for note in notes],
            "chart": {"words": line.words, "title": line.title, "name": next(iter(drawn), "")},
            "link": link(path + ("&" if "?" in path else "?") + urlencode({"as_of": today})),
            "as_of": formats.day(today, year=True),
            "demo": demo_present(),
            "stop": link(f"/mails/stop/?of={signing.Signer(salt=SALT).sign(str(report.pk))}"),
        }
    data = {"view": view.name, "unsubscribe": context["stop"]}
    return rendered("report", f"{view.name}: {context['title']}".rstrip("."), "report", context,
                    data=data, pictures=drawn)  # fmt: skip


def as_page(message: Message) -> str:
    """The HTML part as a page shows it: with its pictures in itself."""
    return re.sub(
        r"cid:([\w-]+)", lambda found: f"data:image/png;base64,{message.pictures[found[1]]}",
        message.html,
    )  # fmt: skip


def _form(path: str, today: date) -> ReportForm:
    """The question of a view; that of a page about one thing is about that."""
    page, _, query = path.partition("?")
    found = resolve(page)
    subject = {str(found.url_name): pk for pk in found.kwargs.values()}
    return ReportForm(QueryDict(query), today=today, subject=subject)


def rows_of(found: Networks, form: ReportForm) -> list[dict[str, Any]]:
    """The networks with their numbers and verdicts, each with its page as of today, those that need
    somebody first, and all."""
    first = sorted(found.parts, key=lambda one: need(one.flag) if one.flag else LAST)
    return [_row(one, form) for one in (*first, found.total)] if found.parts else []


def _row(one: Standing, form: ReportForm) -> dict[str, Any]:
    counts, currency = one.counts, settings.REPORTING_CURRENCY
    network = one.keys.get("network")
    asked = form.elsewhere(as_of=form.today, network=None)
    return {
        "name": one.name,
        "link": link(reverse("network", args=[network]) + asked) if network else "",
        "ipm": formats.ratio(Counts.ipm, counts.ipm),
        "change": one.ipm_change.text if one.ipm_change else formats.NO_DATA,
        "change_word": one.ipm_change.word if one.ipm_change else "",
        "installs": formats.count(counts.installs),
        "spend": formats.money(counts.spend, currency, brief=True),
        "cpi": formats.money(counts.cpi, currency),
        "sign": SIGNS[one.flag.verdict.verdict] if one.flag else ("", ""),
        "verdict": VERDICTS[one.flag.verdict.verdict] if one.flag else "",
        "reason": reason(one.flags) if one.flags else "",
    }


def asked_to_stop(token: str) -> MailedReport | None:
    """The report that a signed link is of. Raises Http404 for a link that is not ours."""
    try:
        return mailed_reports.find(int(signing.Signer(salt=SALT).unsign(token)))
    except signing.BadSignature as error:
        raise Http404("This link is not complete.") from error
