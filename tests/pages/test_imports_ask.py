"""What a file leaves open is asked once, with buttons; what goes in is shown before and after."""

import json
import re

import pytest

from campaigns.importing import uploads
from campaigns.models import App, ColumnMapping, DailyCount, ImportBatch, Network, PendingUpload
from tests.importing.test_cases import CASES
from tests.importing.test_import import HEADER, ROWS, run
from tests.make import make_app
from tests.pages.test_imports import APP, drop, say, upload

pytestmark = pytest.mark.django_db

PLAIN = "day,campaign,impressions,installs\n2026-11-01,C,1000,5\n"
FULL = "day,network,campaign,impressions,installs\n2026-11-01,Lumio Ads,C,1000,5\n"


def question(answer):
    return answer.context["preview"].question


def choose(client, answer, label, **more):
    """The page after the button of that label."""
    for choice in question(answer).choices:
        if choice.label == label:
            return say(client, answer, say=choice.say, **more)
    raise AssertionError([choice.label for choice in question(answer).choices])


def confirm(client, answer):
    """Import everything that is ready."""
    tokens = [upload.token for upload in answer.context["ready"]]
    done = client.post("/imports/confirm/", {"token": tokens})
    assert done.status_code == 302
    return done


def take(client, answer):
    """The page after everything that is ready was imported."""
    return client.get(confirm(client, answer).url)


def test_the_first_page_asks_for_nothing_but_files(staff_client):
    page = staff_client.get("/imports/").content.decode()
    form = page[page.index("data-drop") : page.index("Recent imports")]
    assert 'type="file"' in form and "<textarea" in form
    assert "<select" not in form and 'type="text"' not in form


def test_a_pasted_table_is_a_file_and_answers_are_json_that_the_buttons_hold(staff_client):
    make_app('Quote " & <b>', platform="android")
    text = FULL.replace(",", "\t")
    answer = staff_client.post("/imports/", {"pasted": text}, follow=True)
    assert answer.context["upload"].file_name == "Pasted table"
    said = json.loads(question(answer).choices[0].say)
    assert said == {"app": 'Quote " & <b>', "platform": "android"}
    confirm(staff_client, choose(staff_client, answer, 'Quote " & <b>'))
    assert DailyCount.objects.get().installs == 5


def test_nothing_dropped_and_nothing_pasted_says_so(staff_client):
    answer = staff_client.post("/imports/", {"pasted": " "}, follow=True)
    assert "Choose a file, or paste a table." in answer.content.decode()
    assert not PendingUpload.objects.exists()


def test_app_then_network_are_asked_one_after_the_other(staff_client):
    make_app("Merge Harbor", platform="android")
    Network.objects.create(name="Lumio Ads", kind="sdk")
    answer = drop(staff_client, PLAIN)
    assert question(answer).title == "Which app is this report for?"
    answer = choose(staff_client, answer, "Merge Harbor")
    assert question(answer).title == "Which network is this report of?"
    answer = choose(staff_client, answer, "Lumio Ads")
    assert question(answer) is None and answer.context["preview"].can_import


def test_the_order_of_day_and_month_is_asked_on_days_of_the_file(staff_client):
    text = FULL.replace("2026-11-01", "03/04/2026") + "05/04/2026,Lumio Ads,C,1000,5\n"
    answer = drop(staff_client, text)
    labels = [choice.label for choice in question(answer).choices]
    assert labels == ["3 Apr 2026 and 5 Apr 2026", "4 Mar 2026 and 4 May 2026"]
    answer = choose(staff_client, answer, "4 Mar 2026 and 4 May 2026")
    answer = say(staff_client, answer, **APP)
    assert answer.context["preview"].days == "4 Mar to 4 May 2026"


def test_a_currency_is_asked_for_its_rate(staff_client):
    text = "day,network,impressions,spend,currency\n2026-11-01,Lumio Ads,1000,10,EUR\n"
    answer = drop(staff_client, text)
    assert question(answer).title == "What is one EUR in USD?"
    assert "at least" in say(staff_client, answer, rate="0").content.decode()
    answer = say(staff_client, say(staff_client, answer, rate="1.1"), **APP)
    confirm(staff_client, answer)
    assert float(DailyCount.objects.get().spend) == 11.0


def test_letters_are_asked_about_as_they_would_read(staff_client):
    content = (CASES / "names_cp1251.csv").read_bytes()
    answer = staff_client.post("/imports/", {"file": as_file(content)}, follow=True)
    assert question(answer).title == "How does this word read right?"
    answer = choose(staff_client, answer, "Осень")
    assert question(answer).title != "How does this word read right?"


