"""Ways to look at creatives, as links: gallery or table, an order, a format, a tag."""

from typing import Any

from campaigns.judgement.creatives.ranking import Creatives
from campaigns.models.choices import Format
from campaigns.ui.breakdown_tables import splits
from campaigns.ui.report_form import ReportForm

BY_NOTES = {
    "tags": "A creative counts once, under all its tags together.",
    "ad_group": "What a report states of a campaign’s creative; several where that is in more "
    "than one ad group.",
}
BY_NAME = "From the names of creatives and campaigns, as far as a rule reads them."
"""What is said of a field under its table."""
RANKED = "rank"
SORTS = {
    RANKED: "Best first",
    "-ipm": "IPM",
    "-spend": "Spend",
    "-impressions": "Impressions",
    "-days_live": "Days live",
    "days_live": "Newest",
    "creative": "Name",
}


def ways(page: Creatives, form: ReportForm) -> dict[str, Any]:
    """All of them, by the names that the page gives them."""
    return {
        "gallery": form.view == "gallery",
        "chips": chips(page, form),
        "tags": tags(page, form),
        "splits": splits(form, ("creative",)) if form.named else [],
        "views": views(form),
        "sorts": sorts(form),
    }


def sorted_by(form: ReportForm) -> str:
    """The order asked for, else the ranking."""
    return next(iter(form.own.get("sort", ())), RANKED)


def sorts(form: ReportForm) -> dict[str, Any]:
    """The orders of the gallery, as links, and the name of the one in force."""
    now = sorted_by(form)
    return {
        "value": SORTS.get(now, "As in the table"),
        "flat": now != RANKED,
        "options": [
            {
                "label": label,
                "url": form.address(sort=None if name == RANKED else name),
                "active": name == now,
            }
            for name, label in SORTS.items()
        ],
    }


def views(form: ReportForm) -> list[dict[str, Any]]:
    """Gallery and table, as links."""
    return [
        {
            "label": name.capitalize(),
            "url": form.address(view=None if name == "gallery" else name),
            "active": name == form.view,
        }
        for name in ("gallery", "table")
    ]


def chips(page: Creatives, form: ReportForm) -> list[dict[str, Any]]:
    """The formats with how many creatives each has, as links that choose one; the largest first."""
    chosen = form.where.get("format", ())
    counted: dict[str, int] = {}
    for one in page.about.values():
        if one.stated:
            counted[one.format] = counted.get(one.format, 0) + 1
    order = sorted(counted, key=lambda name: (-counted[name], name))
    links = [
        {
            "label": str(Format(name).label),
            "count": counted[name],
            "url": form.address(format=(name,), sort=form.own.get("sort")),
            "active": name in chosen,
        }
        for name in order
    ]
    everything = {
        "label": "All formats",
        "count": sum(counted.values()),
        "url": form.address(format=None),
        "active": not chosen,
    }
    return [everything, *links] if len(links) > 1 else []


MOST_TAGGED = 60
"""Creatives of a tag; an address with more would be too long for a link."""


def tags(page: Creatives, form: ReportForm) -> list[dict[str, Any]]:
    """The tags as links that choose the creatives that bear them."""
    bearing: dict[str, list[int]] = {}
    for one in page.about.values():
        for tag in one.tags:
            bearing.setdefault(tag, []).append(one.pk)
    chosen = set(form.where.get("creative", ()))
    return [
        {
            "label": tag,
            "count": len(pks),
            "url": form.address(creative=tuple(sorted(pks))),
            "active": chosen == set(pks),
        }
        for tag, pks in sorted(bearing.items(), key=lambda item: item[0].casefold())
        if len(pks) <= MOST_TAGGED
    ]
