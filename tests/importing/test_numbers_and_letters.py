"""Numbers and letters as people write them: read, or asked about, never another number or name."""

from decimal import Decimal

import pytest

from campaigns.importing.cells.text import tidy
from campaigns.models import Campaign, DailyCount
from tests.importing.test_import import everything, run

pytestmark = pytest.mark.django_db

HEADER = "day,network,campaign,impressions,clicks,installs,spend\n"


def one():
    return DailyCount.objects.get()


def test_forty_lines_may_tell_of_the_report_before_its_header(write):
    titles = "".join(f"Filter {number},Country is {number}\n" for number in range(40))
    code, answer = run(write(titles + HEADER + "2026-11-20,Lumio Ads,C,1000,30,5,2.50\n"))
    assert (code, answer["totals"]["installs"]) == (0, 5)


@pytest.mark.parametrize("day", ["20.11.2026", "20.11.2026 07:00", "2026.11.20"])
def test_days_with_dots_are_day_first_or_year_first(write, day):
    assert run(write(HEADER + f"{day},Lumio Ads,C,1000,30,5,2.50\n"))[0] == 0
    assert f"{one().day}" == "2026-11-20"


@pytest.mark.parametrize("day", ["03.04.2026", "04.03.2026"])
def test_a_day_with_dots_that_could_be_either_is_day_first(write, day):
    assert run(write(HEADER + f"{day},Lumio Ads,C,1000,30,5,2.50\n"))[0] == 0
    assert one().day.strftime("%d.%m.%Y") == day


@pytest.mark.parametrize(
    "impressions, clicks, installs",
    [
        ("12.345", "1.200", "11.234"),
        ('"12,345"', '"1,200"', '"11,234"'),
        ("12 345", "1 200", "11 234"),
    ],
)
def test_counts_are_whole_however_they_are_grouped(write, impressions, clicks, installs):
    line = f"2026-11-20,Lumio Ads,C,{impressions},{clicks},{installs},2\n"
    assert run(write(HEADER + line))[0] == 0
    assert (one().impressions, one().clicks, one().installs) == (12_345, 1_200, 11_234)


@pytest.mark.parametrize("currency", ["JPY", "KRW", "VND", "CLP"])
@pytest.mark.parametrize("spend", ['"61,250"', "61.250", "61250"])
def test_money_without_a_smaller_unit_has_no_decimals(write, currency, spend):
    text = (
        HEADER.replace("\n", ",currency\n")
        + f"2026-11-20,L,C,900000,9000,5000,{spend},{currency}\n"
    )
    assert run(write(text), "--rate", "1")[0] == 0
    assert one().spend == 61_250


@pytest.mark.parametrize("spend", ["(12.50)", "-12.50", "−12.50", "($12.50)", "-$12.50"])
def test_a_credit_lowers_the_spend_and_is_warned_of(write, spend):
    text = HEADER + f"2026-11-20,L,C,1000,30,5,40.00\n2026-11-21,L,C,1000,30,5,{spend}\n"
    code, answer = run(write(text))
    assert (code, answer["totals"]["spend"]) == (0, 27.5)
    assert any("taken as a credit" in warning for warning in answer["warnings"])
    assert DailyCount.objects.get(day="2026-11-21").spend == Decimal("-12.50")


@pytest.mark.parametrize("place", range(3), ids=["impressions", "clicks", "installs"])
@pytest.mark.parametrize("count", ["(5)", "-5", "−5"])
def test_a_count_below_zero_is_refused_by_its_line(write, place, count):
    counts = ["1000", "30", "5"]
    counts[place] = count
    before = everything()
    code, answer = run(write(HEADER + f"2026-11-20,L,C,{','.join(counts)},2.50\n"))
    assert (code, answer["errors"][0]["line"]) == (1, 2)
    assert "below zero" in answer["errors"][0]["message"]
    assert everything() == before


NAMES = {
    "gb18030": ("推广一组", "秋季新品", "海外-安卓"),
    "cp932": ("春のキャンペーン", "秋の新作", "ゲーム広告"),
    "cp1251": ("Осень", "Игра за день", "Новая кампания"),
    "cp949": ("봄 캠페인", "가을 신작"),
    "big5": ("推廣一組", "秋季新品"),
}


