"""A map that the processor draws: coarse while a hand moves it, crisp again at rest, and never out of the hand."""

from itertools import pairwise

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
WIDTH = "document.querySelector('[data-testid=map] canvas').width"
ACROSS_PX = 200


def _longitude(page) -> float:
    return float(page.url.split("view=")[1].split(",")[0])


def test_a_map_is_coarse_in_the_hand_follows_it_all_the_way_and_is_crisp_again_at_rest(visit):
    page = visit().go("/?layers=risk&view=-1.55,53.8,12")
    crisp = page.evaluate(WIDTH)
    box = page.get_by_test_id("map").bounding_box()
    x, y = box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.6
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - ACROSS_PX / 2, y)
    page.wait_for_timeout(800)  # a hand that holds still keeps the map as it is
    assert page.evaluate(WIDTH) == crisp // 2
    page.mouse.move(x - ACROSS_PX, y)
    page.mouse.up()
    page.wait_for_function(f"() => {WIDTH} === {crisp}")
    page.wait_for_url("**view=*")
    degrees = ACROSS_PX * 360 / (512 * 2**12)
    page.wait_for_function(f"() => Math.abs(+location.href.split('view=')[1].split(',')[0] + 1.55 - {degrees}) < 0.001")
    assert _longitude(page) == pytest.approx(-1.55 + degrees, abs=0.001)


def test_a_click_that_moves_nothing_leaves_the_map_crisp(visit):
    page = visit().go("/?layers=risk&view=-1.55,53.8,12")
    crisp = page.evaluate(WIDTH)
    box = page.get_by_test_id("map").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.6)
    page.wait_for_function(f"() => {WIDTH} === {crisp}")
    assert "view=-1.5500,53.8000,12.00" in page.url or "view=-1.55,53.8,12" in page.url


#: When each frame of the map began to be drawn.
BEGUN = """() => {
  window.begun = [];
  let drew = false;
  const draw = WebGL2RenderingContext.prototype.drawElements;
  WebGL2RenderingContext.prototype.drawElements = function (...given) { drew = true; return draw.apply(this, given); };
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (tell) => ask((at) => {
    const now = performance.now();
    drew = false;
    tell(at);
    if (drew) begun.push(now);
  });
}"""


@pytest.mark.parametrize("slower", [1, 5])  # five times slower, a timer comes after the frame that it was to ask for
def test_what_comes_to_a_map_at_rest_is_drawn_together(visit, slower):
    page = visit().go("/?layers=risk&view=-1.55,53.8,12")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.evaluate(BEGUN)
    page.get_by_test_id("theme").click()  # style, tiles and names come one after another
    page.wait_for_function("() => begun.length > 2 && performance.now() - begun.at(-1) > 1500")
    begun = page.evaluate("begun")
    assert min(b - a for a, b in pairwise(begun)) >= 250, begun
    page.get_by_test_id("theme").click()
