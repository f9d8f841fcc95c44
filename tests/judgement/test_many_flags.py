"""A headline of many flags names the first networks and counts the others."""

from datetime import date
from types import SimpleNamespace

from campaigns.judgement import headline
from campaigns.judgement.networks import words


def flagged(number):
    verdict = SimpleNamespace(
        verdict="act", shown_ratio=0.5 + number / 100, app="Tile Garden", reason="", low_since=None
    )
    return SimpleNamespace(name=f"N{number}", flag=SimpleNamespace(verdict=verdict))


def said(number):
    page = SimpleNamespace(parts=[flagged(i) for i in range(number)], cut=())
    return headline._flagged(page)


def test_many_flagged_networks_are_counted_and_few_are_named():
    begin = "N0 is 50 % below like-for-like networks in Tile Garden; "
    assert said(4).replace("\N{NO-BREAK SPACE}", " ") == f"{begin}N1, N2 and N3 need a look too."
    assert said(30).replace("\N{NO-BREAK SPACE}", " ") == (
        f"{begin}N1, N2 and 27 more networks need a look too."
    )


def test_a_network_that_is_low_in_many_apps_tells_the_worst_of_them():
    flags = [
        SimpleNamespace(
            verdict=SimpleNamespace(
                verdict="act", shown_ratio=0.6 + place / 10, reason="", flagged=date(2026, 11, 12),
                low_since=date(2026, 11, 6 + place), app=SimpleNamespace(name="Tile Garden"),
            )
        )
        for place in range(4)
    ]  # fmt: skip
    assert words.reason(flags).replace("\N{NO-BREAK SPACE}", " ") == (
        "4 apps, worst 40 % below since 6 Nov, flagged 12 Nov"
    )
