"""What a column means may be said by hand, and is remembered for the next file like it."""

import json

import pytest

from campaigns.importing.heads import in_words
from campaigns.importing.readers import READERS
from campaigns.models import ColumnMapping, DailyCount
from tests.importing.test_cases import CASES, points
from tests.importing.test_import import everything, run
from tests.importing.test_readers import read_text

pytestmark = pytest.mark.django_db

FOREIGN = "Tarih,Mecra,Gösterim,Kurulum\n2026-11-20,Fernway Ads,50000,160\n"
SAID = ("--map", "Tarih=day", "--map", "Mecra=network", "--map", "Gösterim=impressions")
SAID += ("--map", "Kurulum=installs")
UNREAD = "day,network,impressions,total installs\n2026-11-20,Fernway Ads,50000,160\n"


def stored():
    return [
        (row.campaign.network.name, row.impressions, row.installs)
        for row in DailyCount.objects.select_related("campaign__network")
    ]


def test_a_table_in_any_language_goes_in_once_its_columns_are_named(write):
    code, answer = run(write(FOREIGN))
    assert code == 1 and "--map COLUMN=MEANING" in answer["errors"][0]["message"]
    assert run(write(FOREIGN), *SAID)[0] == 0
    assert stored() == [("Fernway Ads", 50_000, 160)]


def test_the_next_file_with_the_same_columns_asks_nothing(write):
    run(write(FOREIGN), *SAID)
    later = "Kurulum;Tarih;Mecra;Gösterim\n170;2026-11-21;Fernway Ads;51000\n"
    assert run(write(later))[0] == 0
    assert ("Fernway Ads", 51_000, 170) in stored()


def test_a_column_more_is_another_header_and_asks_again(write):
    run(write(FOREIGN), *SAID)
    assert run(write(FOREIGN.replace("Mecra,", "Mecra,Ülke,").replace("Ads,", "Ads,TR,")))[0] == 1


def test_a_dry_run_or_a_refused_file_remembers_nothing(write):
    run(write(FOREIGN), *SAID, "--dry-run")
    run(write(FOREIGN.replace("160", "l60")), *SAID)
    assert not ColumnMapping.objects.exists()


def test_installs_that_were_not_read_are_read_when_their_column_is_named(write):
    assert points(run(write(UNREAD))[1]) == ["installs_untaken"]
    code, answer = run(write(UNREAD), "--map", "total installs=installs")
    assert (code, answer["totals"]["installs"], answer["confirm"]) == (0, 160, [])


def test_installs_that_are_left_out_by_name_need_no_confirmation(write):
    code, answer = run(write(UNREAD), "--map", "total installs=leave_out")
    assert (code, answer["totals"]["installs"]) == (0, None)


def test_one_of_several_attribution_windows_is_chosen():
    path = str(CASES / "attribution_windows_only.csv")
    code, answer = run(
        path,
        *("--map", "Mobile app installs [7-day click]=installs"),
        *("--map", "Mobile app installs [1-day view]=leave_out"),
    )
    assert (code, answer["source"], answer["totals"]["installs"]) == (0, "meta", 150)


def test_results_of_meta_are_installs_where_somebody_says_so(write):
    text = (
        "Reporting starts,Reporting ends,Campaign name,Impressions,Results\n"
        "2026-11-20,2026-11-20,Broad,1000,7\n"
    )
    assert points(run(write(text))[1]) == ["installs_untaken"]
    assert run(write(text), "--map", "Results=installs")[1]["totals"]["installs"] == 7


def test_of_tiktoks_columns_of_installs_another_is_taken_by_name(write):
    text = (
        "By Day,Campaign name,Impression,Clicks (destination),App installs,Real-time app installs\n"
        "2026-11-20,Broad,1000,30,5,8\n"
    )
    assert run(write(text))[1]["totals"]["installs"] == 5
    chosen = ("--map", "Real-time app installs=installs", "--map", "App installs=leave_out")
    assert run(write(text), *chosen)[1]["totals"]["installs"] == 8


