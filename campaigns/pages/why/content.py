"""What the page shows of a change that can be split."""

from collections.abc import Sequence
from typing import Any

from campaigns.judgement.networks.standing import Networks
from campaigns.judgement.store_pages.changes import StoreChange
from campaigns.judgement.why import Why
from campaigns.pages.why import asides, charts
from campaigns.pages.why import words as why_words
from campaigns.ui.report_form import ReportForm


def words(
    found: Why | None, page: Networks, form: ReportForm, changes: Sequence[StoreChange]
) -> dict[str, Any]:
    """Its sentences and its waterfall, by the names that the page gives them."""
    if found is None:
        return {}
    told = why_words.told(found, page, form, changes)
    return {
        "split": charts.split_choices(found, form),
        "headline": why_words.headline(found, page),
        "chart": charts.waterfall(found, {one.title: one.link for one in told}),
        "numbers": charts.numbers(found),
        "told": told,
        "asides": asides.asides(found),
        "footnotes": asides.left_out(page),
    }
