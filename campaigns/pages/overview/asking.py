"""What a network is asked: a mail with what is stored of it, and where its evidence stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.http import Http404
from django.urls import reverse

from campaigns import formats
from campaigns.english import listed, whose
from campaigns.judgement.fraud import cases
from campaigns.judgement.fraud.kinds import KINDS
from campaigns.judgement.fraud.words import case_sentence
from campaigns.judgement.networks import flags
from campaigns.judgement.networks.card_words import titled
from campaigns.metrics import Counts
from campaigns.models import Case, Verdict
from campaigns.pages.overview.today import needs
from campaigns.periods import Period
from campaigns.reports import network_name


@dataclass(frozen=True)
class Mail:
    """A mail to a network, the cards that it answers, and its evidence: words and address."""

    network: str
    subject: str
    text: str
    keys: Sequence[str]
    evidence: Sequence[tuple[str, str]]

    @property
    def address(self) -> str:
        """What opens it in a mail program; the reader fills in to whom."""
        return f"mailto:?subject={quote(self.subject)}&body={quote(self.text)}"


def mail(network: int, user: Any) -> Mail:
    """What there is to ask a network. Raises Http404 where that is nothing."""
    name = network_name(network)
    low = [one.verdict for one in flags.flags({"network": (network,)}) if needs(one)]
    asked = [one for one in cases.ongoing({"network": (network,)}) if one.state == Case.State.OPEN]
    if not low and not asked:
        raise Http404("There is nothing to ask this network.")
    points = [*(_low(one, name) for one in low), *(_case(one) for one in asked)]
    questions = [*(_question(one) for one in low), *dict.fromkeys(_asks(one) for one in asked)]
    signed = user.get_full_name() or user.get_username()
    numbered = [f"{number}. {text}" for number, text in enumerate(dict.fromkeys(questions), 1)]
    apps = listed(
        list(dict.fromkeys([*(str(one.app) for one in low), *(str(one.app) for one in asked)]))
    )
    return Mail(
        name,
        f"{apps} on {name}: {'IPM' if low else 'installs'} to be explained",
        "\n\n".join(
            ["Hello,", *points, "\n".join(numbered), "The daily counts are attached.", signed]
        ),
        [*([f"network {network}"] if low else []), *([f"case {asked[0].pk}"] if asked else [])],
        [*(_days(one) for one in low), *(_pack(one) for one in asked)],
    )


def _low(one: Verdict, network: str) -> str:
    """The verdict with the numbers of its 28 days."""
    days = formats.day_range(Period(one.first_day, one.day))
    ipm, expected = (formats.ratio(Counts.ipm, v) for v in (one.ipm, one.expected_ipm))
    began = f" It is low since {formats.day(one.low_since)}." if one.low_since else ""
    return (
        f"{titled(one, network, str(one.app))} From {days} it brought {ipm} installs per 1,000 "
        f"impressions ({formats.count(one.installs)} of {formats.count(one.impressions)}), where "
        f"comparable networks lead to expect {expected}.{began}"
    )


def _case(one: Case) -> str:
    days = formats.day_range(Period(one.first_day, one.last_day))
    where = f", source app {one.source_app}" if one.source_app else ""
    return f"{one.app}{where}, {days}: {KINDS[one.kind].named}. {case_sentence(one)}"


def _question(one: Verdict) -> str:
    since = f" around {formats.day(one.low_since)}" if one.low_since else ""
    return f"What changed{since}: placements, targeting or creatives? Please send a list of them."


def _asks(one: Case) -> str:
    return KINDS[one.kind].asks


def _days(one: Verdict) -> tuple[str, str]:
    asked = {"app": one.app_id, "by": "day", "from": one.first_day, "to": one.day}
    address = reverse("network", args=[one.network_id])
    return (
        f"{whose(one.network.name)} days in {one.app}, CSV",
        f"{address}?{urlencode({**asked, '_export': 'csv'})}",
    )


def _pack(one: Case) -> tuple[str, str]:
    where = f" ({one.source_app})" if one.source_app else ""
    address = reverse("case_pack", args=[one.pk])
    return f"Evidence pack: {KINDS[one.kind].named}{where} in {one.app}", address
