"""Roles are groups: what each may do is handed out after every migration."""

from collections.abc import Collection, Mapping

from django.contrib.auth.models import Group, Permission


def give(roles: Mapping[str, Collection[str]]) -> None:
    """Make each role a group that has exactly these permissions, which exist by now."""
    for role, names in roles.items():
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set(_named(names))


def _named(names: Collection[str]) -> list[int]:
    """Raises ValueError for a name that no permission has."""
    wanted = set(names)
    rooms = {name.partition(".")[0] for name in wanted}
    rows = Permission.objects.filter(content_type__app_label__in=rooms)
    found = {
        f"{app}.{code}": pk
        for pk, app, code in rows.values_list("pk", "content_type__app_label", "codename")
    }
    if unknown := wanted - found.keys():
        raise ValueError(f"There is no permission {', '.join(sorted(unknown))}.")
    return [found[name] for name in wanted]
