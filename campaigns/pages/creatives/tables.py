"""The table of creatives, which the gallery is sorted and turned by too."""

from typing import Any

from django.template.loader import render_to_string

from campaigns import formats
from campaigns.judgement.creatives.ranking import CreativePart, Creatives
from campaigns.metrics import Counts
from campaigns.models.choices import Format
from campaigns.pages.creatives import words as creative_words
from campaigns.ui.breakdown_tables import BreakdownTable, PartColumn, drill
from campaigns.ui.columns import Column, FragmentColumn
from campaigns.ui.report_form import ReportForm

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
    """The place within app and format. It sorts field by field."""

    css = "number"

    def of(self, record: CreativePart) -> int | None:
        return record.place.rank if record.place else None

    def sort_key(self, record: CreativePart) -> tuple[int, int, int]:
        return record.order


class CreativeVerdictColumn(FragmentColumn):
    """The badge and the sentence. It sorts by the chance to be best."""

    css = "mark"
    template = "campaigns/creatives/_creative_verdict.html"

    def __init__(self) -> None:
        super().__init__("Verdict", accessor="keys", default="")

    def sort_key(self, record: CreativePart) -> float | None:
        return record.place.p_best if record.place and record.place.rank else None

    def render(self, record: Any, table: "CreativeTable") -> str:
        if not isinstance(record, CreativePart):
            return ""
        context = {
            "badge": creative_words.badge(record),
            "reason": creative_words.sentence(record, table.page_found),
        }
        return render_to_string(self.template, context)

    def value(self, record: Any, table: "CreativeTable") -> str:
        if not isinstance(record, CreativePart):
            return ""
        word = creative_words.badge(record).word
        return f"{word}: {creative_words.sentence(record, table.page_found)}"


class LikeForLikeColumn(AboutColumn):
    """IPM on the whole format's networks and countries, pulled to the others where it is thin."""

    css = "number"

    def of(self, record: CreativePart) -> float | None:
        rate = record.place.rate if record.place else None
        return None if rate is None else Counts.ipm.scale * rate

    def words(self, found: float) -> str:
        return formats.ratio(Counts.ipm, found)


class ChanceColumn(AboutColumn):
    """The chance to be the best of its app and format, in per cent."""

    css = "number"

    def of(self, record: CreativePart) -> float | None:
        return 100 * record.place.p_best if record.place and record.place.rank else None

    def words(self, found: float) -> str:
        return "< 1" if found < 1 else "> 99" if found > 99 else f"{found:.0f}"


class LossColumn(AboutColumn):
    """What betting on it would cost on average, in IPM."""

    css = "number"

    def of(self, record: CreativePart) -> float | None:
        loss = record.place.loss if record.place else None
        return None if loss is None else Counts.ipm.scale * loss

    def words(self, found: float) -> str:
        return "< 0.01" if found < 0.005 else formats.ratio(Counts.ipm, found)


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
    like_for_like = LikeForLikeColumn("IPM like for like", initial_sort_descending=True)
    chance = ChanceColumn("Likely best %", initial_sort_descending=True)
    loss = LossColumn("Loss if wrong")
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
        rows = (row.record for row in self.paginated_rows)
        return [record for record in rows if isinstance(record, CreativePart)]
