"""The same file for another app than before: a slip of whoever says whose it is, or meant so?"""

from collections.abc import Mapping

from django.db.models.functions import Coalesce
from django.utils import timezone

from campaigns import formats
from campaigns.english import listed
from campaigns.importing.codes import Code
from campaigns.importing.lines import Doubt
from campaigns.models import App, CoveredDays


def of_another_app(file_hash: str, apps: Mapping[int, str]) -> list[Doubt]:
    """A doubt where this very file stands imported, and to none of these apps (id -> name)."""
    stands = CoveredDays.objects.filter(batch__file_hash=file_hash, batch__undone=False)
    rows = stands.annotate(of=Coalesce("app__merged_into", "app")).order_by("batch__created_at")
    before = dict(rows.values_list("of", "batch__created_at"))
    if not before or not apps or before.keys() & apps.keys():
        return []
    others = listed(sorted(str(app) for app in App.objects.filter(pk__in=before)))
    day = formats.day(timezone.localdate(max(before.values())), year=True)
    app = listed(sorted(apps.values()))
    return [Doubt.of(Code.OTHER_APP, 0, others=others, day=day, app=app)]
