"""`manage.py naming_rules`: templates that read names of campaigns and creatives."""

import json

from django.core.management.base import BaseCommand, CommandError

from campaigns import formats
from campaigns.management.database import told_in_words
from campaigns.models import App, NamingRule, Network
from campaigns.naming.template import TemplateError
from campaigns.records import naming, naming_preview

LEVELS = NamingRule.Level.values


class Command(BaseCommand):
    """Adds, lists, suggests and takes away rules; what they read is applied before it exits."""

    help = "Read names of campaigns and creatives by templates such as {app}_{format}_{concept*}."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--level", choices=LEVELS, help="names of campaigns or of creatives")
        parser.add_argument("--app", help="only names of this app")
        parser.add_argument("--network", help="only names on this network")
        parser.add_argument("--json", action="store_true", help="print JSON")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--add", metavar="TEMPLATE", help="add a rule behind the others")
        what.add_argument("--list", action="store_true", help="list the rules in use")
        what.add_argument("--suggest", action="store_true", help="propose rules from the names")
        what.add_argument("--remove", type=int, metavar="ID", help="take a rule away")

    @told_in_words()
    def handle(self, *args, **options):
        if options["list"]:
            self._print([_rule(rule) for level in LEVELS for rule in naming.rules(level)], options)
        elif options["remove"] is not None:
            self._remove(options)
        elif not options["level"]:
            raise CommandError("Say of what: --level campaign or --level creative.")
        elif options["suggest"]:
            found = naming_preview.suggested(options["level"])
            self._print([_suggestion(options["level"], one) for one in found], options)
        else:
            self._add(options)

    def _add(self, options: dict) -> None:
        try:
            rule = naming.add_rule(
                options["level"],
                options["add"],
                apps=_named(App, options["app"], "app"),
                networks=_named(Network, options["network"], "network"),
            )
        except TemplateError as error:
            raise CommandError(str(error)) from error
        self._changed(rule, options)

    def _remove(self, options: dict) -> None:
        rule = NamingRule.objects.filter(pk=options["remove"], in_use=True).first()
        if rule is None:
            raise CommandError(f"There is no rule {options['remove']} in use.")
        naming.set_in_use(rule, False)
        self._changed(rule, options)

    def _changed(self, rule: NamingRule, options: dict) -> None:
        """A command leaves nothing to a worker."""
        if not naming.at_once():
            naming.apply_rules()
        self._print([_rule(rule)], options)

    def _print(self, entries: list[dict], options: dict) -> None:
        if options["json"]:
            self.stdout.write(json.dumps({"rules": entries}))
            return
        for one in entries:
            fits = f"fits {formats.count(one['fits'])} of {formats.count(one['names'])} names"
            spend = (
                ""
                if one["share"] is None
                else f", {formats.percent(round(one['share'], 2))} of spend"
            )
            self.stdout.write(f"{one['id'] or '':>4} {one['level']}: {one['template']}")
            self.stdout.write(f"     {fits}{spend}")


def _named(model: type[App] | type[Network], name: str | None, what: str) -> list:
    if not name:
        return []
    found = list(model._default_manager.filter(name__iexact=name))
    if not found:
        raise CommandError(f"There is no {what} {name}.")
    return found


def _rule(rule: NamingRule) -> dict:
    own = naming.staff_words()
    read = naming_preview.preview(rule.level, naming.ready([rule]), own)
    return {
        "id": rule.pk,
        "level": rule.level,
        "template": rule.template,
        "apps": sorted(app.name for app in rule.apps.all()),
        "networks": sorted(network.name for network in rule.networks.all()),
        "fits": len(read.read),
        "names": read.names,
        "share": read.share,
    }


def _suggestion(level: str, one) -> dict:
    return {
        "id": None,
        "level": level,
        "template": one.template.text,
        "apps": [],
        "networks": [],
        "fits": one.fits,
        "names": one.names,
        "share": one.share,
    }
