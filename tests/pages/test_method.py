"""The method page is rendered from the constants that the code uses."""

import re
from html import unescape

import pytest
from django.template.loader import get_template, render_to_string
from django.utils.html import strip_tags

from campaigns.judgement import thresholds
from campaigns.metrics import RATIOS, Counts
from campaigns.pages.method import content as method


def text(values) -> str:
    context = method.words(values)
    page = " ".join(render_to_string(part.template, context) for part in method.PARTS)
    return " ".join(unescape(strip_tags(page)).split())


def defaults() -> dict[str, float]:
    return {name: d.default for name, d in thresholds.DEFINITIONS.items()}


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (Counts.ipm, "1,000 × installs ÷ impressions"),
        (Counts.ctr, "100 × clicks ÷ impressions"),
        (Counts.cvr, "100 × installs after a click ÷ clicks"),
        (Counts.cpi, "spend ÷ installs"),
        (Counts.retention_d1, "100 × users back on day 1 ÷ installs"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_a_formula_is_that_of_the_definition(ratio, words):
    assert method.formula(ratio) == words


def test_every_ratio_says_its_unit_and_which_way_is_good():
    assert method.unit(Counts.ipm) == "per mille"
    assert method.unit(Counts.cpi) == "USD"
    assert [method.good(ratio) for ratio in RATIOS].count("down") == 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("act_ratio", 0.81, "a best guess of at most 0.81"),
        ("days_off", 21, "after 21 days in a row"),
        ("known_formats", 0.7, "under 70 % of its impressions"),
        ("keep_chance", 0.33, "a chance of at most 0.33"),
        ("lead_p", 0.91, "a chance of 91 % or more"),
        ("min_impressions", 5000, "5,000 impressions"),
    ],
)
def test_the_text_follows_a_changed_threshold(name, value, words):
    assert words not in text(defaults())
    assert words in text(defaults() | {name: value})


def test_every_threshold_stands_in_the_table():
    rows = method.rows(defaults() | {"known_formats": 0.7})
    assert [row[0] for row in rows] == list(thresholds.DEFINITIONS)
    by_name = {row[0]: row for row in rows}
    assert by_name["known_formats"][1:3] == ("0.7", "0.8")
    assert by_name["known_formats"][5] and not by_name["days_on"][5]
    assert by_name["act_chance"][4] == "Nobody: calibrated"


def test_the_page_links_every_part(viewer_client):
    page = viewer_client.get("/method/").content.decode()
    for part in method.PARTS:
        assert f'href="#{part.key}"' in page
        assert f'id="{part.key}"' in page


def test_fatigue_is_told_with_the_thresholds_in_force():
    assert "at least 20 % down against the others" in text(defaults())
    assert "at least 45 % down against the others" in text(defaults() | {"fatigue_drop": 0.45})


def test_the_text_names_every_constant_and_none_that_is_missing():
    templates = [get_template(part.template).template.source for part in method.PARTS]
    named = {found for one in templates for found in re.findall(r"{{ ([vc])\.(\w+)", one)}
    assert {name for kind, name in named if kind == "c"} == set(method.CONSTANTS)
    assert {name for kind, name in named if kind == "v"} <= set(thresholds.DEFINITIONS)


def test_the_thresholds_stand_behind_a_fold(viewer_client):
    page = viewer_client.get("/method/").content.decode()
    fold = page[page.index('class="method__fold"') :]
    assert f"Show all {len(thresholds.DEFINITIONS)} thresholds" in fold
    assert fold.index("</details>") > fold.index("</table>")
