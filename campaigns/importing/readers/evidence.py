"""Our own CSVs for the fraud rules: click times, rejected installs by reason, sub-publishers."""

from collections.abc import Mapping

from campaigns.importing.lines import EvidenceLine
from campaigns.importing.readers.base import ANY, Reader
from campaigns.importing.readers.generic import COLUMNS
from campaigns.importing.report import Report
from campaigns.importing.tables.header import Header, names
from campaigns.models import BUCKETS, ClickTimeCount, RejectedCount, SourceAppCount

WHERE = ("day", "app", "platform", "network", "campaign", "campaign_id")
SOURCE_APP = names(
    source_app="source app, source app id, source app name, sub publisher, sub publisher id, "
    "subpublisher, subpublisher id"
)
KEYS = ANY | {field: COLUMNS[field] for field in WHERE} | SOURCE_APP
DAILY = ("impressions", "clicks", "spend")


class Evidence(Reader):
    """What only the fraud rules read; it goes to a table of its own and into no total."""

    line = EvidenceLine
    needs: tuple[str, ...] = ()
    """The fields without a column of which nothing can be told."""

    def refusal(self, header: Header) -> str:
        lacking = [name for name in self.needs if not header.has_any(*self.columns[name])]
        return f"{self.label} need a column {' and '.join(lacking)}." if lacking else ""


class ClickTimes(Evidence):
    """Installs by the time from click to install, one column a bucket."""

    key = "click_times"
    label = "Click-to-install times"
    counts = ClickTimeCount.COUNTS
    columns = KEYS | {name: (name.replace("_", ""),) for name in BUCKETS}

    def recognises(self, header: Header) -> bool:
        """A table that has daily counts too is a plain table, which holds click times beside."""
        return self.stands_in(header) and not any(
            header.has_any(*COLUMNS[field]) for field in DAILY
        )

    def stands_in(self, header: Header) -> bool:
        """Whether any bucket has a column."""
        return header.has_any(*BUCKETS)

    def refusal(self, header: Header) -> str:
        lacking = [name for name in BUCKETS if not header.has(name)]
        if not lacking:
            return ""
        return (
            f"Click times need all six columns; {', '.join(lacking)} "
            f"{'is' if len(lacking) == 1 else 'are'} missing. Write 0 where there was no install."
        )

    def finish(self, report: Report, values: Mapping[str, list]) -> None:
        """A line states all buckets or none: a share of an unknown whole would be wrong."""
        for i, number in enumerate(report.rows.numbers):
            unknown = [name for name in BUCKETS if values[name][i] is None]
            if 0 < len(unknown) < len(BUCKETS):
                message = "This is not stated, but other click times of the line are: write 0."
                report.fault(number, unknown[0], message)


class Rejected(Evidence):
    """Installs that were refused, a line for each reason."""

    key = "rejected"
    label = "Rejected installs by reason"
    needs = ("reason", "rejected_installs")
    counts = RejectedCount.COUNTS
    columns = KEYS | names(
        reason="reason, rejection reason, rejected reason, reject reason, block reason, "
        "blocked reason, fraud reason",
        rejected_installs="rejected installs, rejected, blocked installs, blocked, fraud installs, "
        "installs",
    )

    def recognises(self, header: Header) -> bool:
        return not self.refusal(header)

    def finish(self, report: Report, values: Mapping[str, list]) -> None:
        for number, reason in zip(report.rows.numbers, values["reason"], strict=True):
            if not reason:
                report.fault(number, "reason", "The line names no reason.")


class SourceApps(Evidence):
    """What a network reports by sub-publisher."""

    key = "source_apps"
    label = "Sub-publishers"
    needs = ("source_app",)
    counts = SourceAppCount.COUNTS
    columns = KEYS | {field: COLUMNS[field] for field in SourceAppCount.COUNTS}
    parts = {"installs": names(all="conversions, conversion, results, result, actions")["all"]}

    def recognises(self, header: Header) -> bool:
        return header.has_any(*SOURCE_APP["source_app"])

    def finish(self, report: Report, values: Mapping[str, list]) -> None:
        for number, source_app in zip(report.rows.numbers, values["source_app"], strict=True):
            if not source_app:
                report.fault(number, "source_app", "The line names no source app.")


CLICK_TIMES = ClickTimes()
EVIDENCE: tuple[Evidence, ...] = (CLICK_TIMES, Rejected(), SourceApps())
"""The sub-publishers last: the others may tell theirs apart by them."""
