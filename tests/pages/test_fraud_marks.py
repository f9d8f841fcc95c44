"""Open cases stand beside the IPM that they are about, and rankings can leave such networks out."""

from datetime import timedelta

import pytest

from campaigns.judgement.fraud import cases
from campaigns.models import Case, Network
from tests.judgement.test_fraud import CLEAN, clean, live  # noqa: F401
from tests.make import TODAY, make_app, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db

HIGH = {"installs": lambda place: 160 + place % 7, "retained_d1": 14, "rejected_installs": 2}
PAGES = ("/", "/networks/")


@made_once
def case(clean):  # noqa: F811
    """The network with the highest IPM has an open case."""
    live("Odd", app=clean, **HIGH)
    cases.judge_fraud(TODAY)
    return Case.objects.get()


def shown(page):
    return [row.record.name for row in page.context["table"].rows]


def row_of(page, name):
    text = page.content.decode()
    return text[text.index(f"<b>{name}</b>") :].split("</tr>")[0]


@pytest.mark.parametrize("path", PAGES)
def test_the_mark_leads_to_the_case_and_rankings_can_leave_such_networks_out(
    viewer_client, case, path
):
    whole = viewer_client.get(path)
    row = row_of(whole, "Odd")
    assert "Case open" in row and "case-link" in row
    assert f'href="/fraud/{case.pk}/"' in row
    assert "incentivised or mislabelled" in row
    assert "Case open" not in row_of(whole, "Alpha")
    assert (b"Odd has a case open." in whole.content) == (path == "/networks/")
    left = viewer_client.get(f"{path}?cases=leave_out")
    assert set(shown(whole)) - set(shown(left)) == {"Odd"}
    totals = [list(page.context["table"].rows)[-1].record.counts.installs for page in (whole, left)]
    odd = sum(160 + place % 7 for place in range(28))
    assert totals[0] - totals[1] == odd
    pill = left.context["filters"]["pills"][-1]
    assert (pill["name"], pill["value"], pill["active"]) == ("cases", "Left out", True)


def test_the_overview_names_the_best_ipm_with_its_case_and_offers_to_leave_it_out(
    viewer_client, case
):
    def offered(page):
        others = page.context["filters"]["others"]
        return [other["url"] for other in others if "cases" in other["url"]]

    page = viewer_client.get("/")
    said = page.context["headline"].more[-1]
    assert said.startswith("The highest IPM is Odd’s 16.")
    assert "with a case open (incentivised or mislabelled)" in said
    assert offered(page) == ["?cases=leave_out"]
    Case.objects.update(state="cleared", closed_on=TODAY)
    page = viewer_client.get("/")
    assert not any("case" in s for s in page.context["headline"].more)
    assert offered(page) == []


def test_the_page_of_the_network_says_it_before_the_verdict(viewer_client, case):
    text = viewer_client.get(f"/networks/{case.network_id}/").content.decode()
    assert "Case open: incentivised or mislabelled" in text
    assert text.index(f'href="/fraud/{case.pk}/"') < text.index("like-for-like")


def test_two_cases_are_one_mark_that_leads_to_both(viewer_client, case):
    Case.objects.create(**Case.objects.values().get() | {"id": None, "kind": "copied"})
    row = row_of(viewer_client.get("/"), "Odd")
    assert "2 cases open" in row
    assert f'href="/fraud/?network={case.network_id}"' in row


def test_a_case_in_another_app_is_not_marked_where_only_this_one_is_shown(viewer_client, case):
    other = make_app("Tile Garden", "ios")
    make_day("Odd", TODAY - timedelta(days=4), app=other, impressions=9_000, installs=50)
    assert "Case open" not in row_of(viewer_client.get(f"/?app={other.pk}"), "Odd")


def test_exports_hold_the_mark(viewer_client, case):
    lines = viewer_client.get("/networks/?_export=csv").content.decode("utf-8-sig").splitlines()
    (line,) = [line for line in lines if line.startswith("Odd,")]
    assert "Case open: incentivised or mislabelled" in line


# Left out


def test_the_choice_survives_from_page_to_page_and_beside_other_filters(viewer_client, case):
    asked = "?from=2026-10-27&to=2026-11-23&cases=leave_out"
    for path in ("/", "/networks/", f"/networks/{case.network_id}/", "/fraud/", "/method/"):
        text = viewer_client.get(path + asked).content.decode()
        for address in ("/", "/networks/", "/fraud/"):
            assert f'href="{address}{asked.replace("&", "&amp;")}"' in text, (path, address)
    alpha = Network.objects.get(name="Alpha").pk
    both = viewer_client.get(
        f"/networks/?cases=leave_out&network={alpha}&network={case.network_id}"
    )
    assert shown(both)[:-1] == ["Alpha"]


def test_the_fraud_page_shows_the_case_all_the_same(viewer_client, case):
    page = viewer_client.get("/fraud/?cases=leave_out")
    assert [entry.case for entry in page.context["page"].entries] == [case]


def test_where_all_networks_have_a_case_the_filter_can_be_cleared(viewer_client, case):
    values = Case.objects.values().get() | {"id": None}
    for name in CLEAN:
        Case.objects.create(**values | {"network_id": Network.objects.get(name=name).pk})
    page = viewer_client.get("/?cases=leave_out")
    assert page.context["empty"]["actions"][-1]["label"] == "Clear the filters"
    assert viewer_client.get("/" + page.context["empty"]["actions"][-1]["url"]).status_code == 200


def test_a_choice_that_is_none_is_told(viewer_client, case):
    page = viewer_client.get("/?cases=burn")
    assert "Odd" in shown(page)
    assert any("Open cases" in error for error in page.context["filters"]["errors"])
