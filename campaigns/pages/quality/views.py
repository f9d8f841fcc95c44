"""`/quality/`: what users are worth beside what they cost."""

from campaigns.judgement.breakdown import breakdown
from campaigns.judgement.networks.decide_table_words import networks_decided
from campaigns.judgement.quality import MEANING, answer, cohorts, places
from campaigns.pages.quality.tables import QualityTable, scatter
from campaigns.ui.breakdown_tables import splits
from campaigns.ui.page import Page, asked

SPLITS = ("network", "campaign", "creative", "country", "format", "app")


def quality(request):
    """Retention, revenue and ROAS of every part, and where it stands between IPM and ROAS."""
    form = asked(request)
    found = breakdown(form.query(), (form.one_of(*SPLITS),), form.today)
    placed = places(found)
    decided = networks_decided(form.where, form.as_of) if found.by == ("network",) else {}
    table = QualityTable(found, placed, decided, form=form)
    page = Page(request, "quality/quality", form, found, table)
    return page.file() or page.show(
        headline=answer(found, placed),
        chart=scatter(found, placed, form),
        meaning=MEANING,
        cohorts=cohorts(found, form.today),
        splits=splits(form, SPLITS),
    )
