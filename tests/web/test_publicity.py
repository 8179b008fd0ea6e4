"""Publicity in the console: a message and its approval, a campaign's first steps, an exposure that is refused, on a
phone."""

import pytest

from .committee_given import committee_server, visitors
from .conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with committee_server(tmp_path_factory.mktemp("publicity") / "ws") as found:
        yield found


@pytest.fixture
def at_work(browser, served):
    with visitors(browser, *served) as start:
        yield start


def test_a_message_is_written_and_submitted_and_its_writer_does_not_approve_it(at_work):
    here = at_work("office", "en")
    page = here.go("/publicity/library")
    page.get_by_test_id("new-message").click()
    form = page.get_by_test_id("message-form")
    form.locator("input").fill("Helmets")
    form.locator("textarea[lang=zh]").fill("骑车戴头盔")
    form.locator("textarea[lang=en]").fill("Wear a helmet")
    form.get_by_text("Save").click()
    row = page.get_by_test_id("messages").locator("li").first
    row.get_by_role("button", name="Submit").click()
    row.get_by_text("To be approved").wait_for()
    row.get_by_role("button", name="Approve").click()
    page.locator("[role=alert]").first.wait_for()
    assert "who submitted may not approve" in page.locator("[role=alert]").first.inner_text()


def test_an_exposure_is_checked_while_it_is_written(at_work):
    here = at_work("office", "zh")
    page = here.go("/publicity/library")
    page.get_by_test_id("new-exposure").click()
    page.get_by_test_id("item").click()
    form = page.get_by_test_id("exposure-form")
    form.locator("select").nth(1).select_option("village")
    form.locator("input[type=number]").fill("300")
    form.locator("textarea").fill("67岁男子被撞")
    form.locator("p.wrong").first.wait_for()
    assert "可能识别出个人" in form.locator("p.wrong").first.inner_text()
    assert here.errors == []


def test_a_campaign_begins_with_a_segment_and_nothing_is_told_of_an_empty_register(at_work):
    here = at_work("office", "en")
    page = here.go("/publicity")
    page.get_by_test_id("new").click()
    page.get_by_test_id("title").fill("Helmets in villages")
    page.get_by_test_id("add").click()
    page.get_by_test_id("segment").wait_for()
    page.get_by_test_id("answer").wait_for()
    assert page.get_by_test_id("fix").is_disabled()
    assert "Choosing the segment" in page.get_by_test_id("state").inner_text()
    assert here.errors == []


@pytest.mark.parametrize("path", ["", "/segments", "/library", "/riders", "/places", "/quiz"])
def test_on_a_phone_nothing_runs_over_the_edge(at_work, path):
    here = at_work("office", "zh", PHONE)
    page = here.go(f"/publicity{path}")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert here.errors == []


def test_a_right_answer_is_counted_and_kept_as_a_sum(at_work):
    here = at_work("office", "en")
    page = here.go("/publicity/quiz")
    page.get_by_test_id("quiz").locator(".answers button").first.click()
    page.get_by_test_id("next").wait_for()
    page.get_by_test_id("keep").click()
    page.get_by_role("status").get_by_text("Kept").wait_for()
    assert here.errors == []
