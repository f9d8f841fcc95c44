"""What is claimed beside pages: by the API, to assistants, in mails, files and on Today's cards.

Each is read by the door that a program or a reader uses, as claims of `tests.agreement`.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import openpyxl
from django.http import QueryDict

from campaigns import formats
from campaigns.judgement.networks.words import VERDICTS
from campaigns.metrics import RATIOS
from campaigns.models import Channel, MailedReport, Network, SavedView, Token
from campaigns.telling.reports import message_of
from campaigns.ui.report_form import ReportForm
from tests.agreement import NAMES, WORDS, Claim, Here, here_of
from tests.make import TODAY

METRICS = {ratio.label: ratio.name for ratio in RATIOS}
METRICS |= {name.capitalize(): name for name in ("impressions", "clicks", "installs", "spend")}
"""The headings of columns in files, by what they count."""
BY, PLAIN = "network", "default=no"
DOORS = {"of_api", "of_assistants", "csv", "xlsx", "mail", "today"}
"""Whose word is taken."""


def all_claims(client, user, query: str) -> list[Claim]:
    """Everything that all doors say of the same question."""
    query = "&".join(part for part in query.split("&") if part != PLAIN)
    form = ReportForm(QueryDict(query), today=TODAY)
    token = {"Authorization": f"Bearer {Token.make(user, 'read', 1)[1]}"}
    doors = (of_api, of_assistants)
    found = [
        one for door in doors for one in door(client, token, query, here_of(form, door.__name__))
    ]
    for kind in ("csv", "xlsx"):
        found += of_file(client, query, here_of(form, kind), kind)
    return [
        *found,
        *of_mail(user, query, here_of(form, "mail")),
        *of_today(client, query, here_of(form, "today")),
    ]  # fmt: skip


def of_api(client, token: dict[str, str], query: str, here: Here) -> Iterator[Claim]:
    """The numbers of all networks and of their total, and their verdicts by app."""
    said = client.get(f"/api/v1/report?{query}&by={BY}", headers=token).json()
    for row in said["rows"]:
        yield from _numbers(row, here.narrowed({BY: row[BY]["id"]}))
    yield from _numbers(said["total"], here)
    platform = {pair for pair in here.where if pair[0] == "platform"}
    for one in client.get(f"/api/v1/verdicts?{query}", headers=token).json():
        keys = {(BY, one["network_id"]), ("app", one["app_id"]), *platform}
        yield here.claim("verdict", VERDICTS[one["verdict"]], frozenset(keys), "now")


def of_assistants(client, token: dict[str, str], query: str, here: Here) -> Iterator[Claim]:
    """IPM of the networks, now and before."""
    asked = dict(QueryDict(query).lists())
    for fact in _called(client, token, "report", asked | {"by": [BY]}):
        network = fact["ids"].get(BY)
        where = here.narrowed({BY: int(network)}) if network else here
        yield where.claim("ipm", _said(fact["number"]))
        yield where.claim("installs", _said(fact["n"]["installs"]))
    facts = {fact["what"]: fact["number"] for fact in _called(client, token, "why", asked)}
    yield here.claim("ipm", _said(facts["IPM"]))
    if "IPM before" in facts:
        yield here.claim("ipm before", _said(facts["IPM before"]))


def _called(client, token: dict[str, str], tool: str, asked: dict) -> list[dict[str, Any]]:
    call = {"name": tool, "arguments": asked}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    answer = client.post("/api/mcp", json.dumps(body), "application/json", headers=token).json()
    return answer["result"]["structuredContent"]["facts"]


def of_file(client, query: str, here: Here, kind: str) -> Iterator[Claim]:
    """The table of networks as a file; the row without an id is the total."""
    content = client.get(f"/networks/?{query}&_export={kind}").content
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        rows = [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.values]
    head = rows[0]
    for row in rows[1:]:
        cells = dict(zip(head, row, strict=True))
        network = cells["Network id"]
        where = here.narrowed({BY: int(network)}) if network else here
        for label, metric in METRICS.items():
            if label in cells:
                yield where.claim(metric, _said(cells[label]))
        if not network and "IPM before" in cells:
            yield where.claim("ipm before", _said(cells["IPM before"]))
        if not network:
            return  # notes stand under the total


def of_mail(user, query: str, here: Here) -> Iterator[Claim]:
    """The tiles of a mailed report and its line of each network."""
    channel = Channel.objects.create(name=query, kind="mail", address="a@permille.example")
    view = SavedView.objects.create(user=user, name=query[:60], path="/", query=query)
    text = message_of(MailedReport(pk=1, user=user, view=view, channel=channel), TODAY).text
    names = {name: pk for pk, name in Network.objects.values_list("pk", "name")}
    for line in text.splitlines():
        label, _, said = line.partition(": ")
        if label in METRICS and re.match(r"\S*\d", said):
            yield here.claim(METRICS[label], said.partition(" (")[0])
        elif label in names and (found := re.match(r"IPM (\S+), (\S+) installs", said)):
            part = here.narrowed({BY: names[label]})
            yield part.claim("ipm", found[1])
            yield part.claim("installs", found[2])


def of_today(client, query: str, here: Here) -> Iterator[Claim]:
    """What the cards say to do with a network, and how far IPM fell."""
    today = client.get(f"/?{query or PLAIN}").context["today"]
    for card in today.cards if today else ():
        if card.kind == "network":
            if word := re.search(rf"({'|'.join(WORDS)}): ", card.text):
                yield here.claim("do", word[1], here.judged(card.network), "now")
        elif card.kind == "ipm" and (moved := re.search(r"IPM is (\S+ %)", card.title)):
            yield here.claim("change of ipm", moved[1])


def _numbers(row: dict[str, Any], here: Here) -> Iterator[Claim]:
    for metric in sorted(NAMES & row.keys()):
        days = here.users if metric.endswith(("_d1", "_d7")) else here.days
        yield here.claim(metric, _said(row[metric]), days=days)


def _said(value: Any) -> str:
    """A number of a program as a text with as many places as it has."""
    if value in (None, ""):
        return formats.NO_DATA
    return f"{float(value):.6f}"
