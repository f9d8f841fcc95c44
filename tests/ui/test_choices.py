"""A list of choices is letter by letter what Django makes of it."""

from django.forms import Select
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import mark_safe


class Disabling(Select):
    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= {"disabled": value == "FR", "hidden": False, "title": f'<"{value}">'}
        return option


def test_a_list_of_choices_is_drawn_as_django_draws_it():
    choices = [("", "–"), (1000, "A & B"), ("Asia", [("IN", 2000), ("LA", mark_safe("L&nbsp;A"))])]
    choices += [("Europe & <all>", [("DE", "<b>Germany</b>"), ("FR", "France")])]
    field = Disabling({"class": "wide", "required": True}, choices)
    ours, theirs = (
        field.render("country", "DE", renderer=renderer)
        for renderer in (get_default_renderer(), DjangoTemplates())
    )
    assert ours == theirs
    assert '<option value="1000" title="&lt;&quot;1000&quot;&gt;">A &amp; B</option>' in ours
    assert ours.count(" selected") == ours.count(" disabled") == 1 and " hidden" not in ours