@pytest.mark.parametrize(
    "codec, name", [(codec, name) for codec, some in NAMES.items() for name in some]
)
def test_letters_of_other_encodings_are_asked_about_and_stored_as_stated(write, codec, name):
    content = (HEADER + f"2026-11-20,Lumio Ads,{name},1000,30,5,2.50\n").encode(codec)
    code, answer = run(write(content))
    if code:
        assert name.split()[0].split("-")[0] in answer["errors"][0]["message"]
        assert not Campaign.objects.exists()
        assert run(write(content), "--encoding", codec)[0] == 0
    assert Campaign.objects.get().name == name


def test_marks_that_nobody_sees_make_no_second_name(write):
    unseen = ("\ufeff", "\u200b", "\u202e", "\u00ad", "\x07", "\x1b", "\u2060 ", "\n")
    lines = [
        f"2026-11-20,Lumio Ads,Broad{mark} US,{1000 + place},30,5,2.50\n"
        if mark != "\n"
        else '2026-11-20,Lumio Ads,"Broad\nUS",2000,30,5,2.50\n'
        for place, mark in enumerate(unseen)
    ]
    assert run(write((HEADER + "".join(lines)).encode()))[0] == 0
    assert Campaign.objects.get().name == "Broad US"


@pytest.mark.parametrize("name", ["👩‍🚀 launch", "می‌خواهم", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "क्‍ष", "\uf8ff fans"])
def test_marks_by_which_letters_and_emojis_are_written_stay(name):
    assert tidy(name) == name


def test_a_table_of_thousands_of_columns_is_refused(write):
    head = "day,network,campaign,impressions," + ",".join(f"x{n}" for n in range(1997))
    code, answer = run(write(f"{head}\n2026-11-20,L,C,1000{',1' * 1997}\n"))
    assert (code, answer["errors"][0]["message"]) == (1, "2,001 columns; 2,000 are the most.")


@pytest.mark.parametrize("codec", ["cp1252", "cp1251", "mac_roman"])
def test_letters_that_were_encoded_twice_are_put_right_and_told(write, codec):
    name = "Осень" if codec == "cp1251" else "Düsseldorf"
    twice = name.encode().decode(codec)
    text = f"day,network,campaign,impressions,installs\n2026-11-01,L,{twice},1000,5\n"
    code, answer = run(write(text))
    assert (code, Campaign.objects.get().name) == (0, name)
    assert f"{twice!r} is read as {name!r}." in " ".join(answer["warnings"])


def test_a_name_encoded_twice_beside_right_ones_is_asked_about(write):
    text = (
        "day,network,campaign,impressions,installs\n2026-11-01,L,DÃ¼sseldorf,1000,5\n"
        "2026-11-01,L,Köln,1000,5\n"
    )
    (asked,) = run(write(text))[1]["confirm"]
    assert asked["point"] == "odd_cells"
    assert "'DÃ¼sseldorf' for 'Düsseldorf'" in asked["message"]


@pytest.mark.parametrize("name", ["GÅ” ut", "Âme – Æther", "São Paulo", "№ 1 РТ", "Ξ – Ω"])
def test_letters_that_were_encoded_once_stay(write, name):
    text = f"day,network,campaign,impressions,installs\n2026-11-01,L,{name} Å,1000,5\n"
    assert run(write(text))[0] == 0
    assert Campaign.objects.get().name == f"{name} Å"


def test_seven_bit_letters_are_asked_about(write):
    text = "day,network,campaign,impressions,installs\n2026-11-01,L,D+APw-sseldorf,1000,5\n"
    (error,) = run(write(text))[1]["errors"]
    assert (error["line"], error["field"]) == (2, "file")
    assert "'Düsseldorf' in UTF-7, or as 'D+APw-sseldorf' in UTF-8" in error["message"]
    assert run(write(text), "--encoding", "utf-7")[0] == 0
    assert Campaign.objects.get().name == "Düsseldorf"


@pytest.mark.parametrize("name", ["US+CA-broad", "iOS+Android-", "A+B", "+++"])
def test_a_plus_sign_in_a_name_is_one(write, name):
    text = f"day,network,campaign,impressions,installs\n2026-11-01,L,{name},1000,5\n"
    assert run(write(text))[0] == 0
    assert Campaign.objects.get().name == name
