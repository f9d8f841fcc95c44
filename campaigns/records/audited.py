"""What the audit log takes from the models by itself: whatever page, command or admin did it."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from campaigns.models import (
    AlertRule,
    CaseNote,
    Channel,
    ColumnMapping,
    Decision,
    Experiment,
    ImportBatch,
    NamingChange,
    NetworkTarget,
    RowAccess,
    SharedLink,
    ThresholdChange,
    Token,
)
from campaigns.records.audit import What, audit, somebody_acts

RIGHTS = ("username", "email", "password", "is_active", "is_staff", "is_superuser")
"""Fields of a user by which somebody gets in, or further."""
WORDS = {"password": "new password", "email": "new address"}
"""What is said of those whose values are nobody's business."""


def _import(batch: ImportBatch) -> None:
    what = What.UNDO if batch.undoes_id else What.IMPORT
    what = What.MERGE if batch.source == "merge" else what
    rows = "{0.created} rows new, {0.changed} changed, {0.removed} gone"
    audit(what, lambda: f"{batch.file_name}: {rows.format(batch)}"[:500], batch.user)


def _naming(change: NamingChange) -> None:
    what = What.MERGE if change.action == NamingChange.Action.MERGED else What.RULE
    said = " to ".join(filter(None, (change.before, change.after)))
    audit(what, f"Naming, {change.get_action_display().lower()}: {said}", change.by)


def _link(link: SharedLink) -> None:
    audit(What.LINK, f"Made, until {link.expires_at:%Y-%m-%d}: {link}", link.maker)


def _token(token: Token) -> None:
    audit(What.TOKEN, f"Made: {token}, {token.scope}, until {token.expires_at:%Y-%m-%d}")


def _decision(decision: Decision) -> None:
    word = decision.word.replace("_", " ") or "flag answered"
    audit(What.ANSWER, lambda: f"{decision.about}: {word}", decision.user)


def _case(note: CaseNote) -> None:
    if note.user_id:  # else it is what the rules found
        said = note.get_state_display() if note.state else "noted"
        audit(What.ANSWER, lambda: f"Case {note.case}: {said}", note.user)


def _admin(entry: LogEntry) -> None:
    def words() -> str:
        did = entry.get_change_message() or entry.get_action_flag_display()
        return f"{entry.content_type} {entry.object_repr}: {did}"

    audit(What.ADMIN, words, entry.user)


MADE: dict[type[Model], Callable[[Any], None]] = {
    ImportBatch: _import,
    ThresholdChange: lambda change: audit(What.THRESHOLD, str(change), change.user),
    NamingChange: _naming,
    Decision: _decision,
    CaseNote: _case,
    SharedLink: _link,
    Token: _token,
    LogEntry: _admin,
    User: lambda user: audit(What.RIGHTS, f"{user}: account made"),
}
"""What is said of rows that are made; they are never changed, or that is said elsewhere."""
SAVED: dict[type[Model], tuple[What, Callable[[Any], str]]] = {
    AlertRule: (What.RULE, str),
    Channel: (What.RULE, lambda row: f"Channel {row}"),
    ColumnMapping: (What.RULE, lambda row: f"Columns of {row}"),
    NetworkTarget: (What.THRESHOLD, lambda row: f"Target of {row}"),
    Experiment: (What.ANSWER, lambda row: f"Experiment {row}: {row.get_status_display()}"),
}
"""What is said of rows that are made or changed."""
GONE: dict[type[Model], tuple[What, Callable[[Any], str]]] = {
    **SAVED,
    Token: (What.TOKEN, str),
    SharedLink: (What.LINK, str),
    User: (What.RIGHTS, lambda user: f"{user}: account"),
    RowAccess: (What.RIGHTS, lambda row: f"{row.user or row.group}: limit to some rows"),
}
"""What is said of rows that are deleted."""
HANDED = {
    User.groups.through: "role",
    User.user_permissions.through: "permission",
    Group.permissions.through: "permission",
    RowAccess.apps.through: "app",
    RowAccess.networks.through: "network",
}
"""Tables that give people rights or take them."""


def connect() -> None:
    """Have the log written; called once at the start."""
    for model in MADE.keys() | SAVED.keys():
        post_save.connect(_saved, sender=model, dispatch_uid="audit")
    for model in GONE:
        post_delete.connect(_gone, sender=model, dispatch_uid="audit")
    for table in HANDED:
        m2m_changed.connect(_handed, sender=table, dispatch_uid="audit")
    pre_save.connect(_user, sender=User, dispatch_uid="audit")


def _saved(sender: type[Model], instance: Any, created: bool, raw: bool, **_: Any) -> None:
    if raw:
        return
    if created and sender in MADE:
        MADE[sender](instance)
    if sender in SAVED:
        what, words = SAVED[sender]
        audit(what, lambda: f"{words(instance)}: {'made' if created else 'changed'}")


def _gone(sender: type[Model], instance: Any, **_: Any) -> None:
    what, words = GONE[sender]
    audit(what, f"{words(instance)}: deleted")


def _handed(sender: Any, instance: Any, action: str, **more: Any) -> None:
    """Roles are handed their permissions after every migration: that is no act of anybody."""
    did = {"post_add": "given", "post_remove": "taken", "post_clear": "all taken"}.get(action)
    if not did or (sender is Group.permissions.through and not somebody_acts()):
        return

    def words() -> str:
        found = more["model"]._base_manager.filter(pk__in=more["pk_set"] or ())
        return f"{instance}: {HANDED[sender]} {', '.join(map(str, found))} {did}"

    audit(What.RIGHTS, words)


def _user(sender: type[User], instance: User, raw: bool, update_fields: Any, **_: Any) -> None:
    if raw or not instance.pk or update_fields == frozenset({"last_login"}):
        return
    before = User.objects.filter(pk=instance.pk).values(*RIGHTS).first()
    new = [name for name in RIGHTS if before and before[name] != getattr(instance, name)]
    said = [WORDS.get(name, f"{name} {getattr(instance, name)}") for name in new]
    if before and said:
        audit(What.RIGHTS, f"{before['username']}: {', '.join(said)}")
