"""What is known of creatives beside sums of counts, and the files that show them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from campaigns.models import App, Creative, CreativeDay
from campaigns.models.assets import AssetFile
from campaigns.models.choices import NOT_STATED
from campaigns.models.gathering import Small, gathered
from campaigns.periods import Period
from campaigns.reports.lists import named_formats

FILES = ("asset", "poster")
COLUMNS = (
    *("pk", "name", "app", "app__name", "app__platform", "format", "tags", "preview_url"),
    *FILES,
)
"""Of a creative, what `About` is made of."""
LIFE = Min("day"), Max("day"), Count("day", distinct=True)
WEB = ("https://", "http://")


@dataclass(frozen=True)
class Preview:
    """How a creative can be shown: `kind` is picture, film, playable, or "" without a file.

    `picture_url` is what stands for it in small: the picture itself, or the poster.
    """

    kind: str = ""
    url: str = ""
    picture_url: str = ""
    elsewhere: str = ""
    """An address outside, which is only ever a link."""


@dataclass(frozen=True)
class About:
    """A creative: what it is called, what it is, where it belongs."""

    pk: int
    name: str
    app: int
    app_name: str
    app_label: str
    format: str
    tags: tuple[str, ...]
    preview: Preview
    from_name: bool = False

    @property
    def stated(self) -> bool:
        """Whether it is a creative at all, and not counts that name none."""
        return self.name != NOT_STATED


def about(pks: Iterable[int]) -> dict[int, About]:
    """What is known of some creatives, also of those that only the past has, in one query."""
    return _about(_known(Creative.everything.filter(pk__in=set(pks))))


def about_and_life(
    pks: Iterable[int], of: int, until: date
) -> tuple[dict[int, About], "Life | None"]:
    """The same, and the life of one creative up to a day. One query."""
    rows = Creative.everything.filter(pk__in=set(pks))
    asked: dict[str, Small] = {"about": (rows, COLUMNS), "lives": (_lives((of,), until), ())}
    found = gathered(asked)
    for _, first, last, days in found["lives"]:
        life = Life(date.fromisoformat(first), date.fromisoformat(last), days)
        return _about(found["about"]), life
    return _about(found["about"]), None


def about_one(pk: int) -> About:
    """What is known of one creative. Raises Http404."""
    found = _about(_known(Creative.objects.filter(pk=pk)))
    if not found:
        raise Http404("There is no such creative.")
    return found[pk]


def _known(creatives: QuerySet[Creative]) -> Sequence[Sequence[Any]]:
    return list(creatives.order_by().values_list(*COLUMNS))


def _about(rows: Sequence[Sequence[Any]]) -> dict[int, About]:
    silent = [pk for pk, _, _, _, _, form, *_ in rows if not form]
    said = named_formats(silent) if silent else {}
    labels: dict[int, str] = {}
    found = {}
    for pk, name, app, app_name, platform, form, tags, elsewhere, asset, poster in rows:
        if app not in labels:
            labels[app] = str(App(name=app_name, platform=platform))
        found[pk] = About(
            pk=pk,
            name=name,
            app=app,
            app_name=app_name,
            app_label=labels[app],
            format=form or said.get(pk, ""),
            from_name=not form and pk in said,
            tags=tuple(filter(None, (tag.strip() for tag in tags.split(",")))) if tags else (),
            preview=_preview(pk, asset, poster, elsewhere),
        )
    return found


def _preview(pk: int, asset: str, poster: str, elsewhere: str) -> Preview:
    elsewhere = elsewhere if elsewhere.startswith(WEB) else ""
    if not asset and not poster:
        return Preview(elsewhere=elsewhere)
    files = Creative(pk=pk, asset=asset, poster=poster)
    small = files.asset if files.asset.kind == "picture" else files.poster
    return Preview(
        kind=files.asset.kind,
        url=files.asset.url if files.asset.kind else "",
        picture_url=small.url if small else "",
        elsewhere=elsewhere,
    )


@dataclass(frozen=True)
class Life:
    """The first and last day with impressions, and on how many days there were any."""

    first: date
    last: date
    days: int


def lives(creatives: Iterable[int], until: date, since: date | None = None) -> dict[int, Life]:
    """The life of each creative up to a day, and `since` another, whatever a page filters; none
    without impressions."""
    rows = _lives(creatives, until)
    rows = rows.filter(day__gte=since) if since else rows
    return {pk: Life(first, last, days) for pk, first, last, days in rows}


def lives_in(days: Period) -> list[tuple[int, int, Life, int]]:
    """Every creative that had impressions in a period, its app, its life in it, and how many rows
    of a campaign's day tell of them."""
    rows = CreativeDay.objects.filter(impressions__gt=0, day__range=(days.first, days.last))
    found = rows.order_by().values_list("creative", "creative__app").annotate(*LIFE, Count("pk"))
    return [(pk, app, Life(*life), n) for pk, app, *life, n in found]


def _lives(creatives: Iterable[int], until: date) -> QuerySet:
    rows = CreativeDay.objects.filter(
        creative__in=set(creatives), impressions__gt=0, day__lte=until
    )
    return rows.order_by().values_list("creative").annotate(*LIFE)


class Lives:
    """The lives of some creatives up to a day, of which some are `known`: asked of those that
    somebody looks at, then of all others at once; `find` is as `lives`."""

    def __init__(
        self,
        creatives: Iterable[int],
        until: date,
        known: Mapping[int, Life],
        find: Callable[[Iterable[int], date], dict[int, Life]] = lives,
    ) -> None:
        self._find = find
        self._found: dict[int, Life | None] = {**known}
        self._creatives = creatives
        self._until = until

    def ask(self, creatives: Iterable[int]) -> None:
        """Ask for those of these that are not known. One query, where there are any."""
        if new := set(creatives) - self._found.keys():
            self._found |= dict.fromkeys(new) | self._find(new, self._until)

    def of(self, pk: int) -> Life | None:
        """The life of one."""
        if pk not in self._found:
            self.ask(self._creatives)
        return self._found[pk]


def stored(pk: int, name: str) -> AssetFile:
    """A file of a creative, opened. Raises Http404 where there is none, or none any more."""
    file = getattr(get_object_or_404(Creative, pk=pk), name)
    if not file or not file.type:
        raise Http404("There is no such file.")
    try:
        file.open("rb")
    except FileNotFoundError as gone:
        raise Http404("The file is not where files are kept any more.") from gone
    return file


def names_of(creatives: QuerySet[Creative]) -> list[str]:
    """The stored names of all files of some creatives."""
    return [name for names in creatives.values_list(*FILES) for name in names if name]


def discard(names: Iterable[str]) -> None:
    """Delete stored files once the change that made them needless is certain."""
    kept = tuple(names)

    def delete() -> None:
        for name in kept:
            default_storage.delete(name)

    transaction.on_commit(delete)