def as_file(content, name="report.csv"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


def test_the_app_said_of_a_file_that_waits_is_offered_first_for_the_next(staff_client):
    for name in ("Alpha Run", "Merge Harbor"):
        make_app(name, platform="android")
    answer = drop(staff_client, FULL, FULL.replace("Lumio Ads", "Quillo"))
    answer = choose(staff_client, answer, "Merge Harbor")
    assert question(answer).choices[0].label == "Merge Harbor"


def test_columns_are_chosen_above_the_first_rows_and_only_what_was_touched_is_remembered(
    staff_client,
):
    text = "Tarih,Mecra,Gösterim,Kurulum\n2026-11-20,Fernway Ads,50000,160\n"
    answer = drop(staff_client, text)
    assert question(answer).title == "What are these columns?"
    columns = answer.context["preview"].columns
    assert [(column.name, column.state) for column in columns][0] == ("Tarih", "out")
    said = {
        "column": [column.name for column in columns],
        "was": [column.was for column in columns],
        "meaning": ["day", "network", "impressions", "installs"],
    }
    answer = say(staff_client, say(staff_client, answer, **said), **APP)
    columns = answer.context["preview"].columns
    assert [column.meaning for column in columns] == said["meaning"]
    assert columns[3].note == "160 installs, IPM 3.20"

    answer = drop(staff_client, FULL)
    columns = answer.context["preview"].columns
    untouched = {
        "column": [column.name for column in columns],
        "was": [column.was for column in columns],
        "meaning": [column.meaning for column in columns],
    }
    confirm(staff_client, say(staff_client, say(staff_client, answer, **untouched), **APP))
    assert set(DailyCount.objects.values_list("installs", flat=True)) == {5, 160}
    assert ColumnMapping.objects.get().choices["Kurulum"] == "installs"


def test_a_name_that_is_nearly_a_known_app_is_asked_back_by_a_button(staff_client):
    make_app("Tile Garden", platform="ios")
    text = "day,app,platform,network,impressions\n2026-11-0{},Tile {},ios,Lumio Ads,1000\n"
    answer = drop(staff_client, text.format(1, "Gardn"), text.format(2, "Gorden"))
    assert question(answer).title == "Did you mean Tile Garden?"
    answer = choose(staff_client, answer, "Yes, Tile Garden")
    confirm(staff_client, choose(staff_client, answer, "No, Tile Gorden is another one"))
    found = DailyCount.objects.order_by("day").values_list("campaign__app__name", flat=True)
    assert [*found] == ["Tile Garden", "Tile Gorden"] and App.objects.count() == 2


def test_a_name_that_is_nearly_a_known_network_is_asked_back(staff_client):
    Network.objects.create(name="Fernway Ads", kind="sdk")
    make_app("Merge Harbor", platform="android")
    texts = [FULL.replace("Lumio Ads", name) for name in ("Fernwey Ads", "Fernvay Ads")]
    answer = drop(staff_client, texts[0], texts[1].replace("11-01", "11-02"))
    answer = choose(staff_client, answer, "Merge Harbor", all="on")
    assert question(answer).title == "Did you mean Fernway Ads?"
    answer = choose(staff_client, answer, "Yes, Fernway Ads")
    confirm(staff_client, choose(staff_client, answer, "No, Fernvay Ads is another one"))
    found = DailyCount.objects.order_by("day").values_list("campaign__network__name", flat=True)
    assert [*found] == ["Fernway Ads", "Fernvay Ads"] and Network.objects.count() == 2


def test_an_app_typed_nearly_as_a_known_one_is_asked_back(staff_client):
    make_app("Tile Garden", platform="ios")
    answer = say(staff_client, drop(staff_client, FULL), app="Tile Gardn", platform="ios")
    assert question(answer).title == "Did you mean Tile Garden?"
    confirm(staff_client, choose(staff_client, answer, "Yes, Tile Garden"))
    assert App.objects.count() == 1 and DailyCount.objects.exists()


def test_whose_numbers_a_plain_table_holds_is_asked_by_buttons(staff_client, write):
    run(write(FULL))
    answer = upload(staff_client, FULL.replace(",C,", ",c_17,"))
    assert question(answer).title == "Is this the network's own report, or an MMP's?"
    confirm(staff_client, choose(staff_client, answer, "An MMP's report"))
    assert set(DailyCount.objects.values_list("reported_by", flat=True)) == {"network", "mmp"}


def test_a_store_id_that_no_app_has_is_given_to_one(staff_client):
    App.objects.create(name="Tile Garden", platform="ios", store_id="1234567890")
    make_app("Merge Harbor", platform="android")
    text = "day,store id,network,impressions\n2026-11-01,com.merge.harbor,Lumio Ads,1000\n"
    answer = say(staff_client, drop(staff_client, text), app="Tile Garden", platform="ios")
    assert question(answer).title == "Whose is the store ID com.merge.harbor?"
    confirm(staff_client, choose(staff_client, answer, "Merge Harbor"))
    assert DailyCount.objects.get().campaign.app.name == "Merge Harbor"
    assert App.objects.get(name="Merge Harbor").store_id == "com.merge.harbor"


def test_one_answer_may_hold_for_all_files_that_ask_the_same_and_one_button_imports_all(
    staff_client,
):
    make_app("Merge Harbor", platform="android")
    days = [FULL.replace("2026-11-01", f"2026-11-0{day}") for day in (1, 2, 3)]
    answer = drop(staff_client, *days)
    assert answer.context["same"] == 2
    answer = choose(staff_client, answer, "Merge Harbor", all="on")
    assert len(answer.context["ready"]) == 3
    page = answer.content.decode()
    assert re.findall(r'button--primary"[^>]*>([^<]+)<', page) == ["Import all 3"]
    assert "Import only kite.csv" in page
    done = take(staff_client, answer)
    assert DailyCount.objects.count() == 3 and ImportBatch.objects.count() == 3
    assert done.context["done"].title == "3 files are in."
    ways = re.findall(r'href="/imports/(\d+)/undo/"', done.content.decode())
    assert len(ways) == 3


def test_the_first_app_may_be_that_of_all_files_that_ask(staff_client):
    answer = drop(staff_client, *(FULL.replace("2026-11-01", f"2026-11-0{n}") for n in (1, 2)))
    (fields,) = re.findall(
        r'<form class="question__fields".*?</form>', answer.content.decode(), re.DOTALL
    )
    assert 'name="all"' in fields
    answer = say(staff_client, answer, app="Merge Harbor", platform="ios", all="on")
    assert len(answer.context["ready"]) == 2


def test_a_file_that_cannot_be_read_holds_back_no_other(staff_client):
    make_app("Merge Harbor", platform="android")
    answer = drop(staff_client, FULL, "nonsense")
    answer = choose(staff_client, answer, "Merge Harbor")
    done = take(staff_client, answer)
    assert DailyCount.objects.count() == 1
    (left,) = done.context["waiting"]
    assert left.file_name == "kite1.csv"
    staff_client.post(f"/imports/forget/{left.token}/")
    assert not PendingUpload.objects.exists()


def test_an_answer_that_no_button_gives_changes_nothing(staff_client):
    answer = drop(staff_client, FULL)
    token = answer.context["upload"].token
    before = PendingUpload.objects.get().options
    for said in (
        *("", "[]", '"x"', "{", '{"apps": {"a": 1}}', '{"apps": ["a"]}', '{"rate": 7}'),
        *('{"columns": {"day": ["x"]}}', '{"reported_by": "me"}', '{"apps": {"a": ["b"]}}'),
        '{"day": "tomorrow"}',
    ):
        told = staff_client.post(f"/imports/preview/{token}/", {"say": said})
        assert told.status_code in (200, 302, 400), said
        assert PendingUpload.objects.get().options == before, said
    assert staff_client.get(f"/imports/preview/{token}/").status_code == 200


def test_no_page_of_an_import_speaks_of_a_command(staff_client):
    paths = sorted(CASES.glob("*.csv"))
    files = [as_file(path.read_bytes(), path.name) for path in paths]
    staff_client.post("/imports/", {"file": files})
    uploads = PendingUpload.objects.all()
    assert {one.file_name for one in uploads} == {path.name for path in paths}
    for one in uploads:
        page = staff_client.get(f"/imports/preview/{one.token}/").content.decode()
        text = page[page.index("<main") :]
        assert one.file_name in text, one.file_name
        assert " --" not in text and "(--" not in text, one.file_name


def test_the_result_shows_before_and_after_and_stays_said_whatever_happens_later(staff_client):
    before = take(staff_client, upload(staff_client, HEADER + ROWS)).context["done"].runs
    more = ROWS.replace(",60,", ",66,") + "2026-11-03,Lumio Ads,Broad US,A,US,1000,9,5,1\n"
    done = take(staff_client, upload(staff_client, HEADER + more)).context["done"]
    runs = [(run.days, run.kind, run.installs, run.ipm) for run in done.runs]
    assert runs == [
        ("1 Nov 2026", "restated", ("80", "86"), ("5.33", "5.73")),
        ("2 Nov 2026", "as before", ("50", "50"), ("5.56", "5.56")),
        ("3 Nov 2026", "new", ("–", "5"), ("–", "5.00")),
    ]
    assert done.runs[0].knowing == "installs +7\N{NO-BREAK SPACE}%"
    assert done.text.endswith("IPM of these days goes from 5.42 to 5.64.")
    first, second = ImportBatch.objects.order_by("pk")

    def said_now(batch):
        return staff_client.get(f"/imports/{batch.pk}/").context["done"].runs

    assert said_now(first) == before
    staff_client.post(f"/imports/{second.pk}/undo/")
    assert said_now(first) == before and said_now(second) == []
    undo = ImportBatch.objects.get(undoes=second)
    staff_client.post(f"/imports/{undo.pk}/undo/")
    assert (said_now(first), said_now(second)) == (before, done.runs)


def test_a_file_is_looked_at_again_after_another_went_in(staff_client):
    make_app("Tile Garden", platform="ios")
    text = "day,app,platform,network,impressions\n2026-11-01,{},ios,Lumio Ads,1000\n"
    answer = drop(staff_client, text.format("Tile Quest"), text.format("Tile Quist"))
    assert len(answer.context["ready"]) == 2
    first = answer.context["ready"][0]
    staff_client.post("/imports/confirm/", {"token": first.token})
    answer = staff_client.get("/imports/next/", follow=True)
    assert question(answer).title == "Did you mean Tile Quest?"


def test_many_files_do_not_hold_a_request_up_and_none_is_lost(staff_client, monkeypatch):
    make_app("Merge Harbor", platform="android")
    days = [FULL.replace("2026-11-01", f"2026-11-0{day}") for day in (1, 2)]
    answer = choose(staff_client, drop(staff_client, *days), "Merge Harbor", all="on")
    monkeypatch.setattr(uploads, "MOST_SECONDS", -1)
    done = take(staff_client, answer)
    assert (DailyCount.objects.count(), len(done.context["waiting"])) == (1, 1)
    confirm(staff_client, staff_client.get("/imports/next/", follow=True))
    assert DailyCount.objects.count() == 2


def test_ipm_of_an_import_adds_no_skan_to_the_network_beside_it(staff_client):
    make_app("Merge Harbor", platform="ios")
    text = "day,network,campaign,impressions,installs,skan_installs\n2026-11-01,L,C,10000,50,20\n"
    answer = choose(staff_client, drop(staff_client, text), "Merge Harbor")
    token = answer.context["upload"].token
    done = staff_client.post("/imports/confirm/", {"token": token}, follow=True).context["done"]
    assert [run.installs[1] for run in done.runs] == ["50", "20"]
    assert done.text.endswith("IPM of these days is 5.00.")


def test_same_file_for_another_app_can_take_the_earlier_one_back_in_one_step(staff_client):
    wrong = upload(staff_client, FULL)
    staff_client.post("/imports/confirm/", {"token": wrong.context["upload"].token})
    answer = say(staff_client, drop(staff_client, FULL), app="Tile Garden", platform="ios")
    assert answer.context["preview"].title.startswith("This file is in already, for another app")
    page = answer.content.decode()
    points = page[page.index('class="brake__points"') : page.index('class="actions"')]
    assert 'value="other_app" required' in points and 'name="take_back"' in points
    said = {"token": answer.context["upload"].token, "accept": ["other_app"]}
    staff_client.post("/imports/confirm/", {**said, "take_back": ImportBatch.objects.get().pk})
    (row,) = DailyCount.objects.all()
    assert row.campaign.app.name == "Tile Garden"


def test_the_app_is_asked_by_the_networks_usual_name_and_that_of_last_time_comes_first(
    staff_client,
):
    for name in ("Big Farm", "Tile Garden"):
        make_app(name, platform="ios")
    own = FULL.replace("Lumio Ads", "Unity Ads")
    confirm(staff_client, choose(staff_client, drop(staff_client, own), "Tile Garden"))
    answer = drop(staff_client, own.replace("11-01", "11-02"))
    first = question(answer).choices[0]
    assert (first.label, first.hint) == ("Tile Garden", "iOS, chosen last time for Unity Ads")
    answer = drop(staff_client, FULL.replace("Lumio Ads", "unityads_int").replace("11-01", "11-03"))
    asked = question(answer)
    assert asked.text.startswith("It has Unity Ads")
    assert asked.choices[0].hint == "iOS, chosen last time for Unity Ads"
    assert ("Network", "Unity Ads", "") in answer.context["preview"].recognised
