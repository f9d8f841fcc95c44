"""What the page of rates says."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

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


def told(done: Restated | Job | None, wanted: Mapping[tuple, Decimal | None]) -> str:
    """What came of setting the rates that were `wanted`, or of taking one away."""
    away, many = None in wanted.values(), len(wanted) > 1
    if done is None:
        stand = "These rates stand" if many else "This rate stands"
        return "There is no such rate." if away else f"{stand} already; nothing changed."
    if isinstance(done, Job):
        return f"{_rows(done.answer['rows'])} being restated; it goes on in the background."
    what = "The rate is taken away" if away else "The rates stand" if many else "The rate stands"
    if not done.batch.changed:
        return f"{what}. No money that is stored follows from {'them' if many else 'it'}."
    return f"{what}, and the money of {_rows(done.batch.changed)} restated."


def _rows(number: int) -> str:
    return f"{formats.count(number)} {'row is' if number == 1 else 'rows are'}"
