"""Who is blamed and who is praised in the prose of pages."""

import re
from collections.abc import Iterable

from campaigns.models import Case, Network

Texts = Iterable[tuple[str, str]]
PRAISES = r"(?:Installs and pays|Pays, few install|[Ss]cale|[Hh]ighest|[Bb]est network)\b"
BUT = re.compile(r"\b(?:ask|cut|cap|hold|watch) ")


def blamed(texts: Texts) -> list[tuple[str, str, str]]:
    """(address, whom the overview blames first, whom `/why/` names first) of the same days and
    filters, where the overview blames a network; "" where `/why/` names none at all."""
    said = dict(texts)
    name = "|".join(map(re.escape, _names(Network.objects.all())))
    found = []
    for address, text in said.items():
        first = re.search(rf"({name}) (?:fell|rose) most:", text)
        why = said.get(f"/why{address}", "")
        answer = re.search(r"\bIPM (?:fell|rose|went|stayed) .*?Compared:", why)
        if address.startswith("/?") and first and answer:
            named = re.search(name, answer[0])
            found.append((address, first[1], named[0] if named else ""))
            if row := re.search(rf"What each network added or took, in .*?({name})", why):
                found.append((f"{address}, the table", first[1], row[1]))
    return found


def praised(texts: Texts) -> list[str]:
    """Sentences that praise a network with an open fraud case."""
    asked = _names(Network.objects.filter(pk__in=Case.objects.filter(state__in=Case.ONGOING)
                                          .values("network")))  # fmt: skip
    wrong = []
    for address, text in texts:
        for sentence in re.split(r"(?<=[.;])\s", text):
            for name in asked if re.search(PRAISES, sentence) else ():
                match = re.search(rf"{PRAISES}.*?{re.escape(name)}", sentence)
                if match and not BUT.search(match[0]) and "with a case open" not in sentence:
                    wrong.append(f"{address}: {match[0]}")
    return wrong


def _names(networks: Iterable[Network]) -> list[str]:
    return sorted((one.name for one in networks), key=len, reverse=True)
