"""Files go when what they belong to goes, or gets others."""

from django.db.models import QuerySet

from campaigns.models import Creative
from campaigns.records.creative_files import FILES, discard, names_of


class WithFiles:
    """For an admin of creatives, or of what creatives hang on by `creatives_path`."""

    creatives_path = "pk"

    def _files(self, objs: QuerySet | list) -> list[str]:
        pks = [obj.pk for obj in objs]
        return names_of(Creative.objects.filter(**{f"{self.creatives_path}__in": pks}))

    def save_model(self, request, obj, form, change) -> None:
        old = [form.initial.get(name) for name in FILES if name in form.changed_data]
        super().save_model(request, obj, form, change)
        discard(file.name for file in old if file)

    def delete_queryset(self, request, queryset) -> None:
        """What is only hidden can come back, and keeps its files."""
        files = self._files(queryset)
        super().delete_queryset(request, queryset)
        discard(set(files) - set(names_of(Creative.everything.all())))
