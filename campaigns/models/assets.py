"""The files that show a creative: whatever saves them, they are told and named by their content."""

from pathlib import PurePath
from secrets import token_hex
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.files import FieldFile
from django.urls import reverse

from campaigns.filetypes import KINDS, FileType, NotAccepted, known_suffix, sniff
from campaigns.filetypes.looks import look_of

FOLDER = "creatives"
PAGE_NAMES = (".html", ".htm")


class AssetFile(FieldFile):
    """A stored file. Its address is a view that asks for a login; storage itself serves nothing."""

    @property
    def url(self) -> str:
        """The address; another file has another one, so that no browser shows the old."""
        self._require_file()
        address = reverse(self.field.name, args=[self.instance.pk])
        return f"{address}?v={PurePath(self.name).stem[:8]}"

    @property
    def type(self) -> FileType | None:
        """What it is, by the suffix that it was given when its content was read."""
        return known_suffix(PurePath(self.name or "").suffix.removeprefix("."))

    @property
    def kind(self) -> str:
        """picture, film, playable, or "" without a file."""
        return self.type.kind if self.type else ""


class AssetField(models.FileField):
    """A file of the kinds that are accepted. The name it comes with decides nothing: it is stored
    under random letters and the suffix of what it is."""

    attr_class = AssetFile

    def __init__(
        self, verbose_name: str | None = None, *, accepts: tuple[str, ...] = (), **kwargs: Any
    ) -> None:
        self.accepts = tuple(accepts) or tuple(KINDS)
        super().__init__(verbose_name, **{"upload_to": FOLDER, "blank": True} | kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"accepts": self.accepts}

    def formfield(self, **kwargs: Any):
        return super().formfield(**{"max_length": None} | kwargs)

    def validate(self, value: AssetFile, model_instance: models.Model) -> None:
        """Refuse what cannot be shown. A page must also be called one: a picture that turns out to
        be a page is a mistake or worse."""
        super().validate(value, model_instance)
        if not value or value._committed:
            return
        found = self._sniff(value)
        if found.kind == "playable" and not value.name.lower().endswith(PAGE_NAMES):
            raise ValidationError(
                f"“{PurePath(value.name).name}” holds an HTML page. If it is a playable, give it a "
                "name that ends in .html."
            )

    def pre_save(self, model_instance: models.Model, add: bool) -> AssetFile:
        value = getattr(model_instance, self.attname)
        if value and not value._committed:
            value.name = f"{token_hex(16)}.{self._sniff(value).suffix}"
        return super().pre_save(model_instance, add)

    def _sniff(self, value: AssetFile) -> FileType:
        try:
            return sniff(value.file, value.size, self.accepts)
        except NotAccepted as refused:
            raise ValidationError(str(refused)) from refused


class LookField(models.CharField):
    """What the picture of a creative looks like, told from the file whenever it is saved."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"max_length": 16, "blank": True, "editable": False})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        found = ""
        for name in ("asset", "poster"):
            file: AssetFile = getattr(model_instance, name)
            if not found and file.kind == "picture":
                found = _look(file)
        setattr(model_instance, self.attname, found)
        return found


def _look(file: AssetFile) -> str:
    opened = file.closed
    try:
        file.open("rb")
    except FileNotFoundError:
        return ""
    try:
        return look_of(file.file)
    finally:
        file.close() if opened else file.seek(0)
