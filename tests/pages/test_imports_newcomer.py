"""A newcomer brings five files of five vendors: one upload, and few clicks a file."""

from pathlib import Path

import pytest

from campaigns.models import DailyCount, ImportBatch, Network
from tests.browser import arrive, faults_in_any_look, scriptless
from tests.make import make_app

DATA = Path(__file__).parent.parent / "data"
FILES = (
    "meta_ads_manager.csv",
    "tiktok_ads_manager.csv",
    "google_ads_report.csv",
    "snapchat_ads_manager.csv",
    "unity.csv",
)
MOST_CLICKS, MOST_DECISIONS = 3, 1
"""For each file."""
COUNT_CLICKS = """
addEventListener("click", (event) => {
  const clicked = event.target.closest("a, button, summary, input, label");
  if (event.isTrusted && clicked) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1;
}, true);
"""
DROP = """async ([files, target]) => {
  const data = new DataTransfer();
  files.forEach(([name, text]) => data.items.add(new File([text], name)));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    document.querySelector(target).dispatchEvent(
      new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
  }
}"""


@pytest.mark.django_db(transaction=True)
def test_five_files_of_five_vendors_go_in_by_one_upload_and_few_clicks(open_as, page, staff, axe):
    make_app("Merge Harbor", platform="android")
    make_app("Tile Garden", platform="ios")
    counting = page.add_init_script(COUNT_CLICKS)
    open_as(staff, "/imports/")
    page.set_input_files("input[type=file]", [str(DATA / name) for name in FILES])
    page.wait_for_url("**/imports/preview/**")
    assert faults_in_any_look(page, axe) == []
    decisions = 0
    while page.locator("button.answer").count():
        decisions += 1
        page.click("button.answer >> nth=0")
        assert decisions <= MOST_DECISIONS * len(FILES)
    page.click("button:has-text('Import all 5')")
    assert page.locator("h1").inner_text() == "5 files are in."
    assert faults_in_any_look(page, axe) == []
    clicks = page.evaluate("Number(sessionStorage.clicks)")
    counting.close()
    uploads = 1
    assert decisions + 1 <= clicks + uploads <= MOST_CLICKS * len(FILES)
    assert ImportBatch.objects.count() == 5
    assert Network.objects.count() == 5 and DailyCount.objects.exists()


def test_a_table_may_be_pasted_and_files_be_dropped_anywhere_on_the_page(open_as, page, staff, axe):
    make_app("Merge Harbor", platform="android")
    open_as(staff, "/imports/")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/plain", "day\\tnetwork\\timpressions\\n2026-11-01\\tLumio Ads\\t5\\n");
          document.body.dispatchEvent(
            new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }));
        }"""
    )
    page.wait_for_url("**/imports/preview/**")
    arrive(page)
    page.click("button.answer >> nth=0")
    page.click("button:has-text('Import Pasted table')")
    assert page.locator("h1").inner_text() == "Pasted table is in."

    open_as(staff, "/imports/")
    assert faults_in_any_look(page, axe) == []
    files = [(name, (DATA / name).read_text()) for name in FILES[:2]]
    page.evaluate(DROP, [files, "footer"])
    page.wait_for_url("**/imports/preview/**")
    page.locator("h2:has-text('2 files')").wait_for()


def test_without_scripts_a_file_is_chosen_and_sent_by_a_button(open_as, page, staff):
    make_app("Merge Harbor", platform="android")
    with scriptless(page):
        open_as(staff, "/imports/")
        page.set_input_files("input[type=file]", str(DATA / FILES[0]))
        page.locator("button:has-text('Check')").click()
        page.wait_for_url("**/imports/preview/**")
        page.locator("button.answer >> nth=0").click()
        page.locator(f"button:has-text('Import {FILES[0]}')").click()
        page.wait_for_url("**/imports/*/")
    assert ImportBatch.objects.count() == 1
