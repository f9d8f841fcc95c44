"""Branch: counts of events by what they were attributed to."""

from collections.abc import Mapping

from campaigns.importing.lines import FileFault
from campaigns.importing.readers.base import COMMON, Mmp
from campaigns.importing.report import Report
from campaigns.importing.tables.header import Header, names, plain

TOUCH = "last_attributed_touch_data_tilde_"


class Branch(Mmp):
    """An MMP whose rows are of one event each: those of INSTALL are installs, others are left out.

    It reports no impressions.
    """

    key = "branch"
    label = "Branch"
    columns = COMMON | names(
        day="timestamp, date, day",
        platform="user_data_os",
        network=f"{TOUCH}advertising_partner_name, {TOUCH}channel",
        campaign=f"{TOUCH}campaign, {TOUCH}campaign_name",
        campaign_id=f"{TOUCH}campaign_id",
        creative=f"{TOUCH}creative_name, {TOUCH}ad_name",
        creative_id=f"{TOUCH}creative_id, {TOUCH}ad_id",
        country="user_data_geo_country_code",
        installs="total_count, unique_count",
    )

    def recognises(self, header: Header) -> bool:
        return any(name.startswith(plain(TOUCH)) for name in header.names)

    def prepare(self, report: Report) -> None:
        if not report.header.has("name"):
            raise FileFault(
                "The report does not say which event it counts: add the dimension 'name', whose "
                "value is INSTALL for installs.",
                report.header.line,
                "installs",
            )

    def finish(self, report: Report, values: Mapping[str, list]) -> None:
        super().finish(report, values)
        events = report.column(report.header.plain.index("name"))
        if "installs" not in values:
            return
        others = {str(event) for event in events if plain(event) != "install"}
        values["installs"][:] = [
            count if plain(event) == "install" else None
            for event, count in zip(events, values["installs"], strict=True)
        ]
        if others:
            report.warn(f"Only INSTALL events are installs, not: {', '.join(sorted(others)[:5])}.")
