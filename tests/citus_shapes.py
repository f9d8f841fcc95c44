"""The shapes of queries that Citus refuses, found in the text of a statement.

As tried with Citus 13.2: counts distributed by campaign, names as reference tables, the rest local.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from campaigns.management.citus import BY_CAMPAIGN, tables

COUNTS = set(tables(BY_CAMPAIGN))
WORDS = (
    "SELECT WHERE ON GROUP ORDER LEFT INNER JOIN CROSS LIMIT HAVING UNION EXCEPT INTERSECT SET "
    "USING DEFAULT VALUES FOR RETURNING"
)
NO_ALIAS = "|".join(WORDS.split())
FROM = re.compile(
    rf"\b(?:FROM|JOIN|UPDATE)\s+(\w+)(?:\s+(?:AS\s+)?(?!(?:{NO_ALIAS})\b)(\w+))?", re.I
)
COLUMN = re.compile(r"\b([A-Za-z_]\w*)\.(\w+)")
LOCKED = re.compile(r"\bFOR (NO KEY )?UPDATE\b", re.I)
ONE_CAMPAIGN = re.compile(r"\bcampaign_id\s*(=|IN)\b", re.I)
SUMS = re.compile(r"\bGROUPING SETS\b|\bGROUP BY (CUBE|ROLLUP)\b", re.I)
SETTING = re.compile(r"\s*UPDATE (\w+)(?: AS \w+)? SET (.*?)(?: FROM | WHERE |$)", re.I | re.S)
SETS = re.compile(r"\b(?:UNION|EXCEPT|INTERSECT)\b(?: ALL\b)?", re.I)
TEXT = re.compile(r"'(?:[^']|'')*'")


@dataclass(eq=False)
class Query:
    """One SELECT (or the statement itself) without those inside it, and the one around it."""

    around: "Query | None"
    text: str = ""
    names: dict[str, str] = field(default_factory=dict)
    """Its tables by what they are called."""

    def counts(self) -> list[str]:
        """What its tables of counts are called."""
        return [name for name, table in self.names.items() if table in COUNTS]


def refused(sql: str) -> list[str]:
    """Why Citus would refuse a statement; nothing where it would not."""
    plain = TEXT.sub("''", sql).replace('"', "")
    queries = _queries(plain)
    if not any(query.counts() for query in queries):
        return []
    found = [why for query in queries for why in _faults(query)]
    if SUMS.search(plain):
        found.append("grouping sets over counts")
    if re.match(r"\s*WITH RECURSIVE\b", plain, re.I):
        found.append("a recursive question over counts")
    setting = re.match(
        r"\s*UPDATE (\w+)(?: AS \w+)? SET (.*?)( FROM | WHERE |$)", plain, re.I | re.S
    )
    if setting and setting[1] in COUNTS and re.search(r"\bcampaign_id = ", setting[2]):
        found.append("a row moved to another campaign")
    return found


def _faults(query: Query) -> Iterator[str]:
    own = query.counts()
    if LOCKED.search(query.text) and own and not ONE_CAMPAIGN.search(query.text):
        yield "counts locked without their campaign"
    if len(own) > 1 and not _joined(query.text, own):
        yield "counts joined with counts not by their campaign"
    outer = _outer(query)
    if own and outer:
        around = [name for name, one in outer if name in one.counts()]
        if not around:
            yield "counts asked for each row of another table"
        elif not _joined(query.text, [own[0], around[0]]):
            yield "counts asked for each row of counts not by their campaign"


def _joined(text: str, names: list[str]) -> bool:
    """Whether some tables are held together by their campaign."""
    first, *others = names
    pair = r"\b{}\.campaign_id = \(?{}\.campaign_id\b"
    return all(
        any(
            re.search(pair.format(*two), text)
            for one in names
            if one != other
            for two in ((one, other), (other, one))
        )
        for other in others
    )


def _outer(query: Query) -> list[tuple[str, Query]]:
    """The tables of queries around it that a query names, each with its query."""
    used = {name for name, _ in COLUMN.findall(query.text)} - query.names.keys()
    found, around = [], query.around
    while around:
        found += [(name, around) for name in used if name in around.names]
        around = around.around
    return found


def _queries(sql: str) -> list[Query]:
    """The statement and every SELECT in parentheses inside it."""
    found = [Query(None)]
    stack = [found[0]]
    for part in re.split(r"([()])", sql):
        if part == "(":
            stack.append(Query(stack[-1]))
        elif part == ")" and len(stack) > 1:
            inner = stack.pop()
            if re.match(r"\s*(SELECT|WITH)\b", inner.text, re.I):
                found.append(inner)
                stack[-1].text += "()"
            else:
                stack[-1].text += f"({inner.text})"
        else:
            stack[-1].text += part
    for query in list(found):
        first, *others = SETS.split(query.text)
        query.text = first
        found += [Query(query.around, text) for text in others]
    for query in found:
        query.names = {alias or table: table for table, alias in FROM.findall(query.text)}
    for query in found:  # parentheses that hold no SELECT are a part of what is around them
        while query.around and query.around not in found:
            query.around = query.around.around
    return found