def test_a_guess_gives_way_to_what_is_said(write):
    text = "day,network,campaign,impressions,installs,Platform\n2026-11-20,A,C,1000,5,Meta\n"
    assert run(write(text), "--map", "Platform=leave_out")[0] == 0
    assert stored() == [("A", 1000, 5)]


@pytest.mark.parametrize(
    "said, answer",
    [
        (["Nope=installs"], "There is no column 'Nope'. The header reads: day, network"),
        (["network=telepathy"], "'telepathy' is no meaning of a column: day, app"),
        (["impressions=installs", "total installs=installs"], "Two columns have one meaning"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(write, said, answer):
    before = everything()
    options = [word for one in said for word in ("--map", one)]
    code, told = run(write(UNREAD), *options)
    message = told["errors"][0]["message"]
    assert code == 1 and message.startswith(answer)
    names = message.rpartition(": ")[2].split(", ")
    assert len(set(names)) == len(names)
    assert everything() == before


def test_two_columns_of_one_name_are_told_apart_by_their_place(write):
    text = "day,network,impressions,installs,installs\n2026-11-20,A,1000,5,9\n"
    assert run(write(text))[0] == 1
    chosen = ("--map", "installs (2)=installs", "--map", "installs=leave_out")
    assert run(write(text), *chosen)[1]["totals"]["installs"] == 9


def test_the_head_says_what_each_choice_would_make_of_ipm():
    head = read_text(UNREAD).head
    assert head.names == ("day", "network", "impressions", "total installs")
    assert head.means == ("day", "network", "impressions", "")
    assert (head.open, head.would_be) == ({3}, {3: (160, 50_000)})


def test_the_only_column_of_days_is_offered_as_the_day():
    head = read_text(UNREAD.replace("day,", "Дата,")).head
    assert (head.means[0], head.open) == ("day", {0, 3})


def test_skan_rows_stay_beside_whatever_is_said_of_the_installs(write):
    text = (
        "day,network,campaign,platform,impressions,my installs,skan_installs\n"
        "2026-11-20,A,C,ios,1000,5,3\n"
    )
    assert run(write(text), "--map", "my installs=installs", platform="ios")[0] == 0
    assert set(DailyCount.objects.values_list("reported_by", "installs")) == {
        ("network", 5),
        ("skan", 3),
    }


def test_every_meaning_has_words_without_marks_of_code():
    for reader in READERS:
        for field in reader.line.__dataclass_fields__:
            assert "_" not in in_words(field)


def test_a_mapping_is_listed_corrected_and_taken_along_in_the_admin(write, staff_client):
    run(write(UNREAD), "--map", "total installs=installs")
    mapping = ColumnMapping.objects.get()
    url = f"/admin/campaigns/columnmapping/{mapping.pk}/change/"
    assert (
        "total installs: Installs"
        in staff_client.get("/admin/campaigns/columnmapping/").content.decode()
    )
    page = staff_client.get(url).content.decode()
    assert "total installs" in page and "As recognised" in page
    staff_client.post(url, {"column_3": "leave_out"})
    mapping.refresh_from_db()
    assert mapping.choices == {"total installs": "leave_out"}
    assert run(write(UNREAD))[1]["totals"]["installs"] is None
    asked = {"action": "as_json", "_selected_action": [mapping.pk]}
    told = staff_client.post("/admin/campaigns/columnmapping/", asked)
    assert json.loads(told.content) == [
        {
            "columns": ["day", "network", "impressions", "total installs"],
            "meanings": {"total installs": "leave_out"},
        }
    ]


def test_the_admin_takes_no_meaning_twice(write, staff_client):
    run(write(UNREAD), "--map", "total installs=installs")
    mapping = ColumnMapping.objects.get()
    url = f"/admin/campaigns/columnmapping/{mapping.pk}/change/"
    answer = staff_client.post(url, {"column_2": "installs", "column_3": "installs"})
    assert "Two columns have one meaning: Installs." in answer.content.decode()
