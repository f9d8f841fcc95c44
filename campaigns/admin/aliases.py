"""The names by which reports call a network, and moving them from one network to another."""

from django import forms
from django.contrib import messages
from django.utils.html import format_html, format_html_join

from campaigns.admin.undoing import undo_link
from campaigns.importing.undoing.aliases import imports_of, move_aliases, owner_of
from campaigns.models import Network, plain_name

SHOWN = 5


class NetworkForm(forms.ModelForm):
    """A name in a report means one network; an alias of another one can be moved here."""

    move = forms.BooleanField(
        label="move names from other networks",
        required=False,
        help_text="A name that another network is called by is taken from there. Counts that came "
        "under it stay where they are: the next page says which imports may have brought them.",
    )

    def clean_aliases(self) -> str:
        lines = (line.strip() for line in self.cleaned_data["aliases"].splitlines())
        return "\n".join(dict.fromkeys(line for line in lines if line))

    def clean(self) -> dict:
        """A name in a report must mean one network."""
        asked = super().clean() or self.cleaned_data
        others = Network.objects.exclude(pk=self.instance.pk)
        meant = {name: other for other in others for name in other.known_as()}
        if other := meant.get(plain_name(asked.get("name", ""))):
            self.add_error("name", f"“{asked['name']}” already means the network {other}.")
        self.moving, stays = [], []
        for line in asked.get("aliases", "").splitlines():
            other = owner_of(line, self.instance.pk)
            if other and asked.get("move"):
                self.moving.append(line)
            else:
                stays.append(line)
                self._refuse(line, meant.get(plain_name(line)), other)
        if "aliases" in asked:
            asked["aliases"] = "\n".join(stays)
        return asked

    def _refuse(self, line: str, other: Network | None, owner: Network | None) -> None:
        if found := other or owner:
            hint = " Tick “Move names from other networks” to move it here." if owner else ""
            self.add_error("aliases", f"“{line}” already means the network {found}.{hint}")


def moved(request, names: list[str], to: Network) -> None:
    """Move names to a network, and say what they may have brought to where they were."""
    before = {owner.pk for name in names if (owner := owner_of(name, to.pk))}
    batch = move_aliases(names, to, request.user)
    said = format_html("{}. It can be {}.", batch.file_name, undo_link(batch, "undone"))
    messages.success(request, said)
    imports = imports_of(before)
    if not imports:
        messages.info(request, "No import has brought counts there, so none have to move.")
        return
    links = format_html_join(", ", "{}", ((undo_link(one, str(one)),) for one in imports[:SHOWN]))
    number = "1 import" if len(imports) == 1 else f"{len(imports)} imports"
    messages.warning(
        request,
        format_html(
            "Counts that came under this name stay where they were. {} brought counts there: take "
            "back those whose file has the name, and import them again. The newest: {}.",
            number,
            links,
        ),
    )
