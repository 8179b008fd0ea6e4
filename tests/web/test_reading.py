"""Can it be read and reached: Chinese drawn, contrast, choices kept, everything by keyboard, the map drawn."""

import re

import pytest

from .conftest import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

INK = """(text) => {
  const canvas = document.createElement('canvas'); canvas.width = 64; canvas.height = 64;
  const pen = canvas.getContext('2d'); pen.font = `48px ${getComputedStyle(document.body).fontFamily}`;
  pen.fillText(text, 4, 52);
  const alpha = Array.from(pen.getImageData(0, 0, 64, 64).data).filter((_, i) => i % 4 === 3);
  return alpha.map(a => a > 127 ? 1 : 0).join('');
}"""

CONTRAST = """(selector) => {
  const linear = (v) => v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
  const lum = (c) => { const [r, g, b] = c.map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const rgb = (s) => s.match(/[\\d.]+/g).map(Number);
  const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0.99) return c.slice(0, 3); } return [255, 255, 255]; };
  const shown = [...document.querySelectorAll(selector)].filter(e => e.offsetParent && e.textContent.trim());
  return shown.slice(0, 12).map(e => {
    const [a, b] = [lum(rgb(getComputedStyle(e).color).slice(0, 3)), lum(behind(e))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05); });
}"""


OURS = "document.fonts.ready.then(() => [...document.fonts].filter(f => f.family.includes('Noto Sans SC')).length)"
NO_FACE_HERE = "FontFace.prototype.load = () => Promise.reject(new Error('no such face on this machine'))"


def require_letters(page) -> None:
    """Three characters that look different are no boxes."""
    drawn = [page.evaluate(INK, letter) for letter in "预警路"]
    assert len(set(drawn)) == 3
    assert all(d.count("1") > 200 for d in drawn)


def test_chinese_is_drawn_by_our_face_where_the_machine_has_none(visit):
    seen = visit("zh")
    seen.page.add_init_script(NO_FACE_HERE)
    page = seen.go("/alerts")
    page.wait_for_function("document.documentElement.dataset.face === 'ours'")
    page.wait_for_function("[...document.fonts].filter(f => f.status === 'loaded').length > 3")
    assert page.evaluate(OURS) > 90
    page.evaluate("document.fonts.load('48px \"Noto Sans SC Variable\"', '预警路')")
    require_letters(page)


def test_chinese_is_drawn_by_whichever_face_there_is(visit):
    """On a machine with one, not a file of ours is asked for."""
    page = visit("zh").go("/alerts")
    ours = page.evaluate("document.documentElement.dataset.face === 'ours'")
    assert (page.evaluate(OURS) > 90) == ours
    page.evaluate("document.fonts.load(`48px ${getComputedStyle(document.body).fontFamily}`, '预警路')")
    require_letters(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/indicators", "/segments", "/scorecard"])
def test_words_stand_out_from_their_ground(visit, theme, path):
    page = visit("en", theme).go(path)
    for selector in (
        "h1",
        "h2",
        ".quiet",
        ".faint",
        ".unknown",
        "th",
        "td",
        ".chip",
        ".interval",
        ".button",
        ".verdict",
        ".rail a",
    ):
        for ratio in page.evaluate(CONTRAST, selector):
            assert ratio >= 4.5, (selector, ratio)


def test_language_and_theme_are_kept(visit):
    page = visit("en", "light").go("/alerts")
    page.get_by_test_id("language").click()
    page.get_by_test_id("theme").click()
    assert page.locator("main h1").inner_text() == "预警"
    page.reload()
    page.locator("main h1").wait_for()
    assert page.locator("main h1").inner_text() == "预警"
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dataset.theme]") == ["zh-CN", "dark"]


def test_keyboard_leads_from_the_map_to_the_grounds_of_an_alert(visit):
    page = visit().go("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url(re.compile("/alerts$"))
    page.locator("main [data-open]").first.wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.hasAttribute('data-open')"):
            break
    first = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.getAttribute('href')")
    assert first
    assert second not in (None, first)
    page.keyboard.press("Enter")
    grounds = page.get_by_test_id("alert").locator("h3", has_text="Evidence")
    grounds.wait_for()
    assert page.url.endswith(second)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_question_mark_opens_the_help_and_the_help_leads_to_the_keys(visit):
    page = visit().go("/help")
    page.keyboard.press("?")
    page.get_by_test_id("page-help").get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_role("dialog").get_by_text("Go to Alerts").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")


def test_one_line_leads_to_pages_and_to_whatever_the_server_finds(visit):
    """By keys alone: a page by a part of its name, a road by its number, and nothing by what nobody is called."""
    page = visit().go("/help")
    page.keyboard.press("Control+k")
    palette = page.get_by_test_id("palette")
    palette.get_by_role("combobox").wait_for()
    page.keyboard.type("black")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/blackspots$"))
    palette.wait_for(state="detached")
    page.keyboard.press("Control+k")
    palette.get_by_role("combobox").fill("A58")
    palette.get_by_role("option", name="A58").first.wait_for()
    palette.get_by_role("combobox").fill("nobody is called this")
    palette.get_by_text("Nothing is called that").wait_for()
    palette.get_by_role("combobox").fill("A58")
    palette.get_by_role("option", name="A58").first.click()
    page.wait_for_url(re.compile("/segments/"))


def test_search_finds_a_road_and_shows_how_sure_we_are(visit):
    page = visit().go("/")
    page.keyboard.press("/")
    page.keyboard.type("A58")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    card = page.get_by_test_id("stretch")
    card.locator("h2", has_text="A58").wait_for()
    assert re.search(r"\d \([\d.]+–[\d.]+\)", card.inner_text())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_map_draws_the_roads_in_their_classes_of_risk(visit, theme):
    page = visit("en", theme).go("/")
    page.wait_for_selector("[data-testid=map][data-idle=true]")
    picture = page.get_by_test_id("map").screenshot()
    colours = page.evaluate(
        """async (bytes) => {
          const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
          const pen = new OffscreenCanvas(image.width, image.height).getContext('2d'); pen.drawImage(image, 0, 0);
          const seen = {}; const d = pen.getImageData(0, 0, image.width, image.height).data;
          for (let i = 0; i < d.length; i += 4) seen[[d[i], d[i+1], d[i+2]].join(',')] = 1;
          return seen; }""",
        list(picture),
    )
    ramp = page.evaluate(
        "[...document.querySelectorAll('.ramp i')]"
        ".map(e => getComputedStyle(e).backgroundColor.match(/\\d+/g).join(','))"
    )
    assert len(ramp) == 7
    assert sum(colour in colours for colour in ramp) >= 4, "classes of the legend that are on the map"


def test_panel_of_the_phone_opens_with_one_finger(visit):
    page = visit("zh", "dark", PHONE).go("/")
    panel = page.locator("section.panel")
    low = panel.bounding_box()["height"]
    page.locator("button.grip").click()
    page.wait_for_function("document.querySelector('section.panel').classList.contains('half')")
    assert panel.bounding_box()["height"] > low * 2


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_on_the_situation_map_is_covered(visit, size):
    page = visit("en", "light", size).go("/")
    page.wait_for_selector("[data-testid=map][data-idle=true]")
    for selector in ("section.panel h2", ".over input", ".zoom button:last-child", ".over .title"):
        box = page.locator(selector).first.bounding_box()
        point = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        there = "([x, y, s]) => document.elementFromPoint(x, y)?.closest(s) === document.querySelector(s)"
        assert page.evaluate(there, [*point, selector]), selector
