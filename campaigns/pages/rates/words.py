"""What the page of rates says."""

from collections.abc import Sequence

from django.conf import settings

from campaigns import formats
from campaigns.english import listed
from campaigns.importing.storing.rates import Restated
from campaigns.models import Job
from campaigns.pages.rates.tables import DatedRate

AT_IMPORT = "Money of other currencies can come in once its rate stands here, or is stated then."


def headline(rows: Sequence[DatedRate]) -> dict[str, str]:
    """Title and text."""
    own = settings.REPORTING_CURRENCY
    if not rows:
        return {"title": "No rates yet.", "text": f"All money is counted in {own}. {AT_IMPORT}"}
    newest = [row for row in rows if row.until is None]
    said = [f"{row.currency} of {formats.day(row.day, year=True)}" for row in newest]
    return {
        "title": f"Money is counted in {own}.",
        "text": f"The newest rate{' is' if len(said) == 1 else 's are'} that of {listed(said)}. "
        "Each line of a file takes the rate of its day; a changed rate restates what came in.",
    }


def told(done: Restated | Job | None) -> str:
    """What came of setting rates."""
    if done is None:
        return "These rates stand already; nothing changed."
    if isinstance(done, Job):
        rows = formats.count(done.answer["rows"])
        return f"{rows} rows follow these rates; it goes on in the background."
    if not done.batch.changed:
        return "The rate stands. No money that is stored follows from it."
    rows = formats.count(done.batch.changed)
    return f"The rate stands, and the money of {rows} rows is restated."
