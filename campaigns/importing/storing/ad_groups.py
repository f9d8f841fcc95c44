"""Ad groups that a file states: of which campaign and creative, and which import said so."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from campaigns.models import AdGroup, ImportBatch

Stated = tuple[int, int, str, str]
"""A campaign, a creative, and the name and id of an ad group, one of which may be ""."""
CHUNK = 500
BETWEEN = 100
"""Of so many imports between the first and the last is known that they stated an ad group."""


def noted(
    rows: Iterable[tuple], names: Iterable, ids: Iterable, found: set[Stated]
) -> Iterator[tuple]:
    """Rows that begin with a campaign, a day and a creative, as they come; what their ad groups
    are is put into `found`."""
    for row, name, external_id in zip(rows, names, ids, strict=False):
        if name or external_id:
            found.add((row[0], row[2], name, external_id))
        yield row


def keep_ad_groups(stated: Collection[Stated], ids: Mapping[int, int], batch: ImportBatch) -> None:
    """Store what a batch stated, in its transaction; planned names have their `ids` now."""
    wanted: set[Stated] = {
        (ids.get(one, one), ids.get(other, other), name, external_id)
        for one, other, name, external_id in stated
    }
    campaigns = sorted({campaign for campaign, *_ in wanted})
    known: dict[Stated, AdGroup] = {}
    for start in range(0, len(campaigns), CHUNK):
        rows = AdGroup.objects.filter(campaign__in=campaigns[start : start + CHUNK])
        for row in rows:
            known[row.campaign_id, row.creative_id, row.name, row.external_id] = row
    new = [
        AdGroup(
            campaign_id=campaign,
            creative_id=creative,
            name=name,
            external_id=external_id,
            first=batch,
            last=batch,
        )
        for campaign, creative, name, external_id in sorted(wanted - known.keys())
    ]
    AdGroup.objects.bulk_create(new, batch_size=CHUNK, ignore_conflicts=True)
    again = [known[key] for key in wanted & known.keys()]
    for row in again:
        if row.last_id not in (row.first_id, batch.pk):
            row.between = [*row.between, row.last_id][-BETWEEN:]
        row.last = batch
    AdGroup.objects.bulk_update(again, ["last", "between"], batch_size=CHUNK)
