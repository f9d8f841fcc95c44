"""The table of creatives, which the gallery is sorted and turned by too."""

from typing import Any

from django.template.loader import render_to_string

from campaigns import formats
from campaigns.judgement.creatives.fatigue import VERDICT_ORDER
from campaigns.judgement.creatives.ranking import CreativePart, Creatives
from campaigns.models.choices import Format
from campaigns.pages.creatives import words as creative_words
from campaigns.ui.breakdown_tables import BreakdownTable, PartColumn, drill
from campaigns.ui.columns import Column, FragmentColumn
from campaigns.ui.report_form import ReportForm
from campaigns.ui.tables import each_row

NO_RANK = {"tired": "tired", "case_open": "case open", "stopped": "stopped", "far_mix": "elsewhere"}
"""What stands in place of a rank."""
IN_GALLERY = 24
"""Creatives on a page of the gallery."""


class CreativeColumn(PartColumn):
    """The name beside a small preview."""

    template = "campaigns/creatives/_creative_name.html"

    def render(self, record: Any, table: BreakdownTable) -> str:
        context = {"words": self.value(record), "link": "", "preview": None}
        if record.keys:
            context["link"] = drill("creative", record.keys["creative"], table.form)
            context["preview"] = record.about.preview
            context["others"] = f"{Format(record.about.format).label}, {record.about.app_label}"
        return render_to_string(self.template, context)


class AboutColumn(Column):
    """A column of what is known of a creative; the total has none of it."""

    css = "about"

    def __init__(self, verbose_name: str, **kwargs: Any) -> None:
        super().__init__(verbose_name, accessor="keys", default="", **kwargs)

    def of(self, record: CreativePart) -> Any:
        """What stands in the cell; None where nothing is known."""
        raise NotImplementedError

    def sort_key(self, record: CreativePart) -> Any:
        return self.of(record)

    def words(self, found: Any) -> str:
        return str(found)

    def render(self, record: Any) -> str:
        if not isinstance(record, CreativePart):
            return ""
        found = self.of(record)
        return formats.NO_DATA if found is None else self.words(found)

    def value(self, record: Any) -> Any:
        return self.of(record) if isinstance(record, CreativePart) else None


class RankColumn(AboutColumn):
    """The place within app and format, or why it has none. It sorts field by field."""

    css = "number"

    def render(self, record: Any) -> str:
        place = record.place if isinstance(record, CreativePart) else None
        why = NO_RANK.get(place.status) if place else None
        return why or super().render(record)

    def of(self, record: CreativePart) -> int | None:
        return record.place.rank if record.place else None

    def sort_key(self, record: CreativePart) -> tuple[int, int, int]:
        return record.order


class CreativeVerdictColumn(FragmentColumn):
    """The badge and its reason. It sorts by what needs somebody first."""

    css = "mark"
    template = "campaigns/creatives/_creative_verdict.html"

    def __init__(self) -> None:
        super().__init__("Verdict", accessor="keys", default="")

    def sort_key(self, record: CreativePart) -> int | None:
        return VERDICT_ORDER.index(record.fatigue.verdict) if record.fatigue else None

    def render(self, record: Any) -> str:
        if not isinstance(record, CreativePart):
            return ""
        context = {"badge": creative_words.badge(record), "reason": creative_words.reason(record)}
        return render_to_string(self.template, context)

    def value(self, record: Any) -> str:
        if not isinstance(record, CreativePart):
            return ""
        word, reason = creative_words.badge(record).word, creative_words.reason(record)
        return reason if reason.startswith(word) else f"{word}: {reason}"


class StandingColumn(AboutColumn):
    """Its place among those of its format in words."""

    def of(self, record: CreativePart) -> str:
        return creative_words.standing(record)


class LikeForLikeColumn(AboutColumn):
    """Per cent above what others get in its networks and countries, pulled to them where it is
    thin."""

    css = "number"

    def of(self, record: CreativePart) -> float | None:
        ratio = record.place.ratio if record.place else None
        return None if ratio is None else 100 * (ratio.value - 1)

    def words(self, found: float) -> str:
        return formats.signed_percent(found / 100)


class ChanceColumn(AboutColumn):
    """The chance to be the best of its app and format, in per cent."""

    css = "number"

    def of(self, record: CreativePart) -> float | None:
        return 100 * record.place.p_best if record.place and record.place.rank else None

    def words(self, found: float) -> str:
        return "< 1" if found < 1 else "> 99" if found > 99 else f"{found:.0f}"


class LossColumn(AboutColumn):
    """What betting on it would cost on average, in per cent of its IPM."""

    css = "number"

    def of(self, record: CreativePart) -> float | None:
        place = record.place
        return 100 * place.relative_loss if place and place.rank else None

    def words(self, found: float) -> str:
        return "< 1" if found < 1 else f"{found:.0f}"


class DaysLiveColumn(AboutColumn):
    """On how many days it has had impressions, ever."""

    css = "number"

    def of(self, record: CreativePart) -> int | None:
        return record.life.days if record.life else None


class FormatColumn(AboutColumn):
    def of(self, record: CreativePart) -> str:
        return str(Format(record.about.format).label)


class AppColumn(AboutColumn):
    def of(self, record: CreativePart) -> str:
        return record.about.app_label


class TagsColumn(AboutColumn):
    def of(self, record: CreativePart) -> str | None:
        return ", ".join(record.about.tags) or None


class MixColumn(AboutColumn):
    """Its networks by their share of its impressions."""

    def of(self, record: CreativePart) -> str | None:
        return creative_words.mix(record) or None


class CreativeTable(BreakdownTable):
    """Creatives, field by field, the best first."""

    rank = RankColumn("Rank")
    verdict = CreativeVerdictColumn()
    standing = StandingColumn("Ranking")
    like_for_like = LikeForLikeColumn("Like for like %", initial_sort_descending=True)
    chance = ChanceColumn("Likely best %", initial_sort_descending=True)
    loss = LossColumn("Loss if wrong %")
    days_live = DaysLiveColumn("Days live")
    format = FormatColumn("Format")
    app = AppColumn("App")
    tags = TagsColumn("Tags")
    mix = MixColumn("Networks")

    class Meta(BreakdownTable.Meta):
        row_attrs = {"class": lambda record: f"row--{creative_words.badge(record).kind}"}

    usual: tuple[str, ...] = (
        "rank", "verdict", "ipm", "interval", "like_for_like", "chance", "impressions",
        "spend_share", "cpi", "days_live", "format", "tags",
    )  # fmt: skip
    first = ("rank", "verdict")
    name_column = CreativeColumn

    def __init__(self, page: Creatives, *, form: ReportForm, **kwargs: Any) -> None:
        self.page_found = page
        if form.view == "gallery":
            self.rows_per_page = IN_GALLERY
        if len({part.about.app for part in page.named}) > 1:
            self.usual = (*self.usual, "app")
        kwargs = {"order_by": "rank"} | kwargs
        super().__init__(
            page.found,
            name="creatives",
            caption="Creatives and where they stand",
            form=form,
            **kwargs,
        )

    @property
    def on_this_page(self) -> list[CreativePart]:
        """The creatives that the address asks for, in its order."""
        rows = (row.record for row in each_row(self))
        return [record for record in rows if isinstance(record, CreativePart)]
