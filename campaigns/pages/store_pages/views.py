"""`/store-pages/`: the ad's half and the store's half of IPM, seen apart."""

from datetime import date
from typing import Any

from campaigns.judgement.store_pages.judged import store_changes
from campaigns.judgement.store_pages.judged import store_pages as pages_of
from campaigns.judgement.store_pages.matrix import answer
from campaigns.judgement.summed import summed
from campaigns.pages.store_pages.tables import StorePageTable, facts, left_out_words, matrix
from campaigns.reports import ReportQuery
from campaigns.reports.store_facts import store_facts
from campaigns.ui.breakdown_tables import splits
from campaigns.ui.page import Page, asked

SPLITS = ("network", "country", "campaign", "app")


def store_pages(request):
    """CVR by store page and network beside CTR."""
    form = asked(request)
    by = tuple(dict.fromkeys(("store_page", "app", form.one_of(*SPLITS))))
    found = summed(form.query(), by, form.today).breakdown()
    page = Page(request, "store_pages/store_pages", form, found, StorePageTable(found, form=form))
    return page.file() or page.show(
        facts=facts(store_facts(form.query())),
        splits=splits(form, SPLITS),
        **compared(form.query(), form.today),
    )


def compared(query: ReportQuery, today: date) -> dict[str, Any]:
    """Which page converts better, and what changes did, by the names that the page gives them."""
    (pages, unjudged), changes = pages_of(query, today), store_changes(query, today)
    return {
        "headline": answer(pages, changes),
        "changes": changes,
        "left_out": left_out_words(unjudged),
        "matrix": matrix(pages),
    }
