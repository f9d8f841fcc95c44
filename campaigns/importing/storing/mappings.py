"""What people said that columns mean, kept for the next file with the same header."""

from collections.abc import Sequence

from django.contrib.auth.models import User

from campaigns.importing.tables.meanings import Said, fingerprint
from campaigns.models import ColumnMapping


def remembered() -> dict[str, Said]:
    """All that is kept, by the fingerprint of its header."""
    return dict(ColumnMapping.objects.values_list("fingerprint", "choices"))


def remember(names: Sequence[str], said: Said, user: User | None) -> None:
    """Keep what was said of a header's columns, with what was said of it before."""
    mark = fingerprint(names)
    kept, _ = ColumnMapping.objects.get_or_create(fingerprint=mark, defaults={"names": names})
    kept.choices |= dict(said)
    kept.user = user
    kept.save()
